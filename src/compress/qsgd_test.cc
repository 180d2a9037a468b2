#include "compress/qsgd.h"

#include <gtest/gtest.h>

#include <limits>

#include "compress/testing.h"

namespace hushed {
namespace {

template <class Real>
class Qsgd : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(Qsgd, Reals);

// (3, -4) has norm 5, so with five levels every entry is a level: nothing is random.
TYPED_TEST(Qsgd, EntriesOnALevelAreExact) {
  const std::vector<TypeParam> v = {3, -4, 0, 0};
  const auto qsgd = MakeQsgd<TypeParam>({.levels = 5, .bucket = 0});
  for (std::uint64_t round = 0; round < 100; ++round) {
    EXPECT_EQ(Decoded<TypeParam>(Encoded(*qsgd, v, StreamsOf(0, round)), 4), v);
  }
}

// One level of norm 5: entry i is 5 sign(v_i) with probability |v_i| / 5, else 0.
TYPED_TEST(Qsgd, RoundsUpWithTheRightProbability) {
  constexpr int kRounds = 40'000;
  const std::vector<TypeParam> v = {3, -4, 0, 0};
  const auto qsgd = MakeQsgd<TypeParam>({.levels = 1, .bucket = 0});
  int up[4] = {};
  for (int round = 0; round < kRounds; ++round) {
    const auto decoded = Decoded<TypeParam>(Encoded(*qsgd, v, StreamsOf(0, round)), 4);
    for (std::size_t i = 0; i < 4; ++i) {
      if (decoded[i] == 0) continue;
      ASSERT_EQ(decoded[i], v[i] < 0 ? TypeParam{-5} : TypeParam{5});
      ++up[i];
    }
  }
  // Binomial(40000, 0.6 or 0.8): standard deviations 98.0 and 80.0; five of them.
  EXPECT_NEAR(up[0], 0.6 * kRounds, 5 * 98.0);
  EXPECT_NEAR(up[1], 0.8 * kRounds, 5 * 80.0);
  EXPECT_EQ(up[2] + up[3], 0);
}

// Every decoded entry is one of the two levels around it: |decoded - v| < c = |v|_2 / s of its
// bucket. Tolerance: c rounded up, relative.
TYPED_TEST(Qsgd, DecodesToALevelBesideEachEntryBucketByBucket) {
  using Real = TypeParam;
  constexpr double kRounding = 1 + 8 * std::numeric_limits<Real>::epsilon();
  for (const std::int64_t levels : {1, 2, 7, 127, 32767}) {
    for (const std::int64_t bucket : {1, 7, 64, 512}) {
      auto v = GaussianVector<Real>(1000, 4);
      for (std::size_t i = 500; i < 1000; ++i) v[i] *= Real{1000};
      const auto qsgd = MakeQsgd<Real>({.levels = levels, .bucket = bucket});
      const Message message = Encoded(*qsgd, v);
      const auto decoded = Decoded<Real>(message, v.size());
      for (const Section& section : message.sections()) {
        const std::span part(v.data() + section.offset, section.count);
        const double norm = std::sqrt(Squares(std::vector<Real>(part.begin(), part.end())));
        ASSERT_LE(norm / static_cast<double>(levels), section.scale * kRounding);
        ASSERT_GE(norm / static_cast<double>(levels) * kRounding, section.scale);
        for (std::size_t i = section.offset; i < section.offset + section.count; ++i) {
          ASSERT_LT(std::abs(decoded[i] - v[i]), section.scale * kRounding);
          const double level = std::abs(decoded[i]) / section.scale;
          ASSERT_NEAR(level, std::round(level), level * (kRounding - 1));
          ASSERT_LE(std::round(level), static_cast<double>(levels));
        }
      }
    }
  }
}

// E|decoded - v|^2 = sum of c^2 p (1 - p), p the fraction of |v_i| / c; six standard errors.
TYPED_TEST(Qsgd, VariesAsTheClosedFormSays) {
  constexpr int kRounds = 2000;
  const auto v = GaussianVector<TypeParam>(64, 5);
  for (const std::int64_t levels : {1, 7, 127}) {
    const double c = std::sqrt(Squares(v)) / static_cast<double>(levels);
    double expected = 0.0, sum = 0.0, squares = 0.0;
    for (const TypeParam x : v) {
      const double level = std::abs(static_cast<double>(x)) / c, p = level - std::floor(level);
      expected += c * c * p * (1 - p);
    }
    const auto qsgd = MakeQsgd<TypeParam>({.levels = levels, .bucket = 0});
    for (int round = 0; round < kRounds; ++round) {
      const auto decoded = Decoded<TypeParam>(Encoded(*qsgd, v, StreamsOf(0, round)), v.size());
      const double error = SquaredError(decoded, v);
      sum += error;
      squares += error * error;
    }
    const double mean = sum / kRounds;
    EXPECT_NEAR(mean, expected, 6 * std::sqrt((squares / kRounds - mean * mean) / kRounds));
    EXPECT_LE(expected, qsgd->law(v.size()).variance * Squares(v));
  }
}

TYPED_TEST(Qsgd, PromisesTheVarianceOfItsBuckets) {
  const auto law = [](std::int64_t levels, std::int64_t bucket, std::uint64_t n) {
    return MakeQsgd<TypeParam>({.levels = levels, .bucket = bucket})->law(n).variance;
  };
  EXPECT_DOUBLE_EQ(law(127, 0, 16'129), 1.0);            // n = s^2
  EXPECT_DOUBLE_EQ(law(127, 0, 100), 100.0 / 16'129.0);  // n / s^2 is less
  EXPECT_DOUBLE_EQ(law(1, 0, 10'000), 100.0);            // sqrt(n) / s is
  EXPECT_DOUBLE_EQ(law(1, 64, 10'000), 8.0);
  EXPECT_DOUBLE_EQ(law(1, 64, 16), 4.0);
}

TYPED_TEST(Qsgd, NormsBeyondTheScalarAreRefused) {
  const std::vector<TypeParam> v(512, std::numeric_limits<TypeParam>::max() / 4);
  EXPECT_THROW(Encoded(*MakeQsgd<TypeParam>({.levels = 1}), v), DivergedError);
  EXPECT_THROW(Encoded(*MakeQsgd<TypeParam>({.levels = 127}), v), DivergedError);
}

}  // namespace
}  // namespace hushed
