#include "compress/half.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

#include "compress/fp16.h"
#include "compress/testing.h"

namespace hushed {
namespace {

// The definition of binary16: sign, 5 bits of exponent with bias 15, 10 of fraction.
double ValueOf(std::uint16_t half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  const double sign = half >> 15 ? -1.0 : 1.0;
  if (exponent == 31) return fraction ? std::nan("") : sign * HUGE_VAL;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

// The nearest half, of two the even one, by searching; nothing when it is beyond 65504. Halves of
// one sign are ordered as their bits.
template <class Real>
std::optional<std::uint16_t> Nearest(Real x) {
  if (!(std::abs(x) < Real{65520})) return std::nullopt;
  const auto magnitude = static_cast<double>(std::abs(x));
  std::uint16_t below = 0, above = 0x7C00;  // magnitudes; above > x
  while (above - below > 1) {
    const auto middle = static_cast<std::uint16_t>((below + above) / 2);
    (ValueOf(middle) <= magnitude ? below : above) = middle;
  }
  const double up = above == 0x7C00 ? 65536.0 : ValueOf(above);
  const double to_below = magnitude - ValueOf(below), to_above = up - magnitude;
  const bool rounds_up = to_above < to_below || (to_above == to_below && below % 2 == 1);
  return static_cast<std::uint16_t>((rounds_up ? above : below) | (std::signbit(x) ? 0x8000 : 0));
}

template <class Real>
class Half : public testing::Test {
 protected:
  static void ExpectNearest(const std::vector<Real>& v) {
    std::vector<std::uint16_t> halves(v.size());
    const auto out = std::as_writable_bytes(std::span(halves)).data();
    bool all_fit = true;
    for (const Real x : v) all_fit = all_fit && Nearest(x).has_value();
    ASSERT_EQ(ToHalf<Real>(v, out), all_fit);
    for (std::size_t i = 0; i < v.size() && all_fit; ++i)
      ASSERT_EQ(halves[i], Nearest(v[i])) << v[i];
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(Half, Reals);

std::vector<float> AllHalves() {
  std::vector<std::uint16_t> halves(65'536);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  std::vector<float> values(halves.size());
  FromHalf(std::as_bytes(std::span(halves)).data(), values);
  return values;
}

TEST(Half, EveryHalfIsReadExactly) {
  const auto values = AllHalves();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = ValueOf(static_cast<std::uint16_t>(i));
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(values[i])) << i;
    } else {
      ASSERT_EQ(static_cast<double>(values[i]), expected) << i;
    }
    ASSERT_EQ(std::signbit(values[i]), i >= 32'768) << i;
  }
}

// Each finite half, the midpoint to the next and what lies just beside both.
TYPED_TEST(Half, RoundsToNearestTiesToEvenAtEveryHalf) {
  using Real = TypeParam;
  constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  std::vector<Real> v;
  for (std::uint16_t half = 0; half < 0x7C00; ++half) {
    const double next = half == 0x7BFF ? 65536.0 : ValueOf(half + 1);
    const auto exact = static_cast<Real>(ValueOf(half));
    const auto tie = static_cast<Real>((ValueOf(half) + next) / 2);
    for (const Real x : {exact, std::nextafter(exact, kInfinity), std::nextafter(tie, Real{0}), tie,
                         std::nextafter(tie, kInfinity)}) {
      if (x >= Real{65520}) continue;
      v.push_back(x);
      v.push_back(-x);
    }
  }
  this->ExpectNearest(v);
}

TYPED_TEST(Half, RoundsAnyNumberOnce) {
  std::vector<TypeParam> v;
  Stream stream(21, Purpose::kData, 0, 0, 0);
  for (int i = 0; i < 200'000; ++i) {  // exponents -30 .. 15, random mantissas, both signs
    const int exponent = static_cast<int>(stream.Below(46)) - 31;
    const double x = std::ldexp(1.0 + stream.Uniform(), exponent);
    v.push_back(static_cast<TypeParam>(std::min(stream.Below(2) ? x : -x, 65519.0)));
  }
  this->ExpectNearest(v);
}

TYPED_TEST(Half, EveryTailIsRounded) {
  for (std::size_t n = 0; n <= 200; ++n) this->ExpectNearest(GaussianVector<TypeParam>(n, n));
}

TYPED_TEST(Half, OverflowNanAndInfinityAreSeenWhereverTheyStand) {
  using Real = TypeParam;
  using Limits = std::numeric_limits<Real>;
  for (const Real bad : {Real{65520}, Real{-65520}, Limits::max(), Limits::infinity(),
                         -Limits::infinity(), Limits::quiet_NaN()}) {
    for (const std::size_t at : {0, 50, 1999}) {
      std::vector<Real> v(2000, Limits::denorm_min());
      v[at] = bad;
      this->ExpectNearest(v);
    }
  }
}

// Between the largest float and infinity a double is still no half; between float denormals it is
// 0.
TEST(Half, DoublesBeyondFloatAreSeenToo) {
  std::vector<std::byte> out(2);
  EXPECT_FALSE(ToHalf<double>(std::vector<double>{1e300}, out.data()));
  EXPECT_TRUE(ToHalf<double>(std::vector<double>{-1e-300}, out.data()));
  EXPECT_EQ(out, (std::vector<std::byte>{std::byte{0x00}, std::byte{0x80}}));
}

TYPED_TEST(Half, HalvesAreSentUnchangedByFp16) {
  std::vector<TypeParam> v;
  for (const float x : AllHalves()) {
    if (std::isfinite(x)) v.push_back(static_cast<TypeParam>(x));
  }
  std::vector<TypeParam> out(v.size(), TypeParam{-0.0});  // -0 + x is x, bitwise, for every x
  Encoded(*MakeFp16<TypeParam>(), v).template AddTo<TypeParam>(out, 1);
  EXPECT_TRUE(SameBits(out, v));
}

TYPED_TEST(Half, Fp16NamesTheEntryThatOverflows) {
  std::vector<TypeParam> v(100, TypeParam{1});
  v[42] = 70000;
  try {
    Encoded(*MakeFp16<TypeParam>(), v);
    FAIL();
  } catch (const DivergedError& error) {
    EXPECT_STREQ(error.what(), "entry 42 of 100 to send is 70000; half precision ends at 65504");
  }
}

}  // namespace
}  // namespace hushed
