#include "local/learning_rate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hushed {
namespace {

TEST(LearningRate, DropsAtItsStepsAndStays) {
  const LearningRate rate(0.1,
                          {"step", {{"at", std::vector<std::int64_t>{10, 20}}, {"factor", 0.5}}});
  EXPECT_EQ(rate.At(0), 0.1);
  EXPECT_EQ(rate.At(9), 0.1);
  EXPECT_EQ(rate.At(10), 0.05);
  EXPECT_EQ(rate.At(1000), 0.025);
}

// The steps of the local SGD experiments: 3 / (mu (t + 1)) for mu = 1, and min(2 / (t + 1), 1/2).
TEST(LearningRate, FallsAsTheStepsNumber) {
  const LearningRate rate(3.0, {"inverse", {{"offset", 1.0}, {"largest", 0.0}}});
  EXPECT_EQ(rate.At(0), 3.0);
  EXPECT_EQ(rate.At(5), 0.5);
  const LearningRate bounded(2.0, {"inverse", {{"offset", 1.0}, {"largest", 0.5}}});
  EXPECT_EQ(bounded.At(0), 0.5);
  EXPECT_EQ(bounded.At(3), 0.5);
  EXPECT_EQ(bounded.At(7), 0.25);
}

// Theory of Local SGD, 3 / (mu (t + beta)), and Mem-SGD's experiments, 2 / (lambda (t + tau)).
TEST(LearningRate, HasTheInverseRatesOfThePapers) {
  const double mu = 0.25, beta = 9.0, lambda = 0.5, tau = 100.0;
  const LearningRate local_sgd(3.0 / mu, {"inverse", {{"offset", beta}}});
  const LearningRate mem_sgd(2.0 / lambda, {"inverse", {{"offset", tau}}});
  for (const std::uint64_t step : {0u, 1u, 7u, 1000u}) {
    const auto t = static_cast<double>(step);
    EXPECT_DOUBLE_EQ(local_sgd.At(step), 3.0 / (mu * (t + beta)));
    EXPECT_DOUBLE_EQ(mem_sgd.At(step), 2.0 / (lambda * (t + tau)));
  }
}

Choice Cosine(std::int64_t steps, double final_share = 0.0, std::int64_t warmup = 0) {
  return {"cosine", {{"steps", steps}, {"final", final_share}, {"warmup", warmup}}};
}

// All of it at first, half in the middle, a quarter after two thirds, the final share at the end.
TEST(LearningRate, FallsAlongHalfACosine) {
  const LearningRate rate(0.8, Cosine(12));
  EXPECT_EQ(rate.At(0), 0.8);
  EXPECT_DOUBLE_EQ(rate.At(4), 0.6);
  EXPECT_DOUBLE_EQ(rate.At(6), 0.4);
  EXPECT_DOUBLE_EQ(rate.At(8), 0.2);
  EXPECT_EQ(rate.At(12), 0.0);
  EXPECT_EQ(rate.At(1000), 0.0) << "it does not rise again";
  const LearningRate floored(0.8, Cosine(12, 0.25));
  EXPECT_EQ(floored.At(0), 0.8);
  EXPECT_DOUBLE_EQ(floored.At(6), 0.2 + 0.6 / 2);
  EXPECT_DOUBLE_EQ(floored.At(12), 0.2);
}

TEST(LearningRate, ACosineIsAsLongAsTheTrainingUnlessItSaysOtherwise) {
  EXPECT_DOUBLE_EQ(LearningRate(0.8, Cosine(0), 100).At(50), 0.4);
  EXPECT_DOUBLE_EQ(LearningRate(0.8, Cosine(200), 100).At(100), 0.4);
  EXPECT_THROW(LearningRate(0.8, Cosine(0), 0), ConfigError);
}

// Rates of the other schedules, times (t + 1) / W until W is reached.
TEST(LearningRate, WarmsUpLinearlyUnderEverySchedule) {
  constexpr std::int64_t kWarmup = 4;
  const std::vector<Choice> schedules = {
      {"constant", {}},
      {"step", {{"at", std::vector<std::int64_t>{2, 6}}, {"factor", 0.5}}},
      {"inverse", {{"offset", 2.0}, {"largest", 0.3}}}};
  for (Choice schedule : schedules) {
    const LearningRate cold(0.8, schedule);
    schedule.options["warmup"] = kWarmup;
    const LearningRate warmed(0.8, schedule);
    for (std::uint64_t step = 0; step < 3; ++step) {
      EXPECT_DOUBLE_EQ(warmed.At(step), cold.At(step) * static_cast<double>(step + 1) / kWarmup)
          << schedule.kind << " at " << step;
    }
    for (std::uint64_t step = 3; step < 10; ++step) {
      EXPECT_EQ(warmed.At(step), cold.At(step)) << schedule.kind << " at " << step;
    }
  }
}

// OpenDiLoCo's: the cosine begins where the warm-up ends.
TEST(LearningRate, ACosineBeginsAfterItsWarmUp) {
  const LearningRate rate(0.5, Cosine(3000, 0.0, 1000));
  for (const std::uint64_t step : {0u, 499u, 998u}) {
    EXPECT_DOUBLE_EQ(rate.At(step), 0.5 * static_cast<double>(step + 1) / 1000);
  }
  for (const std::uint64_t step : {999u, 1000u, 1500u, 2999u}) {
    const double done = std::max(0.0, (static_cast<double>(step) - 1000) / 2000);
    EXPECT_DOUBLE_EQ(rate.At(step), 0.25 * (1 + std::cos(std::numbers::pi * done)));
  }
  EXPECT_THROW(LearningRate(0.5, Cosine(1000, 0.0, 1000)), ConfigError) << "nothing of it is left";
}

TEST(LearningRate, RefusesStepsThatDoNotAscend) {
  EXPECT_THROW(
      LearningRate(0.1, {"step", {{"at", std::vector<std::int64_t>{20, 10}}, {"factor", 0.5}}}),
      ConfigError);
}

}  // namespace
}  // namespace hushed
