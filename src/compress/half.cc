// Integer arithmetic on the bits of a float, written so that compilers turn it into vectors.
//
// float has 23 bits of mantissa below exponent bias 127, half has 10 below 15.
//   normal halves:    move the bias, add half a unit of the last kept bit (less one when that bit
//                     is even), drop 13 bits
//   subnormal halves: adding 0.5, whose last bit is 2^-24, makes the adder round to their unit
#include "compress/half.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace hushed {
namespace {

constexpr std::int32_t kMagnitude = 0x7FFFFFFF;       // all but the sign
constexpr std::int32_t kOverflow = 0x477FF000;        // 65520: rounds to 65536
constexpr std::int32_t kSmallestNormal = 0x38800000;  // 2^-14
constexpr std::int32_t kBiasMoved = (127 - 15) << 23;
constexpr std::size_t kChunk = 1024;

std::int32_t Word(float value) { return std::bit_cast<std::int32_t>(value); }
float Value(std::int32_t word) { return std::bit_cast<float>(word); }

// Returns the largest magnitude, as a word.
std::int32_t RoundToHalf(const float* __restrict__ v, std::size_t n,
                         std::uint16_t* __restrict__ out) {
  std::int32_t largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t word = Word(v[i]), magnitude = word & kMagnitude;
    largest = std::max(largest, magnitude);
    const std::int32_t normal = (magnitude - kBiasMoved + 0xFFF + ((magnitude >> 13) & 1)) >> 13;
    const std::int32_t subnormal = Word(Value(magnitude) + 0.5f) - Word(0.5f);
    const std::int32_t is_small = (magnitude - kSmallestNormal) >> 31;  // all bits, or none
    const std::int32_t half = (subnormal & is_small) | (normal & ~is_small);
    out[i] = static_cast<std::uint16_t>(half | ((word >> 16) & 0x8000));
  }
  return largest;
}

// To float, an inexact result with its last bit set ("round to odd"): rounding that to half is then
// the same as rounding once.
void ToOddFloat(const double* __restrict__ v, std::size_t n, float* __restrict__ out) {
  for (std::size_t i = 0; i < n; ++i) {
    const auto nearest = static_cast<float>(v[i]);
    const auto back = static_cast<double>(nearest);
    const auto word = std::bit_cast<std::uint32_t>(nearest);
    const std::uint32_t towards = std::abs(back) < std::abs(v[i]) ? word + 1 : word - 1;
    out[i] = std::bit_cast<float>(back != v[i] && (word & 1) == 0 ? towards : word);
  }
}

}  // namespace

template <>
bool ToHalf(std::span<const float> v, std::byte* out) {
  return RoundToHalf(v.data(), v.size(), reinterpret_cast<std::uint16_t*>(out)) < kOverflow;
}

template <>
bool ToHalf(std::span<const double> v, std::byte* out) {
  float chunk[kChunk];
  std::int32_t largest = 0;
  for (std::size_t done = 0; done < v.size(); done += kChunk) {
    const std::size_t n = std::min(kChunk, v.size() - done);
    ToOddFloat(v.data() + done, n, chunk);
    largest =
        std::max(largest, RoundToHalf(chunk, n, reinterpret_cast<std::uint16_t*>(out) + done));
  }
  return largest < kOverflow;
}

// Shifted into place a half is a float 2^112 too small, subnormals included.
void FromHalf(const std::byte* halves, std::span<float> v) {
  const auto* __restrict__ in = reinterpret_cast<const std::uint16_t*>(halves);
  float* __restrict__ out = v.data();
  for (std::size_t i = 0; i < v.size(); ++i) {
    const std::int32_t half = static_cast<std::int16_t>(in[i]), magnitude = half & 0x7FFF;
    const std::int32_t finite = Word(Value(magnitude << 13) * 0x1p112f);
    const std::int32_t special = magnitude >= 0x7C00 ? 0x7F800000 : 0;
    out[i] = Value(finite | special | (half & ~kMagnitude));
  }
}

}  // namespace hushed
