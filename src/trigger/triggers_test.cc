#include "trigger/triggers.h"

#include <gtest/gtest.h>

#include <string>

#include "core/memory_archive.h"

namespace hushed {
namespace {

// f(x; xi) = h x^2 / 2 in one dimension, plus a random tilt that depends on the batch alone: the
// noise of a mini-batch gradient.
class NoisyParabola final : public Problem<double> {
 public:
  NoisyParabola() { layout_.AddParameter("x", {1}); }
  const Layout& layout() const override { return layout_; }
  double LossAndGradient(std::span<const double> x, const Batch& batch, std::span<double> gradient,
                         std::span<double>) override {
    Stream noise = batch.randomness;
    gradient[0] = x[0] + noise.Normal();
    return 0.0;
  }
  void Evaluate(std::span<const double>, std::size_t, std::vector<Metric>&) override {}

 private:
  Layout layout_;
};

class TriggerRun {
 public:
  explicit TriggerRun(const Choice& choice) : trigger_(MakeTrigger<double>(choice)) {}

  // Whether the worker speaks in this round at this model.
  bool Speaks(std::uint64_t round, double x, double movement) {
    const Batch batch{{}, Stream(1, Purpose::kExample, 0, round, 0)};
    const std::vector<double> at = {x};
    std::vector<double> value(1);
    problem_.LossAndGradient(at, batch, value, {});
    std::uint64_t evaluations = 0;
    const Gradient<double> gradient(problem_, batch, at, value, evaluations);
    const bool speaks =
        trigger_->Speaks({.index = round, .movement = movement}, gradient, workspace_);
    evaluations_ += evaluations;
    return speaks;
  }
  std::uint64_t evaluations() const { return evaluations_; }
  Trigger<double>& trigger() { return *trigger_; }

 private:
  NoisyParabola problem_;
  Workspace<double> workspace_{problem_, 1};
  std::unique_ptr<Trigger<double>> trigger_;
  std::uint64_t evaluations_ = 0;
};

Choice Wk2(std::int64_t warmup, std::int64_t max_age) {
  return {"lasg-wk2", {{"warmup", warmup}, {"max_age", max_age}}};
}

// The rule: |x - xhat|^2 > movement, since the noise of one batch cancels.
TEST(LasgWk2, ComparesTheSameBatchAtTheLastUploadedModel) {
  TriggerRun run(Wk2(1, 0));
  EXPECT_TRUE(run.Speaks(0, 1.0, 0.0));
  EXPECT_FALSE(run.Speaks(1, 1.5, 0.25)) << "equality is silence";
  EXPECT_TRUE(run.Speaks(2, 1.5, 0.2499));
  EXPECT_FALSE(run.Speaks(3, 2.0, 0.25)) << "measured from the upload at 1.5";
  EXPECT_EQ(run.evaluations(), 3u);
}

// Uploads of a worker that never sees a reason, D = 10: the warm-up's, then every eleventh round.
TEST(LasgWk2, IsNeverSilentForMoreThanMaxAgeRounds) {
  TriggerRun run(Wk2(10, 10));
  std::vector<int> spoke;
  for (int round = 0; round < 45; ++round) {
    if (run.Speaks(static_cast<std::uint64_t>(round), 1.0, 1.0)) spoke.push_back(round);
  }
  EXPECT_EQ(spoke, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 31, 42}));
}

TEST(LasgWk2, ResumesFromItsArchive) {
  TriggerRun first(Wk2(1, 0));
  first.Speaks(0, 1.0, 0.0);
  SavingArchive saved;
  first.trigger().Serialize(saved);
  TriggerRun second(Wk2(1, 0));
  LoadingArchive loaded(saved.bytes());
  second.trigger().Serialize(loaded);
  EXPECT_TRUE(loaded.finished());
  EXPECT_FALSE(second.Speaks(1, 1.5, 0.25));
}

TEST(LagWk, ComparesWithTheGradientItSent) {
  TriggerRun run({"lag-wk", {}});
  EXPECT_TRUE(run.Speaks(0, 1.0, 1e9)) << "everybody speaks at first";
  EXPECT_FALSE(run.Speaks(1, 1.0, 1e9));
  EXPECT_TRUE(run.Speaks(2, 1.0, 0.0)) << "another batch is another gradient: the noise remains";
  EXPECT_EQ(run.evaluations(), 0u);
}

TEST(LasgWk1, RemovesTheNoiseBySnapshotAndRefreshes) {
  TriggerRun run({"lasg-wk1", {{"refresh", std::int64_t{4}}}});
  EXPECT_TRUE(run.Speaks(0, 1.0, 1e9)) << "the snapshot";
  EXPECT_FALSE(run.Speaks(1, 1.5, 0.25)) << "delta = 0.5, none sent since: |0.5|^2";
  EXPECT_TRUE(run.Speaks(2, 2.0, 0.25)) << "delta = 1";
  EXPECT_FALSE(run.Speaks(3, 2.5, 0.25)) << "delta = 1.5 against 1";
  EXPECT_TRUE(run.Speaks(4, 2.5, 1e9)) << "refresh, though it spoke at 2";
}

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
  const LearningRate rate(1.0,
                          {"step", {{"at", std::vector<std::int64_t>{10}}, {"factor", 0.1}}});
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

}  // namespace
}  // namespace hushed
