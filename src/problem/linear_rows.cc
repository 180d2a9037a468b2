#include "problem/linear_rows.h"

#include "problem/stored_values.h"

namespace hushed {

template <class Real>
LinearRows<Real>::LinearRows(const Dataset& data, const Split& split) : width_(data.columns) {
  if (split.is_sparse()) {
    row_begin_ = split.sparse.row_begin;
    columns_ = split.sparse.columns;
    values_ = InScalar(split.sparse.values, converted_);
  } else if (!split.dense.empty()) {
    values_ = InScalar(split.dense, converted_);
  } else {
    converted_.resize(split.size * data.columns);
    for (std::uint64_t i = 0; i < split.size; ++i) {
      const auto example = static_cast<std::uint32_t>(i);
      if (!split.bytes.has(example)) continue;  // another rank's
      Gather<Real>(data, split, {&example, 1},
                   std::span(converted_).subspan(i * data.columns, data.columns));
    }
    values_ = converted_;
  }
}

template class LinearRows<float>;
template class LinearRows<double>;

}  // namespace hushed
