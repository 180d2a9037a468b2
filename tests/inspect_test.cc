// What `inspect` says of memory, against what the engine and the local work keep.
#include "engine/inspect.h"

#include <gtest/gtest.h>

#include "harness.h"

namespace hushed {
namespace {

// Bytes of the item that begins with `what`; 0 where it is not listed.
std::uint64_t BytesOf(const std::string& what, const std::string& algorithm,
                      const std::vector<std::string>& overrides, std::size_t threads = 1) {
  const Job job = ParsedJob(SmallJob(algorithm), overrides);
  for (const auto& item : Inspect(job, threads).memory) {
    if (item.what.find(what) == 0) return item.bytes;
  }
  return 0;
}

// Twelve steps in all; four workers of 67 doubles. A round longer than the time between evaluations
// is cut, and its workers keep their updates; whole epochs are never cut.
TEST(Inspect, ListsUpdatesOfRoundsThatEvaluationsCut) {
  const auto kept = [](const std::string& kind, const std::string& steps, int every) {
    return BytesOf("what workers remember", "local-sgd",
                   {"algorithm.local_steps.kind=" + kind, steps,
                    "train.evaluate_every=" + std::to_string(every)});
  };
  constexpr std::uint64_t kUpdates = 4 * 67 * sizeof(double);
  const std::string six = "algorithm.local_steps.steps=6",
                    hundred = "algorithm.local_steps.steps=100";
  EXPECT_EQ(kept("fixed", six, 5), kUpdates);
  EXPECT_EQ(kept("fixed", six, 6), 0u);
  EXPECT_EQ(kept("fixed", six, 0), 0u);
  EXPECT_EQ(kept("fixed", hundred, 11), kUpdates);
  EXPECT_EQ(kept("fixed", hundred, 12), 0u) << "the training is no longer";
  const std::string three = "algorithm.local_steps.rounds=3";  // 2, 4 and 6 steps
  EXPECT_EQ(kept("growing", three, 5), kUpdates);
  EXPECT_EQ(kept("growing", three, 6), 0u);
  EXPECT_EQ(kept("equal", three, 3), kUpdates);
  EXPECT_EQ(kept("equal", three, 4), 0u);
  EXPECT_EQ(BytesOf("what workers remember", "fedavg",
                    {"train.steps=0", "train.rounds=2", "train.evaluate_every=1"}),
            0u);
}

// What the answers of a round are said to cost is what the engine counts: the mean gradient is told
// as it is, the model's move as the downlink says.
TEST(Inspect, CountsBothAnswersOfARoundOfTwoExchanges) {
  for (const char* algorithm : {"fedga", "gradalign"}) {
    for (const char* downlink : {"identity", "fp16"}) {
      const std::vector<std::string> overrides = {
          "algorithm.participation.kind=all", std::string("algorithm.downlink.kind=") + downlink};
      const Job job = ParsedJob(SmallJob(algorithm), overrides);
      const Inspection inspection = Inspect(job, 1);
      const Summary run = Ran(SmallJob(algorithm), overrides).summary;
      const std::uint64_t a_round =
          4 * (inspection.first_downlink.total() + inspection.downlink.total());
      EXPECT_EQ(run.final.downlink_bits, run.rounds * a_round) << algorithm << " " << downlink;
    }
  }
}

// Sixty examples a worker in six columns: at most six rows are active.
TEST(Inspect, ListsWhatLocalSolvesTake) {
  constexpr std::uint64_t kOne = (6 * 6 + 18 + 36) * sizeof(double);
  EXPECT_EQ(BytesOf("local solves", "modified-local-gd", {}), kOne);
  EXPECT_EQ(BytesOf("local solves", "modified-local-gd", {}, 3), 3 * kOne);
  EXPECT_EQ(BytesOf("local solves", "local-sgd", {}), 0u);
}

}  // namespace
}  // namespace hushed
