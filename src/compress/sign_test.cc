#include "compress/sign.h"

#include <gtest/gtest.h>

#include <limits>

#include "compress/signs.h"
#include "compress/testing.h"

namespace hushed {
namespace {

template <class Real>
class Sign : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(Sign, Reals);

// Sums of 0, 1/4, 1/2, ... are exact, so whatever the order the sum is one number.
TYPED_TEST(Sign, PacksAndAddsWhatASlowLoopWould) {
  using Real = TypeParam;
  for (std::size_t n = 0; n <= 200; ++n) {
    auto v = GaussianVector<Real>(n, n);
    double sum = 0.0;
    std::vector<std::byte> bits((n + 7) / 8 + 8, std::byte{0xAA}), expected = bits;
    std::fill_n(expected.begin(), (n + 7) / 8, std::byte{0});
    for (std::size_t i = 0; i < n; ++i) {
      v[i] = std::round(4 * v[i]) / 4;  // zeros of both signs among them
      sum += std::abs(v[i]);
      if (!std::signbit(v[i])) expected[i / 8] |= std::byte{1} << (i % 8);
    }
    ASSERT_EQ(PackSigns<Real>(v, bits.data()), sum);
    ASSERT_EQ(bits, expected) << "and nothing written beyond";
    auto added = GaussianVector<Real>(n, 99), slow = added;
    AddSigns<Real>(bits.data(), Real{0.3}, added);
    for (std::size_t i = 0; i < n; ++i) slow[i] += std::signbit(v[i]) ? -Real{0.3} : Real{0.3};
    ASSERT_TRUE(SameBits(added, slow));
  }
}

TYPED_TEST(Sign, SendsTheMeanMagnitudeWithEachSign) {
  const std::vector<TypeParam> v = {1, -2, 0, 6, TypeParam{-0.0}, -3};
  const auto decoded = Decoded<TypeParam>(Encoded(*MakeSign<TypeParam>(), v), v.size());
  EXPECT_EQ(decoded, (std::vector<TypeParam>{2, -2, 2, 2, -2, -2}));
}

// |v - decoded|^2 = |v|^2 - |v|_1^2 / n; tolerance: rounding of s, relative to |v|^2.
TYPED_TEST(Sign, LeavesWhatTheClosedFormSays) {
  for (const std::size_t n : {1, 2, 7, 64, 1000}) {
    const auto v = GaussianVector<TypeParam>(n, 3);
    double sum = 0.0;
    for (const TypeParam x : v) sum += std::abs(static_cast<double>(x));
    const auto decoded = Decoded<TypeParam>(Encoded(*MakeSign<TypeParam>(), v), n);
    EXPECT_NEAR(SquaredError(v, decoded), Squares(v) - sum * sum / static_cast<double>(n),
                8 * std::numeric_limits<TypeParam>::epsilon() * Squares(v));
  }
}

TYPED_TEST(Sign, OneEntryIsExactUpToTheLargest) {
  for (const TypeParam x : {TypeParam{-3.7}, std::numeric_limits<TypeParam>::max(),
                            std::numeric_limits<TypeParam>::denorm_min()}) {
    EXPECT_EQ(Decoded<TypeParam>(Encoded(*MakeSign<TypeParam>(), {x}), 1).front(), x);
  }
}

// Sums of magnitudes are taken in double: floats cannot overflow them, doubles can.
TEST(SignOverflow, IsRefusedWhenTheSumIsNotFinite) {
  const std::vector<float> floats(100, std::numeric_limits<float>::max());
  EXPECT_EQ(Decoded<float>(Encoded(*MakeSign<float>(), floats), 100), floats);
  const std::vector<double> doubles(100, std::numeric_limits<double>::max());
  EXPECT_THROW(Encoded(*MakeSign<double>(), doubles), DivergedError);
}

}  // namespace
}  // namespace hushed
