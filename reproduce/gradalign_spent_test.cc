#include "gradalign_spent.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hushed {
namespace {

constexpr double kNoPasses = 0.0;

// Ten evaluations, after 1, 2, ... 10 exchanges; the metrics at the i-th are i and i^2.
Run Evaluated() {
  Run run;
  for (std::uint64_t i = 1; i <= 10; ++i) {
    MetricsLine line;
    line.exchange = i;
    line.gradient_evaluations = 20 * i;
    const auto x = static_cast<double>(i);
    line.metrics = {
        {"test_accuracy", x}, {"train_loss", 1 / x}, {"gradient_variance", 1 / (x * x)}};
    run.lines.push_back(line);
  }
  return run;
}

TEST(LevelAt, IsTheMeanOverTheLastFifthOfTheBudget) {
  const auto run = Evaluated();
  const auto level = [&](Cost cost, double passes, double budget) {
    return LevelAt(run.lines, "test_accuracy", cost, passes, budget);
  };
  EXPECT_EQ(level(Cost::kExchanges, kNoPasses, 10), 9.5);
  EXPECT_EQ(level(Cost::kExchanges, kNoPasses, 5), 5);
  EXPECT_EQ(level(Cost::kPasses, 0.5, 100), 9.5) << "20 evaluations an exchange are 10 passes";
  EXPECT_EQ(level(Cost::kExchanges, kNoPasses, 2.6), 2) << "none in its last fifth";
  EXPECT_TRUE(std::isnan(level(Cost::kExchanges, kNoPasses, 0.5)));
  EXPECT_TRUE(std::isnan(LevelAt(run.lines, "margin", Cost::kExchanges, kNoPasses, 10)));
}

// r is the square of the loss here, which a straight line in logarithms follows.
TEST(VarianceAtLoss, LiesBetweenTwoEvaluations) {
  for (const double loss : {1 / 2.0, 0.4, 0.11}) {
    EXPECT_NEAR(VarianceAtLoss(Evaluated(), loss), loss * loss, 1e-14);
  }
  EXPECT_TRUE(std::isnan(VarianceAtLoss(Evaluated(), 0.09))) << "never reached";
}

TEST(CurveOf, GoesFromATwentiethOfTheBudgetToItsEnd) {
  const Curve curve =
      CurveOf("like", {Evaluated(), Evaluated()}, "test_accuracy", Cost::kExchanges, kNoPasses, 8);
  ASSERT_EQ(curve.points.size(), 8u);
  EXPECT_TRUE(curve.several);
  EXPECT_EQ(curve.points.back().x, 8);
  EXPECT_EQ(curve.points.back().y, 8);
  EXPECT_EQ(CurveOf("late", {Evaluated()}, "test_accuracy", Cost::kExchanges, kNoPasses, 60)
                .points.front()
                .x,
            3);
}

}  // namespace
}  // namespace hushed
