// log.txt tells a run's story, an event a line.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "broken_runs.h"
#include "harness.h"
#include "hushed/errors.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

class RunLog : public testing::Test {
 protected:
  // The second word of each line; lines begin with the time that the options' clock gives.
  std::vector<std::string> Events() const {
    std::vector<std::string> events;
    std::istringstream lines(Text());
    std::string time, event;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      words >> time >> event;
      EXPECT_EQ(time.size(), std::string("1970-01-01T00:00:00Z").size()) << line;
      events.push_back(event);
    }
    return events;
  }
  std::string Text() const { return folder_.Read("run/log.txt"); }
  bool Says(const std::string& words) const { return Text().find(words) != std::string::npos; }

  const TemporaryFolder folder_;
  const std::string run_ = (folder_ / "run").string();
};

using Words = std::vector<std::string>;

TEST_F(RunLog, TellsOfStartCheckpointsTargetsAndEnd) {
  const Job job =
      ParsedJob(SmallJob("sgd"),
                {"train.checkpoint_every=5", "train.targets=[{metric=\"train_loss\", value=100}]"});
  RunJob(job, {.threads = 2, .command = "train some.toml --set a=b", .folder = run_, .clock = [] {
                 return 60.0;
               }});
  EXPECT_EQ(Events(), (Words{"start", "target", "checkpoint", "checkpoint", "checkpoint", "end"}));
  EXPECT_EQ(Text().rfind("1970-01-01T00:01:00Z  start       hushed ", 0), 0u) << Text();
  for (const char* words :
       {"train some.toml --set a=b; sgd, seed 7, 4 workers; ", "2 threads", "cores ",
        "train_loss 100 is reached", "round 5, step 5", "finished; round 12, step 12"}) {
    EXPECT_TRUE(Says(words)) << words << " in\n" << Text();
  }
}

TEST_F(RunLog, GoesOnWithTheRun) {
  const Job job = ParsedJob(SmallJob("sgd"), {"train.checkpoint_every=5"});
  Broken(job, run_, 7);
  EXPECT_TRUE(Says("interrupted; round 7, step 7")) << Text();
  std::filesystem::resize_file(folder_ / "run/checkpoint/7.ckpt", 20);
  Resumed(job, run_);
  EXPECT_EQ(Events(), (Words{"start", "checkpoint", "checkpoint", "end",  //
                             "start", "notice", "resume", "checkpoint", "checkpoint", "end"}));
  EXPECT_TRUE(Says("7.ckpt: is cut off")) << Text();
  EXPECT_TRUE(Says("goes on from round 5, step 5")) << Text();
}

TEST_F(RunLog, TellsWhyARunDiverged) {
  const Job job =
      ParsedJob(ScalarQuadratics("sgd"), {"algorithm.learning_rate=1e300", "train.rounds=9"});
  EXPECT_THROW(RunJob(job, {.folder = run_}), DivergedError);
  EXPECT_EQ(Events(), (Words{"start", "end"}));
  EXPECT_TRUE(Says("end         diverged: round ")) << Text();
}

TEST_F(RunLog, TellsWhatFailed) {
  const Job job = ParsedJob(SmallJob("sgd"), {"train.checkpoint_every=5"});
  std::filesystem::create_directories(folder_ / "run/checkpoint/5.ckpt.partial/in its way");
  folder_.Write("run/metrics.jsonl", "");
  EXPECT_THROW(Resumed(job, run_), DataError);
  EXPECT_EQ(Events(), (Words{"start", "resume", "failed"}));
  EXPECT_TRUE(Says("5.ckpt.partial: cannot be opened")) << Text();
}

}  // namespace
}  // namespace hushed
