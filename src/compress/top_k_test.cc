#include "compress/top_k.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "compress/testing.h"

namespace hushed {
namespace {

// The k positions of largest magnitude, the lower first among equals, ascending: by sorting.
template <class Real>
std::vector<std::uint32_t> Largest(const std::vector<Real>& v, std::size_t k) {
  auto positions = Ids(v.size());
  std::stable_sort(positions.begin(), positions.end(),
                   [&](auto a, auto b) { return std::abs(v[a]) > std::abs(v[b]); });
  positions.resize(k);
  std::sort(positions.begin(), positions.end());
  return positions;
}

template <class Real>
void ExpectLargest(const std::vector<Real>& v, double fraction) {
  const auto top_k = MakeTopK<Real>({.fraction = fraction});
  const Message message = Encoded(*top_k, v);
  const auto expected = Largest(v, KeptOf(fraction, v.size()));
  ASSERT_EQ(Support(message), expected) << "n = " << v.size() << ", fraction " << fraction;
  const auto decoded = Decoded<Real>(message, v.size());
  for (const auto position : expected) ASSERT_EQ(decoded[position], v[position]);
}

// Data against the sample: the entries that Guess() in magnitudes.cc takes of n are `sampled`, the
// rest small, so that a guess is far too high or far too low. Were other entries taken this would
// be one more vector with ties.
template <class Real>
std::vector<Real> MisleadingVector(std::size_t n, Real sampled,
                                   std::vector<std::uint64_t> jitters) {
  auto v = GaussianVector<Real>(n, 12);
  const auto samples = static_cast<std::size_t>(4.0 * std::sqrt(static_cast<double>(n)));
  for (const std::uint64_t jitter : jitters) {
    for (std::uint64_t i = 0; i < samples; ++i) {
      v[(i * n + (((i * jitter) >> 32) * n >> 32)) / samples] = sampled;
    }
  }
  return v;
}

template <class Real>
void ExpectLargestOfMisleading(std::size_t n, double fraction) {
  constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15, kSecond = 0xD1B54A32D192ED03;
  for (const Real sampled : {Real{1e3}, Real{1e-3}}) {
    ExpectLargest(MisleadingVector<Real>(n, sampled, {kFirst}), fraction);
    ExpectLargest(MisleadingVector<Real>(n, sampled, {kFirst, kSecond}), fraction);
  }
}

template <class Real>
class TopK : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(TopK, Reals);

// Sizes on both sides of the sampled selection, of the blocks of 64 and of their tails.
TYPED_TEST(TopK, KeepsTheLargestOfAnyData) {
  using Real = TypeParam;
  for (const std::size_t n : {1, 2, 7, 63, 64, 65, 200, 1000, 1023, 1024, 1087, 5000, 40'000}) {
    for (const double fraction : {1e-6, 0.01, 0.1, 0.5, 0.99, 1.0}) {
      auto v = GaussianVector<Real>(n, 3);
      ExpectLargest(v, fraction);
      auto sorted = v;
      std::sort(sorted.begin(), sorted.end());
      ExpectLargest(sorted, fraction);
      std::reverse(sorted.begin(), sorted.end());
      ExpectLargest(sorted, fraction);
      for (Real& entry : v) entry = std::round(2 * entry);
      ExpectLargest(v, fraction);  // ties, a fifth of them at zero
      auto mostly_zero = v;
      for (std::size_t i = 0; i < n; ++i) mostly_zero[i] *= i % 200 == 3;
      ExpectLargest(mostly_zero, fraction);
      auto tiny = v;
      for (Real& entry : tiny) entry *= std::numeric_limits<Real>::denorm_min();
      ExpectLargest(tiny, fraction);
      ExpectLargest(std::vector<Real>(n, Real{-2}), fraction);
      std::vector<Real> one(n, Real{2});
      one[n / 2] = Real{-3};
      ExpectLargest(one, fraction);
      one[n / 2] = Real{1};
      ExpectLargest(one, fraction);
      ExpectLargestOfMisleading<Real>(n, fraction);
    }
  }
}

// The first guess, of three deviations of the rank, fails for some of these.
TYPED_TEST(TopK, KeepsTheLargestWhenASampleIsUnlucky) {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    ExpectLargest(GaussianVector<TypeParam>(1024, seed), 0.01);
  }
}

TYPED_TEST(TopK, OfEqualMagnitudesTheLowestPositionsAreKept) {
  const std::vector<TypeParam> v = {1, -2, 2, 3, -2, 2};
  const auto top_k = MakeTopK<TypeParam>({.fraction = 0.5});
  EXPECT_EQ(Support(Encoded(*top_k, v)), (std::vector<std::uint32_t>{1, 2, 3}));
}

TYPED_TEST(TopK, KeepingAllIsTheIdentityBitwise) {
  auto v = GaussianVector<TypeParam>(2000, 4);
  v[1] = TypeParam{-0.0};
  v[2] = TypeParam{0};
  std::vector<TypeParam> out(v.size(), TypeParam{-0.0});  // -0 + x is x, bitwise, for every x
  auto same = out;
  Encoded(*MakeTopK<TypeParam>({.fraction = 1.0}), v).template AddTo<TypeParam>(out, 1);
  Encoded(*MakeGlobal<TypeParam>("identity"), v).template AddTo<TypeParam>(same, 1);
  EXPECT_TRUE(SameBits(out, v));
  EXPECT_TRUE(SameBits(out, same));
}

TEST(KeptOf, IsTheFloorAndAtLeastOne) {
  EXPECT_EQ(KeptOf(0.01, 0), 0u);
  EXPECT_EQ(KeptOf(0.01, 1), 1u);
  EXPECT_EQ(KeptOf(0.01, 199), 1u);
  EXPECT_EQ(KeptOf(0.01, 200), 2u);
  EXPECT_EQ(KeptOf(1.0, 4'294'967'295), 4'294'967'295u);
}

}  // namespace
}  // namespace hushed
