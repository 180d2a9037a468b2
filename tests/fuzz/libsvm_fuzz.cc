// Any bytes as a LIBSVM file: rows of ascending columns and finite values, no more of them than the
// text has room for, or a DataError.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data/readers.h"
#include "hushed/errors.h"
#include "require.h"

namespace {

void CheckRow(const hushed::LabelledRows& rows, std::size_t row) {
  const auto& sparse = rows.sparse;
  for (auto k = sparse.row_begin[row]; k < sparse.row_begin[row + 1]; ++k) {
    Require(sparse.columns[k] < rows.columns);
    Require(k == sparse.row_begin[row] || sparse.columns[k - 1] < sparse.columns[k]);
    Require(std::isfinite(sparse.values[k]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto rows = hushed::ReadLibsvm(std::as_bytes(std::span(data, size)), "f");
    Require(rows.sparse.row_begin.size() == rows.targets.size() + 1);
    Require(rows.sparse.row_begin.back() == rows.sparse.columns.size());
    Require(rows.sparse.columns.size() == rows.sparse.values.size());
    Require(2 * rows.targets.size() <= size + 1);    // "1\n"
    Require(4 * rows.sparse.values.size() <= size);  // " 1:1"
    for (std::size_t i = 0; i < rows.targets.size(); ++i) {
      Require(std::isfinite(rows.targets[i]));
      CheckRow(rows, i);
    }
  } catch (const hushed::DataError&) {
  }
  return 0;
}
