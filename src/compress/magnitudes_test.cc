// What LargestEntries finds is checked in top_k_test.cc.
#include "compress/magnitudes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hushed/errors.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

template <class Real>
class CollectAbove : public testing::Test {
 protected:
  static void ExpectAsASlowLoop(const std::vector<Real>& v, Real threshold) {
    Entries<Real> expected;
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (!(std::abs(v[i]) > threshold)) continue;
      expected.positions.push_back(static_cast<std::uint32_t>(i));
      expected.values.push_back(v[i]);
    }
    Entries<Real> found;
    found.positions.assign(3, 9);  // replaced, whatever was there
    found.values.assign(3, 9);
    hushed::CollectAbove<Real>(v, threshold, found);
    ASSERT_EQ(found.positions, expected.positions) << "n = " << v.size() << " above " << threshold;
    ASSERT_EQ(found.values, expected.values);
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(CollectAbove, Reals);

TYPED_TEST(CollectAbove, IsASlowLoopAtEveryTail) {
  using Real = TypeParam;
  for (std::size_t n = 0; n <= 200; ++n) {
    auto v = GaussianVector<Real>(n, n);
    for (Real& entry : v) entry = std::round(4 * entry) / 4;
    for (const Real threshold : {Real{-1}, Real{0}, Real{0.25}, Real{1}, Real{100}}) {
      this->ExpectAsASlowLoop(v, threshold);
    }
  }
}

// A threshold below the least denormal, and one between two of them.
TYPED_TEST(CollectAbove, TellsDenormalsApart) {
  constexpr TypeParam kUnit = std::numeric_limits<TypeParam>::denorm_min();
  std::vector<TypeParam> v(130, 0);
  for (std::size_t i = 0; i < v.size(); i += 3) v[i] = static_cast<TypeParam>(i % 5) * -kUnit;
  for (int units = 0; units < 5; ++units)
    this->ExpectAsASlowLoop(v, static_cast<TypeParam>(units) * kUnit);
}

TYPED_TEST(CollectAbove, SeesWhatIsNotFiniteWhereverItStands) {
  using Limits = std::numeric_limits<TypeParam>;
  for (std::size_t at = 0; at < 150; ++at) {
    for (const TypeParam bad :
         {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()}) {
      auto v = GaussianVector<TypeParam>(150, 1);
      v[at] = bad;
      Entries<TypeParam> found;
      EXPECT_THROW(hushed::CollectAbove<TypeParam>(v, Limits::max(), found), DivergedError) << at;
    }
  }
  std::vector<TypeParam> largest(150, Limits::max());
  this->ExpectAsASlowLoop(largest, 1);
}

}  // namespace
}  // namespace hushed
