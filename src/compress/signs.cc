#include "compress/signs.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "compress/lanes.h"

namespace hushed {
namespace {

using namespace lanes;
constexpr std::size_t kBlock = 64;  // entries a word

// Adds |x| to the two sums. float: the lower and the upper half of the lanes, widened.
template <class V, class S>
void AddMagnitude(hn::ScalableTag<float> d, V x, S& even, S& odd) {
  const hn::ScalableTag<double> wide;
  const hn::Half<decltype(d)> half;
  const auto magnitude = hn::Abs(x);
  even = hn::Add(even, hn::PromoteTo(wide, hn::LowerHalf(half, magnitude)));
  odd = hn::Add(odd, hn::PromoteTo(wide, hn::UpperHalf(half, magnitude)));
}

template <class V, class S>
void AddMagnitude(hn::ScalableTag<double>, V x, S& even, S&) {
  even = hn::Add(even, hn::Abs(x));
}

// One bit a lane: its sign bit.
template <class D, class V>
std::uint64_t NegativeBits(D, V x) {
  const hn::RebindToSigned<D> di;
  return Bits(di, hn::Lt(hn::BitCast(di, x), hn::Zero(di)));
}

}  // namespace

template <class Real>
double PackSigns(std::span<const Real> v, std::byte* bits) {
  const hn::ScalableTag<Real> d;
  const hn::ScalableTag<double> wide;
  constexpr std::size_t kLanes = hn::MaxLanes(hn::ScalableTag<Real>());
  auto sum0 = hn::Zero(wide), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  std::size_t i = 0;
  for (; i + kBlock <= v.size(); i += kBlock) {
    std::uint64_t word = 0;
    for (std::size_t j = 0; j < kBlock; j += 2 * kLanes) {
      const auto x = hn::LoadU(d, v.data() + i + j), y = hn::LoadU(d, v.data() + i + j + kLanes);
      AddMagnitude(d, x, sum0, sum1);
      AddMagnitude(d, y, sum2, sum3);
      word |= NegativeBits(d, x) << j;
      word |= NegativeBits(d, y) << (j + kLanes);
    }
    word = ~word;
    std::memcpy(bits + i / 8, &word, sizeof word);
  }
  double sum = hn::GetLane(hn::SumOfLanes(wide, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3))));
  std::uint64_t word = 0;
  for (std::size_t j = i; j < v.size(); ++j) {
    sum += std::abs(static_cast<double>(v[j]));
    word |= static_cast<std::uint64_t>(!std::signbit(v[j])) << (j - i);
  }
  std::memcpy(bits + i / 8, &word, (v.size() - i + 7) / 8);
  return sum;
}

template <class Real>
void AddSigns(const std::byte* bits, Real a, std::span<Real> out) {
  const Real addend[2] = {-a, a};
  const std::size_t whole = out.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) {
    const auto byte = static_cast<unsigned>(bits[i / 8]);
    for (std::size_t j = 0; j < 8; ++j) out[i + j] += addend[(byte >> j) & 1];
  }
  for (std::size_t i = whole; i < out.size(); ++i) {
    out[i] += addend[(static_cast<unsigned>(bits[i / 8]) >> (i % 8)) & 1];
  }
}

#define HUSHED_INSTANTIATE(Real)                                \
  template double PackSigns(std::span<const Real>, std::byte*); \
  template void AddSigns(const std::byte*, Real, std::span<Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
