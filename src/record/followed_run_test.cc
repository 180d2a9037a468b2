#include "record/followed_run.h"

#include <gtest/gtest.h>

#include "hushed/errors.h"
#include "record/fake_runs.h"
#include "record/run_folder.h"
#include "record/run_json.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

class Follower : public testing::Test {
 protected:
  Follower() { writer_.WriteJob(FakeJob(1, "sgd")); }

  void Append(const std::string& text) {
    OutputFile(folder_ / "run/metrics.jsonl", OutputFile::Existing::kAppend).Write(text);
  }
  static MetricsLine Line(std::uint64_t round) { return FakeLine(round, {{"train_loss", 1.0}}); }

  const TemporaryFolder folder_;
  RunFolder writer_{folder_ / "run", IfPresent::kRefuse};
};

TEST_F(Follower, ReadsLinesAsTheyAreWritten) {
  FollowedRun followed(folder_ / "run");
  followed.Look();
  EXPECT_TRUE(followed.run().lines.empty());
  EXPECT_EQ(followed.run().job_text, FakeJob(1, "sgd"));
  for (std::uint64_t round = 0; round < 3; ++round) {
    writer_.AppendLine(Line(round));
    followed.Look();
    ASSERT_EQ(followed.run().lines.size(), round + 1);
    EXPECT_EQ(followed.first_new(), round);
    EXPECT_EQ(followed.run().lines.back().round, round);
  }
  followed.Look();
  EXPECT_EQ(followed.first_new(), 3u) << "nothing is new";
  EXPECT_FALSE(followed.is_over());
}

TEST_F(Follower, WaitsForTheRestOfALine) {
  FollowedRun followed(folder_ / "run");
  const std::string line = ToJson(Line(0)) + "\n";
  for (const char c : line) {
    followed.Look();
    EXPECT_TRUE(followed.run().lines.empty());
    Append(std::string(1, c));
  }
  followed.Look();
  EXPECT_EQ(followed.run().lines.size(), 1u);
}

TEST_F(Follower, EndsWithTheSummaryAndAllLines) {
  FollowedRun followed(folder_ / "run");
  for (std::uint64_t round = 0; round < 3; ++round) writer_.AppendLine(Line(round));
  writer_.WriteSummary(FakeRun("sgd", 1, {Line(2)}).summary);
  followed.Look();
  EXPECT_TRUE(followed.is_over());
  EXPECT_EQ(followed.run().summary.algorithm, "sgd");
  EXPECT_EQ(followed.run().lines.size(), 3u);
}

// As a run does that goes on from its checkpoint: shorter, longer, or as long as it was.
TEST_F(Follower, ReadsAnewWhatHasBeenCutBack) {
  for (const std::uint64_t again : {1u, 2u, 5u}) {
    const std::string run = "run" + std::to_string(again);
    RunFolder writer(folder_ / run, IfPresent::kRefuse);
    writer.WriteJob("seed = 1\n");
    FollowedRun followed(folder_ / run);
    for (std::uint64_t round = 0; round < 3; ++round) writer.AppendLine(Line(round));
    followed.Look();
    ASSERT_EQ(followed.run().lines.size(), 3u);
    writer.GoOn(1);
    MetricsLine other = Line(7);
    other.seconds = 77.0;
    for (std::uint64_t i = 0; i < again; ++i) writer.AppendLine(other);
    followed.Look();
    EXPECT_EQ(followed.first_new(), 0u);
    EXPECT_EQ(followed.run().job_text, "seed = 1\n");
    ASSERT_EQ(followed.run().lines.size(), 1 + again);
    EXPECT_EQ(followed.run().lines[0].round, 0u);
    EXPECT_EQ(followed.run().lines[1].round, 7u);
  }
}

TEST_F(Follower, SaysWhatIsWrong) {
  const auto error = [](const auto& act) {
    try {
      act();
    } catch (const DataError& thrown) {
      return std::string(thrown.what());
    }
    return std::string();
  };
  const std::string absent = (folder_ / "absent").string();
  EXPECT_EQ(error([&] { FollowedRun run(absent); }), "'" + absent + "': there is no such folder");
  EXPECT_NE(error([&] { FollowedRun run(folder_.path()); }).find("has no metrics.jsonl"),
            std::string::npos);
  FollowedRun followed(folder_ / "run");
  Append(ToJson(Line(0)) + "\nnonsense\n");
  const std::string place = (folder_ / "run/metrics.jsonl").string() + ":2";
  EXPECT_EQ(error([&] { followed.Look(); }).find(place), 0u);
  FollowedRun gone(folder_ / "run");
  fs::remove_all(folder_ / "run");
  EXPECT_NE(error([&] { gone.Look(); }).find("the run folder is gone"), std::string::npos);
}

}  // namespace
}  // namespace hushed
