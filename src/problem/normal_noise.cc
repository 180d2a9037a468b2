// Box and Muller: with u, v uniform, r = sqrt(-2 log u) times the cosine and the sine of 2 pi v are
// two independent normals. log, sin and cos are polynomials in plain loops, which the compiler
// turns into vector instructions and which give the same bits at every width.
#include "problem/normal_noise.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace hushed {
namespace {

constexpr std::size_t kPairs = NormalNoise::kBlock / 2;

// log(u) for normal u in (0, 1]. u = m 2^e with m in [sqrt(1/2), sqrt(2)); with
// s = (m - 1) / (m + 1), log m = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172. The
// terms left out are below 1e-8 of the first.
float Log(float u) {
  constexpr std::uint32_t kSqrtHalf = 0x3f3504f3;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(u) - kSqrtHalf;
  const auto e = static_cast<float>(static_cast<std::int32_t>(bits) >> 23);
  const float m = std::bit_cast<float>((bits & 0x007fffff) + kSqrtHalf);
  const float s = (m - 1.0f) / (m + 1.0f);
  const float q = s * s;
  const float series = 1.0f + q * (1.0f / 3 + q * (1.0f / 5 + q * (1.0f / 7 + q * (1.0f / 9))));
  return e * 0.693147181f + 2.0f * s * series;
}

// sin and cos of pi/2 * t for |t| <= 1/2, by Taylor: the terms left out are below 2e-9 and 3e-8.
float SinQuarter(float t) {
  const float x = 1.57079633f * t, q = x * x;
  return x * (1.0f + q * (-1.0f / 6 + q * (1.0f / 120 + q * (-1.0f / 5040 + q * (1.0f / 362880)))));
}
float CosQuarter(float t) {
  const float x = 1.57079633f * t, q = x * x;
  return 1.0f + q * (-0.5f + q * (1.0f / 24 + q * (-1.0f / 720 + q * (1.0f / 40320))));
}

// words[0 .. n) become radii, words[kPairs .. kPairs + n) angles.
void Pairs(const std::uint32_t* __restrict__ words, std::size_t n, float* __restrict__ first,
           float* __restrict__ second) {
  for (std::size_t i = 0; i < n; ++i) {
    // In halves: vector units convert signed numbers, and a small u keeps all its digits.
    const auto high = static_cast<float>(static_cast<std::int32_t>(words[i] >> 16));
    const auto low = static_cast<float>(static_cast<std::int32_t>(words[i] & 0xffffu));
    const float u = high * 0x1p-16f + (low + 0.5f) * 0x1p-32f;  // in (0, 1]
    const float radius = std::sqrt(std::max(-2.0f * Log(u), 0.0f));
    // The angle in quarter turns: the nearest whole number of them, and what is left, in
    // [-1/2, 1/2).
    const std::uint32_t angle = words[kPairs + i] + 0x20000000u;
    const std::uint32_t quarter = angle >> 30;
    const float t =
        static_cast<float>(static_cast<std::int32_t>(angle & 0x3fffffffu) - 0x20000000) * 0x1p-30f;
    const float sine = SinQuarter(t), cosine = CosQuarter(t);
    const bool odd = (quarter & 1u) != 0;
    const float x = odd ? sine : cosine, y = odd ? cosine : sine;
    // Quarters 1, 2 flip the cosine's sign, quarters 2, 3 the sine's.
    const std::uint32_t flip_x = ((quarter + 1u) << 30) & 0x80000000u;
    const std::uint32_t flip_y = (quarter << 30) & 0x80000000u;
    first[i] = radius * std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) ^ flip_x);
    second[i] = radius * std::bit_cast<float>(std::bit_cast<std::uint32_t>(y) ^ flip_y);
  }
}

}  // namespace

void NormalNoise::Fill(std::span<float> out) {
  std::uint32_t words[2 * kPairs];
  float spare[kPairs];
  for (std::size_t begin = 0; begin < out.size(); begin += kBlock) {
    const std::span<float> block = out.subspan(begin, std::min(kBlock, out.size() - begin));
    const std::size_t pairs = (block.size() + 1) / 2;
    stream_.Fill({words, pairs});
    stream_.Fill({words + kPairs, pairs});
    Pairs(words, pairs, block.data(), spare);
    std::copy_n(spare, block.size() - pairs, block.data() + pairs);
  }
}

}  // namespace hushed
