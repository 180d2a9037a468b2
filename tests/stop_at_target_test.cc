// A run that stops at its target is the beginning of the one that does not: the same lines, and
// when it is told to go on the same end.
#include <gtest/gtest.h>

#include <filesystem>

#include "broken_runs.h"
#include "harness.h"
#include "record/saved_run.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

// A target that the algorithm's small job reaches before its last evaluation, and one it never
// does.
class StopsAtTarget : public testing::TestWithParam<const char*> {
 protected:
  StopsAtTarget() {
    const double value = LossOf(RunJob(JobOf("never", "0.0"), {}).lines.at(2));
    value_ = ToText(Value{value});
    whole_ = RunJob(JobOf("never", value_), {});
    while (LossOf(whole_.lines.at(at_)) > value) ++at_;
  }

  static double LossOf(const MetricsLine& line) { return line.metrics.at(0).second; }

  static Job JobOf(const std::string& stop, const std::string& value) {
    auto overrides = SmallJobOverrides(GetParam());
    overrides.insert(overrides.end(), {"train.evaluate_every=2", "train.stop_at_target=" + stop,
                                       "train.targets=[{metric=\"train_loss\", value=" + value +
                                           "}, {metric=\"test_loss\", value=-1.0}]"});
    return ParsedJob(SmallJob(GetParam()), overrides);
  }
  Job Stopping() const { return JobOf("train_loss", value_); }

  const TemporaryFolder folder_;
  const std::string run_ = (folder_ / "run").string();
  std::string value_;
  RunResult whole_;
  std::size_t at_ = 0;  // the line of `whole_` that reaches it
};

TEST_P(StopsAtTarget, AtTheEvaluationThatReachesIt) {
  ASSERT_GT(at_, 0u);
  ASSERT_LT(at_ + 1, whole_.lines.size()) << "the test needs something to be left";
  for (const std::size_t threads : {1u, 3u}) {
    const RunResult run = RunJob(Stopping(), {.threads = threads, .ranks = threads});
    EXPECT_EQ(run.summary.ending, "target");
    EXPECT_EQ(run.summary.steps, whole_.lines[at_].step);
    ASSERT_GE(run.lines.size(), at_ + 1);
    for (std::size_t i = 0; i <= at_; ++i) EXPECT_EQ(run.lines[i].metrics, whole_.lines[i].metrics);
    EXPECT_TRUE(run.summary.targets[0].reached);
    EXPECT_EQ(run.summary.targets[0].at.step, whole_.lines[at_].step);
    EXPECT_FALSE(run.summary.targets[1].reached);
  }
}

TEST_P(StopsAtTarget, AnyStopsAtTheFirstAndAllWaitsForTheLast) {
  EXPECT_EQ(RunJob(JobOf("any", value_), {}).summary.steps, whole_.lines[at_].step);
  const RunResult all = RunJob(JobOf("all", value_), {});
  EXPECT_EQ(all.summary.ending, "finished") << "one is never reached";
  EXPECT_EQ(all.summary.model_digest, whole_.summary.model_digest);
}

TEST_P(StopsAtTarget, ResumedItIsDoneAtOnce) {
  const RunResult run = RunJob(Stopping(), {.folder = run_});
  Breaker breaker(1);
  const RunResult again =
      RunJob(Stopping(), {.folder = run_, .if_present = IfPresent::kResume, .observer = &breaker});
  ExpectSameRun(again, run);
  EXPECT_EQ(ReadRun(run_).lines.size(), run.lines.size());
  EXPECT_EQ(ReadRun(run_).summary.ending, "target");
}

TEST_P(StopsAtTarget, ToldToGoOnItComesToTheEndOfTheWholeRun) {
  RunJob(Stopping(), {.folder = run_});
  const RunResult run = Resumed(JobOf("never", value_), run_, 2);
  ExpectSame(run, run_, whole_);
}

// Broken before its target and resumed it stops where the unbroken one does.
TEST_P(StopsAtTarget, AlsoWhenItWasBrokenBefore) {
  const RunResult unbroken = RunJob(Stopping(), {});
  RunResult run = Broken(Stopping(), run_, 1);
  for (int breaks = 0; run.summary.ending == "interrupted"; ++breaks) {
    ASSERT_LT(breaks, 100);
    run = Broken(Stopping(), run_, 1, IfPresent::kResume);
  }
  ExpectSameRun(run, unbroken);
}

// Among them one with rounds of two exchanges, and one whose only round is worked in segments.
INSTANTIATE_TEST_SUITE_P(Algorithms, StopsAtTarget,
                         testing::Values("sgd", "sasg", "fedga", "local-sgd", "one-shot"),
                         [](const auto& each) { return TestName(each.param); });

TEST(StopAtTarget, AFirstModelThatIsGoodEnoughIsNotTrained) {
  const Job job =
      ParsedJob(SmallJob("sgd"),
                {"train.stop_at_target=all", "train.targets=[{metric=\"train_loss\", value=100}]"});
  const RunResult run = RunJob(job, {});
  EXPECT_EQ(run.summary.ending, "target");
  EXPECT_EQ(run.summary.rounds, 0u);
  EXPECT_EQ(run.lines.size(), 1u);
}

TEST(StopAtTarget, ReachedByTheLastEvaluationTheRunIsFinished) {
  const RunResult whole = Ran(SmallJob("sgd"), {"train.evaluate_every=0"});
  const std::string loss = ToText(Value{whole.lines.back().metrics.at(0).second});
  const RunResult run =
      Ran(SmallJob("sgd"), {"train.evaluate_every=0", "train.stop_at_target=any",
                            "train.targets=[{metric=\"train_loss\", value=" + loss + "}]"});
  EXPECT_EQ(run.summary.ending, "finished");
  EXPECT_TRUE(run.summary.targets[0].reached);
}

TEST(StopAtTarget, WithoutItsCheckpointItIsNotTrainedAgain) {
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  const Job job =
      ParsedJob(SmallJob("sgd"),
                {"train.stop_at_target=all", "train.targets=[{metric=\"train_loss\", value=100}]"});
  RunJob(job, {.folder = run});
  fs::remove_all(folder / "run/checkpoint");
  EXPECT_THROW(Resumed(job, run), ConfigError);
}

}  // namespace
}  // namespace hushed
