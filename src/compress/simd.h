#pragma once

// What the vector loops of this room share: the only file that includes Highway. The build names
// one instruction set (HUSHED_ARCH), so nothing is dispatched at run time.
#define HWY_COMPILE_ONLY_STATIC
#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

namespace hushed::simd {

namespace hn = hwy::HWY_NAMESPACE;

// One bit a lane, lane 0 lowest. At most 64 lanes.
template <class D, class Mask>
std::uint64_t Bits(D d, Mask mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes, (hn::MaxLanes(d) + 7) / 8);
  return bits;
}

}  // namespace hushed::simd
