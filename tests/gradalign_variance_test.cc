// The metric gradient_variance, r = 1/(2n) sum |g_i - g|^2 over whole shards.
#include <gtest/gtest.h>

#include <cmath>

#include "components.h"
#include "harness.h"
#include "record/groups.h"

namespace hushed {
namespace {

const std::string kMeasured = "train.gradient_variance=true";

double VarianceIn(const MetricsLine& line) { return MetricOf(line, "gradient_variance"); }

TEST(GradientVariance, HasItsClosedFormOnScalarQuadratics) {
  const auto run = Ran(ScalarQuadratics("sgd"), {kMeasured});
  EXPECT_EQ(VarianceIn(run.lines.front()), 4.5);
  // At 1.6 the gradients are 0.6 and 5.8.
  EXPECT_NEAR(VarianceIn(run.lines.back()), 2.6 * 2.6 / 2, 1e-14);
  EXPECT_EQ(run.summary.best.back().first, "gradient_variance");
  EXPECT_EQ(run.summary.best.back().second, VarianceIn(run.lines.back())) << "smaller is better";
}

TEST(GradientVariance, IsMeasuredOnlyWhenAskedFor) {
  const auto run = Ran(ScalarQuadratics("sgd"));
  EXPECT_TRUE(std::isnan(VarianceIn(run.lines.front())));
}

// Central differences of what the engine measures, h = 1e-5, against (1/n) sum H_i (g_i - g).
TEST(GradientVariance, HasTheGradientThatAlignmentDescends) {
  const auto measured = [](const Components& f, const Point& x) {
    return VarianceIn(Played(f, x, Descent(1.0, 1)).lines.front());
  };
  constexpr double kH = 1e-5;
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    const Point x = {0.3, -0.5, 0.2}, slope = VarianceGradient(f, x);
    EXPECT_NEAR(measured(f, x), Variance(f, x), 1e-15);
    for (std::size_t j = 0; j < x.size(); ++j) {
      Point above = x, below = x;
      above[j] += kH;
      below[j] -= kH;
      EXPECT_NEAR((measured(f, above) - measured(f, below)) / (2 * kH), slope[j], 1e-9);
    }
  }
}

TEST(GradientVariance, DoesNotDependOnThreadsAndRanks) {
  for (const char* precision : {"double", "float"}) {
    const std::vector<std::string> overrides = {kMeasured, "train.workers=24",
                                                std::string("train.precision=") + precision};
    const auto one = Ran(SmallJob("sgd"), overrides);
    EXPECT_GT(VarianceIn(one.lines.back()), 0.0);
    for (const std::size_t threads : {1u, 2u, 5u}) {
      for (const std::size_t ranks : {1u, 2u, 3u}) {
        const auto other = Ran(SmallJob("sgd"), overrides, threads, ranks);
        for (std::size_t i = 0; i < one.lines.size(); ++i) {
          EXPECT_EQ(VarianceIn(other.lines[i]), VarianceIn(one.lines[i])) << threads << ranks;
        }
      }
    }
  }
}

TEST(GradientVariance, OfWorkersWithTheSameExamplesIsNothing) {
  const auto run = Ran(SmallJob("sgd"), {kMeasured, "partition.kind=copy"});
  for (const MetricsLine& line : run.lines) EXPECT_NEAR(VarianceIn(line), 0.0, 1e-15);
}

// At 0.9e154 the losses are finite and the squares of the gradients are not.
TEST(GradientVariance, ThatOverflowsIsNotANumber) {
  const auto run = Ran(ScalarQuadratics("sgd"),
                       {kMeasured, "data.start=[0.9e154]", "algorithm.learning_rate=1"});
  EXPECT_TRUE(std::isfinite(MetricOf(run.lines.front(), "train_loss")));
  EXPECT_FALSE(std::isfinite(VarianceIn(run.lines.front())));
}

TEST(GradientVariance, ChangesNothingAndCostsNothing) {
  for (const char* algorithm : {"sgd", "scaffold", "fedga", "one-shot", "sasg"}) {
    const auto plain = Ran(SmallJob(algorithm)), measured = Ran(SmallJob(algorithm), {kMeasured});
    EXPECT_EQ(measured.summary.model_digest, plain.summary.model_digest) << algorithm;
    EXPECT_EQ(measured.summary.final.gradient_evaluations,
              plain.summary.final.gradient_evaluations);
    EXPECT_EQ(measured.summary.final.uplink_bits, plain.summary.final.uplink_bits);
    EXPECT_EQ(measured.summary.final.exchange, plain.summary.final.exchange);
    EXPECT_EQ(measured.summary.final.epoch, plain.summary.final.epoch);
  }
}

// Inside a long round it is that of the mean of the local models, which is where a shorter training
// ends.
TEST(GradientVariance, IsMeasuredInsideLongRounds) {
  const auto whole = Ran(SmallJob("one-shot"), {kMeasured});
  ASSERT_EQ(whole.lines.size(), 4u);
  for (const std::size_t i : {1u, 2u}) {
    const auto part = Ran(SmallJob("one-shot"),
                          {kMeasured, "train.steps=" + std::to_string(whole.lines[i].step)});
    EXPECT_NEAR(VarianceIn(part.lines.back()), VarianceIn(whole.lines[i]), 1e-13);
    EXPECT_GT(VarianceIn(whole.lines[i]), 0.0);
  }
}

}  // namespace
}  // namespace hushed
