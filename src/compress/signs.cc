#include "compress/signs.h"

#include <cmath>
#include <cstdint>
#include <cstring>

#include "compress/simd.h"

namespace hushed {
namespace {

using namespace simd;
constexpr std::size_t kBlock = 64;  // entries a word

// |v_0|, |v_1|, ..., one a lane of a vector of doubles.
auto Magnitudes(const double* v) { return hn::Abs(hn::LoadU(hn::ScalableTag<double>(), v)); }
auto Magnitudes(const float* v) {
  const hn::ScalableTag<double> wide;
  return hn::Abs(hn::PromoteTo(wide, hn::LoadU(hn::Rebind<float, decltype(wide)>(), v)));
}

// The magnitudes of a block, each lane in an order that is fixed.
template <class Real, class Sum>
void AddMagnitudes(const Real* block, Sum& sum0, Sum& sum1, Sum& sum2, Sum& sum3) {
  constexpr std::size_t kLanes = hn::MaxLanes(hn::ScalableTag<double>());
  for (std::size_t j = 0; j < kBlock; j += 4 * kLanes) {
    sum0 = hn::Add(sum0, Magnitudes(block + j));
    sum1 = hn::Add(sum1, Magnitudes(block + j + kLanes));
    sum2 = hn::Add(sum2, Magnitudes(block + j + 2 * kLanes));
    sum3 = hn::Add(sum3, Magnitudes(block + j + 3 * kLanes));
  }
}

// One bit an entry of the block: its sign bit is clear.
template <class Real>
std::uint64_t BlockSigns(const Real* block) {
  const hn::ScalableTag<Real> d;
  const hn::RebindToSigned<decltype(d)> di;
  std::uint64_t negative = 0;
  for (std::size_t j = 0; j < kBlock; j += hn::MaxLanes(hn::ScalableTag<Real>())) {
    const auto x = hn::BitCast(di, hn::LoadU(d, block + j));
    negative |= Bits(di, hn::Lt(x, hn::Zero(di))) << j;
  }
  return ~negative;
}

}  // namespace

template <class Real>
double PackSigns(std::span<const Real> v, std::byte* bits) {
  const hn::ScalableTag<double> wide;
  auto sum0 = hn::Zero(wide), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  std::size_t i = 0;
  for (; i + kBlock <= v.size(); i += kBlock) {
    AddMagnitudes(v.data() + i, sum0, sum1, sum2, sum3);
    const std::uint64_t word = BlockSigns(v.data() + i);
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
