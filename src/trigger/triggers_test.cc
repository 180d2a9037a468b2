#include "trigger/triggers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/memory_archive.h"

namespace hushed {
namespace {

// f(x; xi) = x^2 / 2 in one dimension, plus a random tilt that depends on the batch alone: the
// noise of a mini-batch gradient.
class Parabola final : public Problem<double> {
 public:
  explicit Parabola(double noise) : noise_(noise) { layout_.AddParameter("x", {1}); }
  const Layout& layout() const override { return layout_; }
  double LossAndGradient(std::span<const double> x, const Batch& batch, std::span<double> gradient,
                         std::span<double>) override {
    Stream tilt = batch.randomness;
    gradient[0] = x[0] + noise_ * tilt.Normal();
    return 0.0;
  }
  void Evaluate(std::span<const double>, std::size_t, std::vector<Metric>&) override {}

 private:
  double noise_;
  Layout layout_;
};

class TriggerRun {
 public:
  explicit TriggerRun(const Choice& choice, double noise = 1.0)
      : problem_(noise), trigger_(MakeTrigger<double>(choice, snapshots_)) {}

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
  Parabola problem_;
  Workspace<double> workspace_{problem_, 1};
  Snapshots<double> snapshots_;
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

TEST(LasgWk2, MaxAgeZeroIsNoBound) {
  TriggerRun run(Wk2(1, 0));
  int spoke = 0;
  for (std::uint64_t round = 0; round < 1000; ++round) spoke += run.Speaks(round, 1.0, 1.0);
  EXPECT_EQ(spoke, 1);
}

// Speaking resets the age, whatever made the worker speak.
TEST(LasgWk2, AgeCountsFromTheLastUpload) {
  TriggerRun run(Wk2(1, 2));
  const std::vector<double> movement = {1, 1, 0, 1, 1, 1, 1};  // x moves, so zero makes it speak
  std::vector<bool> spoke;
  for (std::size_t round = 0; round < movement.size(); ++round) {
    spoke.push_back(run.Speaks(round, 0.1 * static_cast<double>(round), movement[round]));
  }
  EXPECT_EQ(spoke, (std::vector<bool>{true, false, true, false, false, true, false}));
}

// What must be said anyway is not checked: no second gradient.
TEST(LasgWk2, AsksForNoSecondGradientWhenItMustSpeak) {
  TriggerRun run(Wk2(3, 1));
  for (std::uint64_t round = 0; round < 3; ++round) run.Speaks(round, 1.0, 1.0);
  EXPECT_EQ(run.evaluations(), 0u);
  EXPECT_FALSE(run.Speaks(3, 1.0, 1.0));
  EXPECT_EQ(run.evaluations(), 1u);
  EXPECT_TRUE(run.Speaks(4, 1.0, 1.0)) << "an age of two";
  EXPECT_EQ(run.evaluations(), 1u);
}

// Addressed for the first time after the warm-up, a worker has no last upload to compare with.
TEST(LasgWk2, TheFirstTimeAWorkerIsAskedItSpeaks) {
  TriggerRun run(Wk2(1, 0));
  EXPECT_TRUE(run.Speaks(17, 1.0, 1e9));
  EXPECT_FALSE(run.Speaks(40, 1.0, 1e9));
}

// Silence would hide a divergence.
TEST(Triggers, AGradientThatIsNotANumberIsSaid) {
  for (const KindInfo& kind : TriggerKinds()) {
    if (kind.name == "always") continue;
    TriggerRun run({kind.name, {}});
    run.Speaks(0, 1.0, 0.0);
    EXPECT_TRUE(run.Speaks(1, std::nan(""), 1e300)) << kind.name;
  }
}

// A worker that resumes answers as one that was never stopped.
TEST(Triggers, ResumeFromTheirArchives) {
  for (const KindInfo& kind : TriggerKinds()) {
    if (kind.name == "always") continue;
    TriggerRun whole({kind.name, {}});
    const auto speaks = [](TriggerRun& run, std::uint64_t round) {
      return run.Speaks(round, std::sqrt(static_cast<double>(round)), 0.04);
    };
    for (std::uint64_t round = 0; round < 60; ++round) speaks(whole, round);
    SavingArchive saved;
    whole.trigger().Serialize(saved);
    TriggerRun resumed({kind.name, {}});
    LoadingArchive loaded(saved.bytes());
    resumed.trigger().Serialize(loaded);
    EXPECT_TRUE(loaded.finished());
    for (std::uint64_t round = 60; round < 200; ++round) {
      ASSERT_EQ(speaks(resumed, round), speaks(whole, round)) << kind.name << ", round " << round;
    }
  }
}

TEST(LagWk, MeasuresFromTheGradientThatWasSent) {
  TriggerRun run({"lag-wk", {}}, /*noise=*/0.0);
  EXPECT_TRUE(run.Speaks(0, 1.0, 0.0));
  EXPECT_FALSE(run.Speaks(1, 1.5, 0.25)) << "equality is silence";
  EXPECT_FALSE(run.Speaks(2, 1.5, 0.25)) << "still from 1";
  EXPECT_TRUE(run.Speaks(3, 1.5, 0.2499));
  EXPECT_FALSE(run.Speaks(4, 2.0, 0.25)) << "from 1.5";
}

// With gradient x + noise(xi) the delta x - xtilde is free of noise, whatever the batch.
TEST(LasgWk1, ComparesWithTheDeltaOfTheLastUpload) {
  TriggerRun run({"lasg-wk1", {{"refresh", std::int64_t{100}}}});
  EXPECT_TRUE(run.Speaks(0, 1.0, 0.0));
  EXPECT_EQ(run.evaluations(), 0u) << "a snapshot needs no second gradient";
  EXPECT_TRUE(run.Speaks(1, 1.5, 0.2499));
  EXPECT_FALSE(run.Speaks(2, 1.5, 1e-20)) << "delta has not moved since";
  EXPECT_FALSE(run.Speaks(3, 1.0, 0.25)) << "back at the snapshot: |0 - 0.5|^2, equality";
  EXPECT_TRUE(run.Speaks(4, 1.0, 0.2499));
  EXPECT_EQ(run.evaluations(), 4u);
}

TEST(LasgWk1, SpeaksAtLeastOnceInEveryRefresh) {
  TriggerRun run({"lasg-wk1", {{"refresh", std::int64_t{7}}}});
  std::vector<std::uint64_t> spoke;
  for (std::uint64_t round = 0; round < 30; ++round) {
    if (run.Speaks(round, 1.0, 1.0)) spoke.push_back(round);
  }
  EXPECT_EQ(spoke, (std::vector<std::uint64_t>{0, 7, 14, 21, 28}));
}

// After a refresh nothing has been sent as a delta: the next is compared with zero.
TEST(LasgWk1, ForgetsTheLastDeltaAtARefresh) {
  TriggerRun run({"lasg-wk1", {{"refresh", std::int64_t{2}}}});
  EXPECT_TRUE(run.Speaks(0, 0.0, 0.0));
  EXPECT_TRUE(run.Speaks(1, 3.0, 0.0)) << "delta 3";
  EXPECT_TRUE(run.Speaks(2, 3.0, 1e9)) << "refresh";
  EXPECT_FALSE(run.Speaks(3, 4.0, 1.0)) << "delta 1 against none, not against 3";
}

}  // namespace
}  // namespace hushed
