#include "data/rows.h"

#include <utility>

namespace hushed {
namespace {

// Appends entries [begin, end) of `from`.
template <class T>
void Add(const std::vector<T>& from, std::uint64_t begin, std::uint64_t end, std::vector<T>& to) {
  to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
            from.begin() + static_cast<std::ptrdiff_t>(end));
}

void AddSparse(const SparseRows& from, std::uint32_t row, SparseRows& to) {
  Add(from.columns, from.row_begin[row], from.row_begin[row + 1], to.columns);
  Add(from.values, from.row_begin[row], from.row_begin[row + 1], to.values);
  to.row_begin.push_back(to.columns.size());
}

}  // namespace

Split Chosen(const Split& split, std::uint64_t columns, std::span<const std::uint32_t> ids) {
  Split chosen;
  chosen.size = ids.size();
  chosen.bytes.mean = split.bytes.mean;
  chosen.bytes.deviation = split.bytes.deviation;
  if (split.is_sparse()) chosen.sparse.row_begin.push_back(0);
  for (const std::uint32_t id : ids) {
    chosen.targets.push_back(split.targets[id]);
    if (split.is_sparse()) {
      AddSparse(split.sparse, id, chosen.sparse);
    } else if (!split.bytes.values.empty()) {
      Add(split.bytes.values, id * columns, (id + 1) * columns, chosen.bytes.values);
    } else {
      Add(split.dense, id * columns, (id + 1) * columns, chosen.dense);
    }
  }
  return chosen;
}

void Append(Split part, Split& whole) {
  if (whole.size == 0) {
    whole = std::move(part);
    return;
  }
  for (std::uint32_t row = 0; part.is_sparse() && row < part.size; ++row) {
    AddSparse(part.sparse, row, whole.sparse);
  }
  Add(part.dense, 0, part.dense.size(), whole.dense);
  Add(part.bytes.values, 0, part.bytes.values.size(), whole.bytes.values);
  Add(part.targets, 0, part.targets.size(), whole.targets);
  whole.size += part.size;
}

}  // namespace hushed
