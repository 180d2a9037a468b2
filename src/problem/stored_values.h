#pragma once

#include <span>
#include <type_traits>
#include <vector>

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

}  // namespace hushed
