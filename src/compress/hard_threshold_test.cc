#include "compress/hard_threshold.h"

#include <gtest/gtest.h>

#include <limits>

#include "compress/testing.h"

namespace hushed {
namespace {

using Positions = std::vector<std::uint32_t>;

template <class Real>
class HardThreshold : public testing::Test {
 protected:
  static Positions Kept(double threshold, double relative, const std::vector<Real>& v) {
    const auto compressor = MakeHardThreshold<Real>({.threshold = threshold, .relative = relative});
    return Support(Encoded(*compressor, v));
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(HardThreshold, Reals);

TYPED_TEST(HardThreshold, KeepsWhatIsStrictlyAbove) {
  const std::vector<TypeParam> v = {2, -2, 3, -4, 0, 1};
  EXPECT_EQ(this->Kept(2.0, 0.0, v), (Positions{2, 3}));
  EXPECT_EQ(this->Kept(0.0, 0.0, v), (Positions{0, 1, 2, 3, 5})) << "all but zeros";
  EXPECT_EQ(this->Kept(5.0, 0.0, v), Positions());
}

// The root mean square of (3, 4, 0, 0) is 5/2.
TYPED_TEST(HardThreshold, TheGreaterOfBothThresholdsHolds) {
  const std::vector<TypeParam> v = {3, 4, 0, 0};
  EXPECT_EQ(this->Kept(0.0, 1.0, v), (Positions{0, 1}));
  EXPECT_EQ(this->Kept(0.0, 1.2, v), (Positions{1})) << "3 is not above 3";
  EXPECT_EQ(this->Kept(3.5, 1.0, v), (Positions{1}));
  EXPECT_EQ(this->Kept(1.0, 1.2, v), (Positions{1}));
}

// At most n / relative^2 entries exceed relative root mean squares (Chebyshev).
TYPED_TEST(HardThreshold, KeepsNoneOfEqualEntriesAndFewOfAny) {
  EXPECT_EQ(this->Kept(0.0, 2.0, Zeros<TypeParam>(1000)), Positions());
  EXPECT_EQ(this->Kept(0.0, 2.0, Ones<TypeParam>(1000)), Positions());
  EXPECT_LE(this->Kept(0.0, 2.0, GaussianVector<TypeParam>(1000, 1)).size(), 250u);
}

TYPED_TEST(HardThreshold, BeyondTheScalarsRangeKeepsNone) {
  EXPECT_EQ(this->Kept(1e308, 0.0, {std::numeric_limits<TypeParam>::max() / 4}), Positions());
  EXPECT_EQ(this->Kept(0.0, 1e300, {TypeParam{1}, TypeParam{2}}), Positions());
}

}  // namespace
}  // namespace hushed
