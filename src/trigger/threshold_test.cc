#include "trigger/threshold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "core/memory_archive.h"

namespace hushed {
namespace {

TEST(Threshold, IsTheWeightedSumOfTheLastMoves) {
  ThresholdOptions options;
  options.history = 2;
  options.coefficient = 3.0;
  options.rate_power = 1;
  Threshold threshold(options, LearningRate(0.5), /*workers=*/4);
  EXPECT_EQ(threshold.Movement(0), 0.0);
  for (const double move : {100.0, 1.0, 2.0}) threshold.Note(move);
  EXPECT_DOUBLE_EQ(threshold.Movement(3), 3.0 / (0.5 * 4) * (1.0 + 2.0));
  options.rate_power = 2;
  Threshold squared(options, LearningRate(0.5), 4);
  squared.Note(2.0);
  EXPECT_DOUBLE_EQ(squared.Movement(1), 3.0 / 0.25 * 2.0);
}

TEST(Threshold, SeesTheLearningRateOfAWhileAgo) {
  ThresholdOptions options;
  options.coefficient = 1.0;
  options.rate_power = 1;
  options.rate_lag = 5;
  const LearningRate rate(1.0, {"step", {{"at", std::vector<std::int64_t>{10}}, {"factor", 0.1}}});
  Threshold threshold(options, rate, 1);
  threshold.Note(1.0);
  EXPECT_DOUBLE_EQ(threshold.Movement(14), 1.0);
  EXPECT_DOUBLE_EQ(threshold.Movement(15), 10.0);
}

// SASG code, MNIST: gamma = 0.005 and M = 10 in sum form make the factor 1; so must mean form.
TEST(Threshold, SasgFactorInMeanFormIsTheAuthorsInSumForm) {
  ThresholdOptions options;
  options.history = 9;
  options.coefficient = 0.5;
  options.rate_power = 1;
  Threshold threshold(options, LearningRate(10 * 0.005), 10);
  threshold.Note(1.0);
  EXPECT_DOUBLE_EQ(threshold.Movement(1), 1.0);
}

// SASG's D = 10 in two readings: the formula sums ten differences, the authors' notebooks keep ten
// models and so sum nine. Models here stand at x_t = t^2, so |x_{t+1} - x_t|^2 = (2 t + 1)^2.
TEST(Threshold, HistoryCountsDifferencesAndTenModelsHaveNine) {
  const auto movement = [](std::int64_t history, int rounds) {
    ThresholdOptions options;
    options.history = history;
    options.coefficient = 1.0;
    Threshold threshold(options, LearningRate(1.0), 1);
    for (int t = 0; t < rounds; ++t) threshold.Note(std::pow(2.0 * t + 1.0, 2));
    return threshold.Movement(static_cast<std::uint64_t>(rounds));
  };
  for (const int rounds : {0, 1, 8, 9, 10, 11, 30}) {
    std::deque<double> models;  // the newest ten
    for (int t = 0; t <= rounds; ++t) models.push_back(t * t);
    while (models.size() > 10) models.pop_front();
    double differences = 0.0;
    for (std::size_t i = 1; i < models.size(); ++i) {
      differences += std::pow(models[i] - models[i - 1], 2);
    }
    EXPECT_EQ(movement(9, rounds), differences) << rounds;
  }
  // 1^2 + 3^2 + ... + 19^2 = 10 (2 * 10 - 1) (2 * 10 + 1) / 3 = 1330, and the tenth of them is 1.
  EXPECT_EQ(movement(10, 10), 1330.0);
  EXPECT_EQ(movement(9, 10), 1329.0);
}

// LASG's own constant, c = 1 / (eta^2 D) with D = 10, does not depend on the number of workers.
TEST(Threshold, DefaultsAreLasgs) {
  for (const std::uint32_t workers : {1u, 20u}) {
    Threshold threshold(ThresholdOptions(), LearningRate(0.01), workers);
    for (int i = 0; i < 15; ++i) threshold.Note(2.0);
    EXPECT_DOUBLE_EQ(threshold.Movement(15), 1 / (0.01 * 0.01 * 10) * (10 * 2.0));
  }
}

TEST(Threshold, WithoutHistoryOrCoefficientIsZero) {
  ThresholdOptions none, free;
  none.history = 0;
  free.coefficient = 0.0;
  for (const ThresholdOptions& options : {none, free}) {
    Threshold threshold(options, LearningRate(0.5), 4);
    threshold.Note(7.0);
    EXPECT_EQ(threshold.Movement(1), 0.0);
  }
}

TEST(Threshold, ResumesFromItsArchive) {
  ThresholdOptions options;
  options.history = 2;
  Threshold first(options, LearningRate(0.5), 4), second = first;
  for (const double move : {4.0, 1.0, 2.0}) first.Note(move);
  SavingArchive saved;
  first.Serialize(saved);
  LoadingArchive loaded(saved.bytes());
  second.Serialize(loaded);
  EXPECT_TRUE(loaded.finished());
  for (const double move : {0.0, 8.0}) {
    EXPECT_EQ(first.Movement(1), second.Movement(1));
    first.Note(move);
    second.Note(move);
  }
  EXPECT_EQ(first.Movement(1), second.Movement(1));
}

}  // namespace
}  // namespace hushed
