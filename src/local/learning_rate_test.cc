#include "local/learning_rate.h"

#include <gtest/gtest.h>

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

// The steps of the local SGD experiments: 3 / (t + 1), and min(2 / (t + 1), 1/2).
TEST(LearningRate, FallsAsTheStepsNumber) {
  const LearningRate rate(3.0, {"inverse", {{"offset", 1.0}, {"largest", 0.0}}});
  EXPECT_EQ(rate.At(0), 3.0);
  EXPECT_EQ(rate.At(5), 0.5);
  const LearningRate bounded(2.0, {"inverse", {{"offset", 1.0}, {"largest", 0.5}}});
  EXPECT_EQ(bounded.At(0), 0.5);
  EXPECT_EQ(bounded.At(3), 0.5);
  EXPECT_EQ(bounded.At(7), 0.25);
}

TEST(LearningRate, RefusesStepsThatDoNotAscend) {
  EXPECT_THROW(
      LearningRate(0.1, {"step", {{"at", std::vector<std::int64_t>{20, 10}}, {"factor", 0.5}}}),
      ConfigError);
}

}  // namespace
}  // namespace hushed
