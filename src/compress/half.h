#pragma once

#include <cstddef>
#include <span>

namespace hushed {

// Writes v as IEEE binary16, rounded once, to nearest with ties to even: 2 * v.size() bytes at a
// multiple of 2. Returns false, with arbitrary bytes written, when an entry is NaN or rounds to
// more than 65504.
template <class Real>
bool ToHalf(std::span<const Real> v, std::byte* out);

// Reads v.size() halves, infinities and NaNs included. Exact.
void FromHalf(const std::byte* halves, std::span<float> v);

}  // namespace hushed
