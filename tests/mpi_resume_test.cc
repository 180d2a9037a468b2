// Run by mpirun: a run that was broken on ranks goes on without them, and the reverse, to the end
// of the run that was not broken.
#include <gtest/gtest.h>

#include "broken_runs.h"
#include "harness.h"
#include "testing/ranks.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

// At a move of the model; in a segment of a long round where the algorithm has one.
RunResult BrokenOnRanks(const Job& job, const std::string& folder, int move) {
  Breaker breaker(move);
  return RunJob(job, {.threads = 2,
                      .session = &Ranks(),
                      .folder = folder,
                      .observer = &breaker,
                      .stop = &breaker.stop()});
}

RunResult ResumedOnRanks(const Job& job, const std::string& folder) {
  return RunJob(job, {.session = &Ranks(), .folder = folder, .if_present = IfPresent::kResume});
}

std::vector<std::string> Overrides(const std::string& algorithm) {
  auto overrides = SmallJobOverrides(algorithm);
  overrides.insert(overrides.end(), {"train.workers=8", "train.evaluate_every=3"});
  return overrides;
}

class EveryBreakOnRanks : public testing::TestWithParam<const char*> {
 protected:
  const bool first_ = Ranks().rank() == 0;
  const Job job_ = ParsedJob(SmallJob(GetParam()), Overrides(GetParam()));
  const RunResult whole_ = RunJob(job_, {});
  const TemporaryFolder folder_;  // rank 0's is the run's
  const std::string run_ = (folder_ / "run").string();
};

TEST_P(EveryBreakOnRanks, GoesOnWithoutThem) {
  EXPECT_EQ(BrokenOnRanks(job_, run_, 2).summary.ending, "interrupted");
  if (first_) ExpectSame(Resumed(job_, run_, 2), run_, whole_);
}

TEST_P(EveryBreakOnRanks, GoesOnOnRanks) {
  if (first_) {
    EXPECT_EQ(Broken(job_, run_, 2).summary.ending, "interrupted");
  }
  const RunResult resumed = ResumedOnRanks(job_, run_);
  EXPECT_EQ(resumed.summary.model_digest, whole_.summary.model_digest);
  if (first_) ExpectSame(resumed, run_, whole_);
}

INSTANTIATE_TEST_SUITE_P(List, EveryBreakOnRanks, testing::Values("sasg", "scaffold", "one-shot"),
                         [](const auto& each) { return TestName(each.param); });

// The ten rounds before the break count too.
TEST(BrokenRunOnRanks, RemembersTheBytesThatTravelled) {
  if (Ranks().ranks() == 1) GTEST_SKIP() << "nothing travels";
  const Job job = ParsedJob(SmallJob("sgd"), {"train.workers=8"});
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  const RunResult broken = BrokenOnRanks(job, run, 9);  // all have heard of it an exchange later
  EXPECT_EQ(broken.summary.rounds, 10u);
  EXPECT_GT(ResumedOnRanks(job, run).summary.transport.sent_bytes,
            broken.summary.transport.sent_bytes);
}

}  // namespace
}  // namespace hushed
