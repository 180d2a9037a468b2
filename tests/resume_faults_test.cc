// What can go wrong with a run that is to be resumed: checkpoints that are damaged or of another
// job, data that changed, and what the folder holds beside.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "broken_runs.h"
#include "harness.h"
#include "hushed/train.h"
#include "record/file.h"
#include "record/saved_run.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

// A run of 12 rounds that was broken in the eighth, with checkpoints of rounds 6 and 8.
class BrokenRun : public testing::Test {
 protected:
  BrokenRun() { Broken(job_, run_, 8); }

  std::string Checkpoint(int round) const {
    return "run/checkpoint/" + std::to_string(round) + ".ckpt";
  }
  void Damage(const std::string& name, std::size_t at) const {
    std::string bytes = folder_.Read(name);
    bytes.at(at) ^= 0x10;
    folder_.Write(name, bytes);
  }
  std::string Refusal(const Job& job) const {
    try {
      Resumed(job, run_);
    } catch (const Error& error) {
      return Describe(error);
    }
    return "";
  }
  static std::string Every(int rounds) {
    return "train.checkpoint_every=" + std::to_string(rounds);
  }

  const TemporaryFolder folder_;
  const std::string run_ = (folder_ / "run").string();
  const Job job_ = ParsedJob(SmallJob("sasg"), {Every(3)});
  const RunResult whole_ = RunJob(job_, {});
};

TEST_F(BrokenRun, KeepsTwoGenerations) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoint")) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"6.ckpt", "8.ckpt"}));
  EXPECT_EQ(ReadRun(folder_ / "run").lines.size(), 3u);
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST_F(BrokenRun, GoesOnFromTheCheckpointBeforeATornOne) {
  const std::string whole = folder_.Read(Checkpoint(8));
  for (const std::size_t size : {std::size_t{0}, std::size_t{30}, whole.size() - 1}) {
    folder_.Write(Checkpoint(8), whole.substr(0, size));
    fs::copy(run_, folder_ / "copy", fs::copy_options::recursive);
    std::vector<std::string> notices;
    const std::string copy = (folder_ / "copy").string();
    const RunResult run =
        RunJob(job_, {.folder = copy,
                      .if_present = IfPresent::kResume,
                      .notice = [&](const std::string& notice) { notices.push_back(notice); }});
    ExpectSame(run, copy, whole_);
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_NE(notices[0].find("8.ckpt: is cut off"), std::string::npos) << notices[0];
    EXPECT_NE(notices[0].find("6.ckpt"), std::string::npos) << notices[0];
    fs::remove_all(copy);
  }
}

TEST_F(BrokenRun, IsLeftAloneWhenNoCheckpointIsSound) {
  Damage(Checkpoint(8), 100);
  Damage(Checkpoint(6), folder_.Read(Checkpoint(6)).size() / 2);
  const std::string lines = folder_.Read("run/metrics.jsonl");
  const std::string refusal = Refusal(job_);
  for (const char* part : {"no checkpoint can be used", "6.ckpt: is cut off or damaged",
                           "8.ckpt: is cut off or damaged"}) {
    EXPECT_NE(refusal.find(part), std::string::npos) << refusal;
  }
  EXPECT_EQ(folder_.Read("run/metrics.jsonl"), lines);
}

TEST_F(BrokenRun, IsNotTakenUpByAnotherJob) {
  const Job other = ParsedJob(SmallJob("sasg"), {Every(3), "train.batch=7"});
  const std::string refusal = Refusal(other);
  EXPECT_NE(refusal.find("train.batch is 5 there and 7 here"), std::string::npos) << refusal;
  EXPECT_THROW(Resumed(other, run_), ConfigError);
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST_F(BrokenRun, MayHaveMoreCheckpointsFromThenOn) {
  const Job often = ParsedJob(SmallJob("sasg"), {Every(1)});
  EXPECT_EQ(Broken(often, run_, 2, IfPresent::kResume).summary.rounds, 10u);
  EXPECT_TRUE(fs::exists(folder_ / Checkpoint(9)));
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST_F(BrokenRun, DoesNotTakeCheckpointsOfAnotherJob) {
  const Job other = ParsedJob(SmallJob("sasg"), {Every(3), "seed=8"});
  Broken(other, (folder_ / "other").string(), 9);
  fs::copy(folder_ / "other/checkpoint/9.ckpt", folder_ / Checkpoint(9));
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST_F(BrokenRun, ForgetsTheLinesAfterItsCheckpoint) {
  OutputFile(folder_ / "run/metrics.jsonl", OutputFile::Existing::kAppend)
      .Write("{\"round\": 8, written later}\n{\"torn");
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST_F(BrokenRun, NeedsTheLinesBeforeItsCheckpoint) {
  folder_.Write("run/metrics.jsonl", "");
  EXPECT_NE(Refusal(job_).find("metrics.jsonl: has 0 lines"), std::string::npos) << Refusal(job_);
}

TEST_F(BrokenRun, BeginsAnewWithoutItsCheckpoints) {
  fs::remove_all(folder_ / "run/checkpoint");
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST_F(BrokenRun, IsDoneAtOnceWhenItIsFinished) {
  ExpectSame(Resumed(job_, run_), run_, whole_);
  const auto made = fs::last_write_time(folder_ / Checkpoint(12));
  Breaker breaker(1);
  const RunResult again =
      RunJob(job_, {.folder = run_, .if_present = IfPresent::kResume, .observer = &breaker});
  EXPECT_FALSE(breaker.stop()) << "nothing moved";
  ExpectSame(again, run_, whole_);
  EXPECT_EQ(fs::last_write_time(folder_ / Checkpoint(12)), made);
  EXPECT_FALSE(fs::exists(folder_ / Checkpoint(8))) << "a finished run needs no workers";
}

TEST_F(BrokenRun, ACheckpointThatCannotBeWrittenEndsIt) {
  const Job often = ParsedJob(SmallJob("sasg"), {Every(1)});
  const fs::path in_its_way = folder_ / (Checkpoint(9) + ".partial");
  fs::create_directory(in_its_way);
  const std::string refusal = Refusal(often);
  EXPECT_NE(refusal.find(in_its_way.string() + ": cannot be opened"), std::string::npos) << refusal;
  fs::remove(in_its_way);
  ExpectSame(Resumed(job_, run_), run_, whole_);
}

TEST(Resume, BeginsWhereNothingIs) {
  const TemporaryFolder folder;
  const Job job = ParsedJob(SmallJob("lasg"));
  const RunResult whole = RunJob(job, {});
  fs::create_directory(folder / "empty");
  for (const char* name : {"empty", "absent/deeper"}) {
    ExpectSame(Resumed(job, (folder / name).string()), (folder / name).string(), whole);
  }
}

// A column more, or one value that is another.
TEST(Resume, DataThatChangedIsNoticed) {
  const TemporaryFolder folder;
  const std::string toml =
      "[data]\nname = \"csv\"\npath = \"" + folder.Write("data.csv", "1,2,0\n2,1,1\n3,3,0\n") +
      "\"\n[model]\nname = \"softmax\"\n[train]\nworkers = 1\nsteps = 4\n[algorithm]\nname = "
      "\"sgd\"\n";
  const std::string run = (folder / "run").string();
  Broken(ParsedJob(toml), run, 2);
  for (const char* changed : {"1,2,5,0\n2,1,5,1\n3,3,5,0\n", "1,2,0\n2,1,1\n3,4,0\n"}) {
    folder.Write("data.csv", changed);
    try {
      Resumed(ParsedJob(toml), run);
      ADD_FAILURE() << changed;
    } catch (const DataError& error) {
      const std::string what = Describe(error);
      EXPECT_NE(what.find("2.ckpt: was made with other data"), std::string::npos) << what;
    }
  }
}

TEST(Resume, IsOpenToProgramsThatEmbedTraining) {
  const TemporaryFolder folder;
  TrainRequest request{.job = SmallJob("fedadam")};
  request.overrides = {"train.steps=0", "train.rounds=6"};
  const TrainResult whole = Train(request);
  request.resume = true;
  EXPECT_THROW(Train(request), ConfigError) << "there is no folder";
  request.folder = (folder / "run").string();
  std::atomic<bool> stop{false};
  request.stop = &stop;
  request.evaluated = [&](const TrainProgress& at) { stop = at.round >= 2; };
  EXPECT_EQ(Train(request).ending, "interrupted");
  request.evaluated = nullptr;
  stop = false;
  for (int twice = 0; twice < 2; ++twice) {
    const TrainResult result = Train(request);
    EXPECT_EQ(result.ending, "finished");
    EXPECT_EQ(result.model, whole.model);
    EXPECT_EQ(result.model_digest, whole.model_digest);
    EXPECT_EQ(result.final.metrics, whole.final.metrics);
    EXPECT_EQ(result.final.round, whole.final.round);
  }
}

}  // namespace
}  // namespace hushed
