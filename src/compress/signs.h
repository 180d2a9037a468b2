#pragma once

#include <cstddef>
#include <span>

namespace hushed {

// Writes (v.size() + 7) / 8 bytes at a multiple of 8: one bit an entry, low bit first, 1 where the
// sign bit is clear; unused bits are zero. Returns the sum of |v| in double, in a fixed order;
// neither a NaN nor an infinity gets lost in it.
template <class Real>
double PackSigns(std::span<const Real> v, std::byte* bits);

// out_i += bit_i ? a : -a
template <class Real>
void AddSigns(const std::byte* bits, Real a, std::span<Real> out);

}  // namespace hushed
