#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/fixed_sum.h"
#include "core/kernels.h"
#include "hushed/stream.h"

namespace hushed {

// What the tests of fixed-shape sums share.

// Entries of very different magnitude: any other order of additions gives other bits.
inline std::vector<float> WildVector(std::size_t position, std::size_t size) {
  Stream stream(3, Purpose::kData, position, 0, 0);
  std::vector<float> v(size);
  for (float& entry : v) {
    entry = static_cast<float>(stream.Normal() * std::exp(6 * stream.Normal()));
  }
  return v;
}

// Hands in that vector of a position.
inline FixedSum<float>::Adder WildAdder(std::size_t position, std::size_t size) {
  return [position, size](const PartialSum<float>& sum) {
    if (!sum.begun) std::ranges::fill(sum.values, 0.0F);
    Axpy<float>(1.0F, WildVector(position, size), sum.values);
  };
}

}  // namespace hushed
