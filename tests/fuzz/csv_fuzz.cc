// Any bytes as a CSV file, the first as its format: rows of finite numbers, no more of them than
// the text has room for, or a DataError.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data/readers.h"
#include "hushed/errors.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = std::as_bytes(std::span(data, size).subspan(1));
  hushed::CsvFormat format;
  format.label_column = static_cast<std::int64_t>(data[0] % 5) - 1;
  format.separator = ",;\t,"[data[0] / 8 % 4];
  if (data[0] & 32) format.label = "y";
  if (data[0] & 64) format.worker = "w";
  if (data[0] & 128) format.skipped = {"s", "1"};
  try {
    const auto rows = hushed::ReadCsv(text, "f", format);
    Require(rows.columns >= 1);
    Require(rows.dense.size() == rows.targets.size() * rows.columns);
    Require(rows.owners.size() == (format.worker.empty() ? 0 : rows.targets.size()));
    Require(2 * (rows.dense.size() + rows.targets.size()) <= text.size() + 1);  // "1,2\n"
    for (const double value : rows.dense) Require(std::isfinite(value));
    for (const double value : rows.targets) Require(std::isfinite(value));
  } catch (const hushed::DataError&) {
  }
  return 0;
}
