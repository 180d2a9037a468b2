// Finding the k-th largest magnitude by a guess that one pass confirms.
//
// A sample of 4 sqrt(n) entries bounds the k-th magnitude t from both sides: low <= t <= high
// unless the sample is unlucky. One pass collects the entries above low, a little more than k;
// those above high are kept for certain, the few between are selected among. Too few above low: t
// is low itself (ties), or the guess failed: a wider one is made from another sample, and then t is
// selected among all. Which entries are sampled changes the time, never the result.
#include "compress/magnitudes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "compress/finite.h"
#include "compress/simd.h"
#include "core/kernels.h"

namespace hushed {
namespace {

using namespace simd;
constexpr std::size_t kBlock = 64;          // entries a word of the mask
constexpr std::size_t kSampledFrom = 1024;  // entries: below, a guess costs more than it saves

// One bit an entry of the block: |x| > threshold. `largest` keeps the greatest magnitude seen, as
// an integer: NaN and infinity come out on top.
template <class Real, class Largest>
std::uint64_t BlockAbove(const Real* v, Real threshold, Largest& largest) {
  const hn::ScalableTag<Real> d;
  const hn::RebindToSigned<decltype(d)> di;
  constexpr std::size_t kLanes = hn::MaxLanes(hn::ScalableTag<Real>());
  const auto least = hn::Set(d, threshold);
  std::uint64_t word = 0;
  for (std::size_t j = 0; j < kBlock; j += kLanes) {
    const auto magnitude = hn::Abs(hn::LoadU(d, v + j));
    largest = hn::Max(largest, hn::BitCast(di, magnitude));
    word |= Bits(d, hn::Gt(magnitude, least)) << j;
  }
  return word;
}

// Appends the entries of a block whose bits are set, four at a time. Room for kBlock more is there.
template <class Real>
std::size_t Take(std::uint64_t bits, const Real* block, std::uint32_t first, std::size_t filled,
                 Entries<Real>& out) {
  const std::size_t end = filled + static_cast<std::size_t>(std::popcount(bits));
  std::uint32_t* positions = out.positions.data();
  Real* values = out.values.data();
  for (std::size_t i = filled; i < end; i += 4) {
    for (std::size_t j = 0; j < 4; ++j, bits &= bits - 1) {
      const auto at = static_cast<std::uint32_t>(std::countr_zero(bits)) % kBlock;
      positions[i + j] = first + static_cast<std::uint32_t>(at);
      values[i + j] = block[at];
    }
  }
  return end;
}

template <class Real>
void Resize(std::size_t size, Entries<Real>& entries) {
  entries.positions.resize(size);
  entries.values.resize(size);
}

// A type, so that what sorts by it has the comparison within.
template <class Real>
struct Greater {
  bool operator()(Real a, Real b) const { return std::abs(a) > std::abs(b); }
};

}  // namespace

template <class Real>
void CollectAbove(std::span<const Real> v, Real threshold, Entries<Real>& out) {
  const hn::RebindToSigned<hn::ScalableTag<Real>> di;
  using Key = hn::TFromD<decltype(di)>;
  auto largest = hn::Zero(di);
  std::size_t filled = 0, i = 0;
  for (; i + kBlock <= v.size(); i += kBlock) {
    if (out.size() < filled + kBlock + 4) Resize(2 * filled + 2 * kBlock, out);
    const std::uint64_t bits = BlockAbove(v.data() + i, threshold, largest);
    filled = Take(bits, v.data() + i, static_cast<std::uint32_t>(i), filled, out);
  }
  Resize(filled + v.size() - i, out);
  bool finite = hn::GetLane(hn::MaxOfLanes(di, largest)) <
                std::bit_cast<Key>(std::numeric_limits<Real>::infinity());
  for (; i < v.size(); ++i) {
    finite = finite && std::isfinite(v[i]);
    if (!(std::abs(v[i]) > threshold)) continue;
    out.positions[filled] = static_cast<std::uint32_t>(i);
    out.values[filled++] = v[i];
  }
  Resize(filled, out);
  if (!finite) ThrowDiverged(v);
}

template <class Real>
auto LargestEntries<Real>::Guess(std::span<const Real> v, std::size_t k, const Sampling& sampling)
    -> std::optional<Band> {
  const std::size_t n = v.size();
  if (n < kSampledFrom) return std::nullopt;
  const auto samples = static_cast<std::size_t>(4.0 * std::sqrt(static_cast<double>(n)));
  scratch_.resize(samples);
  for (std::uint64_t i = 0; i < samples; ++i) {  // one from each of equal strips
    const std::uint64_t within = ((i * sampling.jitter) >> 32) * n >> 32;
    scratch_[i] = v[(i * n + within) / samples];
  }
  if (!AllFinite<Real>(scratch_)) ThrowDiverged(v);
  const double rank =
      static_cast<double>(samples) * static_cast<double>(k) / static_cast<double>(n);
  const double slack = sampling.width * (std::sqrt(rank) + 1.0);
  if (rank + slack >= static_cast<double>(samples)) return std::nullopt;
  const auto low = scratch_.begin() + static_cast<std::ptrdiff_t>(rank + slack);
  std::nth_element(scratch_.begin(), low, scratch_.end(), Greater<Real>());
  Band band{std::abs(*low), std::numeric_limits<Real>::infinity()};
  if (rank > slack) {
    const auto high = scratch_.begin() + static_cast<std::ptrdiff_t>(rank - slack);
    std::nth_element(scratch_.begin(), high, low, Greater<Real>());
    band.high = std::abs(*high);
  }
  return band;
}

template <class Real>
Real LargestEntries<Real>::KthMagnitude(std::span<const Real> v, std::size_t k) {
  RequireFinite(v);
  scratch_.resize(v.size());
  std::transform(v.begin(), v.end(), scratch_.begin(), [](Real x) { return std::abs(x); });
  const auto kth = scratch_.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(scratch_.begin(), kth, scratch_.end(), std::greater<>());
  return *kth;
}

template <class Real>
void LargestEntries<Real>::Find(std::span<const Real> v, std::size_t k, Entries<Real>& out) {
  if (k == v.size()) return CollectAbove(v, Real{-1}, out);
  for (const Sampling& sampling : kSamplings) {
    const std::optional<Band> band = Guess(v, k, sampling);
    if (!band) break;
    CollectAbove(v, band->low, candidates_);
    if (candidates_.size() > 2 * k + v.size() / 8) continue;  // so low that selecting takes longer
    if (candidates_.size() >= k) return Select(k, band->high, out);
    if (FindTied(v, k, band->low, out)) return;
  }
  const Real least = KthMagnitude(v, k);
  CollectAbove(v, least, candidates_);
  FindTied(v, k, least, out);
}

// Among candidates_, at least k of them, all above the entries that are not.
template <class Real>
void LargestEntries<Real>::Select(std::size_t k, Real high, Entries<Real>& out) {
  if (candidates_.size() == k) return std::swap(candidates_, out);
  scratch_.clear();
  for (const Real value : candidates_.values) {
    if (std::abs(value) <= high) scratch_.push_back(value);
  }
  std::size_t above = candidates_.size() - scratch_.size();
  if (above >= k) {
    scratch_ = candidates_.values;
    above = 0;
  }
  const auto last = scratch_.begin() + static_cast<std::ptrdiff_t>(k - above - 1);
  std::nth_element(scratch_.begin(), last, scratch_.end(), Greater<Real>());
  const Real least = std::abs(*last);
  const auto more = std::count_if(candidates_.values.begin(), candidates_.values.end(),
                                  [least](Real value) { return std::abs(value) > least; });
  std::size_t ties = k - static_cast<std::size_t>(more);
  Resize(k, out);
  for (std::size_t i = 0, filled = 0; filled < k; ++i) {
    const Real value = candidates_.values[i];
    out.positions[filled] = candidates_.positions[i];
    out.values[filled] = value;
    const bool tied = std::abs(value) == least && ties > 0;
    ties -= tied;
    filled += tied || std::abs(value) > least;
  }
}

// When the k-th magnitude is `least` itself: the candidates_, fewer than k, all above it, and the
// first entries equal to it. Returns false when that makes fewer than k.
template <class Real>
bool LargestEntries<Real>::FindTied(std::span<const Real> v, std::size_t k, Real least,
                                    Entries<Real>& out) {
  const std::size_t ties = k - candidates_.size();
  std::size_t missing = ties, filled = 0;
  Resize(k, out);
  for (std::size_t i = 0; i < v.size() && missing > 0; ++i) {
    const Real magnitude = std::abs(v[i]);
    if (magnitude < least) continue;
    missing -= magnitude == least;
    out.positions[filled] = static_cast<std::uint32_t>(i);
    out.values[filled++] = v[i];
  }
  if (missing > 0) return false;
  const auto passed = static_cast<std::ptrdiff_t>(filled - ties), end = std::ssize(out.values);
  const auto at = static_cast<std::ptrdiff_t>(filled);
  std::copy_n(candidates_.positions.begin() + passed, end - at, out.positions.begin() + at);
  std::copy_n(candidates_.values.begin() + passed, end - at, out.values.begin() + at);
  return true;
}

#define HUSHED_INSTANTIATE(Real)                                           \
  template void CollectAbove(std::span<const Real>, Real, Entries<Real>&); \
  template class LargestEntries<Real>;
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
