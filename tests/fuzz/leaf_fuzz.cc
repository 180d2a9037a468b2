// Any bytes as a LEAF file, the first as the most users: users whose examples and labels agree, no
// more of them than the text has room for, or a DataError.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "data/leaf_reader.h"
#include "hushed/errors.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::istringstream text(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  hushed::LeafRows rows;
  try {
    hushed::ReadLeaf(text, "f", data[0] % 4, rows);
    Require(rows.users.size() <= data[0] % 4);
    Require(rows.end.size() == rows.users.size());
    Require(rows.targets.size() == (rows.end.empty() ? 0 : rows.end.back()));
    Require(rows.dense.size() == rows.targets.size() * rows.columns);
    Require(2 * (rows.dense.size() + rows.targets.size()) <= size);  // "1,"
    for (const double value : rows.dense) Require(std::isfinite(value));
  } catch (const hushed::DataError&) {
  }
  return 0;
}
