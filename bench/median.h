#pragma once

#include <algorithm>
#include <vector>

namespace hushed {

// The middle of at least one value; the upper of the two of an even number.
inline double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace hushed
