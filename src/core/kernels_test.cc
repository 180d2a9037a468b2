#include "core/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "testing/vectors.h"

namespace hushed {
namespace {

constexpr std::size_t kSizes[] = {0, 1, 2, 7, 8, 9, 64, 1000};

template <class Real>
class Kernels : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Kernels, Scalars);

// Elementwise kernels are the formula, each operation rounded once, to the last bit.
TYPED_TEST(Kernels, AreTheirFormulas) {
  using Real = TypeParam;
  const auto a = static_cast<Real>(0.3), s = static_cast<Real>(-1.7);
  for (const std::size_t n : kSizes) {
    const auto v = GaussianVector<Real>(n, 1), x = GaussianVector<Real>(n, 2);
    const auto start = GaussianVector<Real>(n, 3);
    auto axpy = start, scaled = start, added = start, set = start, u = start, y = start;
    Axpy<Real>(a, v, axpy);
    Scale<Real>(a, v, scaled);
    AddScaled<Real>(a, s, v, added);
    SetScaled<Real>(a, s, v, set);
    AccumulateAndStep<Real>(a, v, u, x, y);
    for (std::size_t i = 0; i < n; ++i) {
      const Real product = a * v[i], inner = s * v[i], outer = a * inner;
      EXPECT_EQ(axpy[i], start[i] + product);
      EXPECT_EQ(scaled[i], product);
      EXPECT_EQ(added[i], start[i] + outer);
      EXPECT_EQ(set[i], outer);
      EXPECT_EQ(u[i], start[i] + product);
      EXPECT_EQ(y[i], x[i] - u[i]);
    }
    auto difference = v;
    Subtract<Real>(difference, x, difference);
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(difference[i], v[i] - x[i]);
  }
}

// n entries, each rounded twice at most and added through n / 8 + 3 roundings in double.
TYPED_TEST(Kernels, SquaresAreAddedInDouble) {
  using Real = TypeParam;
  for (const std::size_t n : kSizes) {
    const auto v = GaussianVector<Real>(n, 1), w = GaussianVector<Real>(n, 2);
    long double norm = 0, distance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      norm += static_cast<long double>(v[i]) * v[i];
      const long double d = static_cast<long double>(v[i]) - static_cast<long double>(w[i]);
      distance += d * d;
    }
    const double tolerance = 1e-15 * static_cast<double>(n / 8 + 5);
    EXPECT_NEAR(SquaredNorm<Real>(v), static_cast<double>(norm),
                tolerance * static_cast<double>(norm));
    EXPECT_NEAR(SquaredDistance<Real>(v, w), static_cast<double>(distance),
                tolerance * static_cast<double>(distance));
  }
  const auto v = GaussianVector<Real>(1000, 3);
  std::vector<Real> scaled(v.size());
  Scale<Real>(Real{0.3}, v, scaled);
  EXPECT_EQ(SquaredNorm<Real>(v, Real{0.3}), SquaredNorm<Real>(scaled));
  // 1e7 squares of 0.1 in float would stop growing near 2^24 times a step.
  const std::vector<Real> many(10'000'000, static_cast<Real>(0.1));
  EXPECT_NEAR(SquaredNorm<Real>(many), 1e5, 1e-2);
}

// At the distance itself, which is within, and on both sides of it; however early it knows.
TYPED_TEST(Kernels, DistancesAreComparedWithTheirExactSum) {
  using Real = TypeParam;
  for (const std::size_t n : {1, 9, 1000, 4096, 4097, 50'000}) {
    const auto v = GaussianVector<Real>(n, 1);
    auto w = GaussianVector<Real>(n, 2);
    const double distance = SquaredDistance<Real>(v, w);
    EXPECT_TRUE(IsWithin<Real>(distance, v, w));
    EXPECT_TRUE(IsWithin<Real>(std::nextafter(distance, 2 * distance), v, w));
    EXPECT_FALSE(IsWithin<Real>(std::nextafter(distance, 0.0), v, w));
    EXPECT_FALSE(IsWithin<Real>(distance / 2, v, w));
    w[n / 2] = std::numeric_limits<Real>::quiet_NaN();
    EXPECT_FALSE(IsWithin<Real>(2 * distance, v, w));
  }
  EXPECT_TRUE(IsWithin<Real>(0.0, {}, {}));
}

TYPED_TEST(Kernels, SeeWhatIsNotFinite) {
  using Real = TypeParam;
  for (const std::size_t n : kSizes) {
    auto v = GaussianVector<Real>(n, 1);
    EXPECT_TRUE(AllFinite<Real>(v));
    for (const std::size_t at : {std::size_t{0}, n / 2, n - 1}) {
      if (n == 0) continue;
      for (const Real bad :
           {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
            -std::numeric_limits<Real>::infinity()}) {
        auto spoiled = v;
        spoiled[at] = bad;
        EXPECT_FALSE(AllFinite<Real>(spoiled));
      }
    }
  }
  const std::vector<Real> largest(3, std::numeric_limits<Real>::max());
  EXPECT_TRUE(AllFinite<Real>(largest)) << "large is not infinite";
}

}  // namespace
}  // namespace hushed
