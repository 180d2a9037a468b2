#include <algorithm>

#include "data/dataset.h"

namespace hushed {

Split WithRows(const std::vector<bool>& needed, const Split& split) {
  if (split.unread) {
    Split read = split;
    read.unread.reset();
    split.unread->Read(needed, read);
    return read;
  }
  const ByteRows& rows = split.bytes;
  if (rows.values.empty()) return split;
  Split kept = {
      .size = split.size,
      .dense = split.dense,
      .bytes = {.values = {}, .mean = rows.mean, .deviation = rows.deviation, .row_of = {}},
      .sparse = split.sparse,
      .targets = split.targets,
      .rows_can_wait = split.rows_can_wait};
  const std::uint64_t width = rows.values.size() / split.size;
  auto& values = kept.bytes.values;
  values.reserve(width *
                 static_cast<std::uint64_t>(std::count(needed.begin(), needed.end(), true)));
  kept.bytes.row_of.assign(split.size, ByteRows::kDropped);
  for (std::uint64_t i = 0; i < split.size; ++i) {
    if (!needed[i]) continue;
    kept.bytes.row_of[i] = static_cast<std::uint32_t>(values.size() / width);
    const auto row = rows.values.begin() + static_cast<std::ptrdiff_t>(i * width);
    values.insert(values.end(), row, row + static_cast<std::ptrdiff_t>(width));
  }
  return kept;
}

}  // namespace hushed
