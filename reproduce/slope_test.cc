#include "slope.h"

#include <gtest/gtest.h>

#include "hushed/stream.h"

namespace hushed {
namespace {

TEST(Slope, MeanAndItsStandardError) {
  const double values[] = {1.0, 2.0, 3.0, 6.0};  // sample variance 14 / 3
  const Estimate mean = MeanOf(values);
  EXPECT_DOUBLE_EQ(mean.value, 3.0);
  EXPECT_DOUBLE_EQ(mean.error, std::sqrt(14.0 / 3 / 4));
}

TEST(Slope, MedianIsTheHigherOfTwoMiddleValues) {
  EXPECT_EQ(MedianOf({5.0}), 5.0);
  EXPECT_EQ(MedianOf({3.0, 1.0, 2.0}), 2.0);
  EXPECT_EQ(MedianOf({4.0, 1.0, 3.0, 2.0}), 3.0);
}

// By hand: x has mean 2 and squares 2, 1 * 0.5 + 0 * 2 - 1 * (-1) = 1.5 over 2; a constant added to
// either changes nothing, and points of a line give its slope.
TEST(Slope, LeastSquares) {
  const std::vector<double> xs = {1, 2, 3}, ys = {-1, 2, 0.5};
  EXPECT_DOUBLE_EQ(SlopeOf(xs, ys), 0.75);
  const std::vector<double> moved_xs = {11, 12, 13}, moved_ys = {6, 9, 7.5};
  EXPECT_DOUBLE_EQ(SlopeOf(moved_xs, moved_ys), 0.75);
  const std::vector<double> apart = {-4, 0.5, 1, 9}, line = {11, 2, 1, -15};  // 3 - 2x
  EXPECT_DOUBLE_EQ(SlopeOf(apart, line), -2.0);
}

TEST(Slope, QuotientAddsRelativeErrors) {
  const Estimate quotient = Quotient({6.0, 0.6}, {2.0, 0.1});
  EXPECT_DOUBLE_EQ(quotient.value, 3.0);
  EXPECT_DOUBLE_EQ(quotient.error, 3.0 * std::hypot(0.1, 0.05));
}

// Errors that are one power of x in every repetition have that slope and no standard error: what
// repetitions have in common cancels.
TEST(Slope, IsExactForAPower) {
  const std::vector<double> xs = {2, 4, 16};
  std::vector<std::vector<double>> errors;
  for (const double x : xs) errors.push_back({std::pow(x, -0.75), 3 * std::pow(x, -0.75)});
  const Estimate slope = LogSlope(xs, errors);
  EXPECT_NEAR(slope.value, -0.75, 1e-14);
  EXPECT_NEAR(slope.error, 0.0, 1e-14);
  const Estimate ratio = RatioOf(errors[0], errors[1]);
  EXPECT_NEAR(ratio.value, std::pow(2.0, 0.75), 1e-14);
  EXPECT_NEAR(ratio.error, 0.0, 1e-14);
}

// The interval holds the truth as often as it says: 95% of 400 trials, binomial deviation 1.1%,
// five of them; a normal interval around 300 repetitions of chi-squared errors misses 1% more.
TEST(Slope, IntervalHoldsTheTruthAsOftenAsItSays) {
  const std::vector<double> xs = {8, 16, 32};
  int held = 0;
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    Stream stream(1, Purpose::kData, 0, 0, trial);
    std::vector<std::vector<double>> errors(xs.size(), std::vector<double>(300));
    for (std::size_t k = 0; k < xs.size(); ++k) {
      for (double& error : errors[k]) {
        const double z = stream.Normal();
        error = z * z / xs[k];
      }
    }
    const Estimate slope = LogSlope(xs, errors);
    held += slope.low() <= -1 && slope.high() >= -1 ? 1 : 0;
  }
  EXPECT_NEAR(held / 400.0, 0.95, 0.055);
}

}  // namespace
}  // namespace hushed
