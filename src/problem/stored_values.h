#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "core/kernels.h"

namespace hushed {

// Stored doubles in the problem's scalar: `stored` itself where that is double, else its values,
// rounded, kept in `converted`.
template <class Real>
std::span<const Real> InScalar(const std::vector<double>& stored, std::vector<Real>& converted) {
  if constexpr (std::is_same_v<Real, double>) {
    return stored;
  } else {
    converted.assign(stored.begin(), stored.end());
    return converted;
  }
}

// The mean of stored rows, each `columns` long, formed in double.
template <class Real>
std::vector<Real> MeanOfRows(const std::vector<double>& rows, std::size_t columns) {
  std::vector<double> mean(columns, 0.0);
  const std::size_t count = rows.size() / columns;
  for (std::size_t i = 0; i < count; ++i) {
    Axpy<double>(1.0, std::span(rows).subspan(i * columns, columns), mean);
  }
  Scale<double>(1.0 / static_cast<double>(count), mean, mean);
  return {mean.begin(), mean.end()};
}

}  // namespace hushed
