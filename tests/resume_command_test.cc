// The command, killed and interrupted for real, and what it says about --resume.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>

#include "command.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

class ResumeCommand : public testing::Test {
 protected:
  ResumeCommand() { folder_.Write("job.toml", SmallJob("sasg")); }

  // `train` of 20,000 steps, looked at every 500; half a second or more.
  std::vector<std::string> Long(const std::string& run,
                                const std::vector<std::string>& more) const {
    std::vector<std::string> words = {
        "train", "job.toml",          "-o",    run,
        "--set", "train.steps=20000", "--set", "train.evaluate_every=500"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Said Run(const std::vector<std::string>& words) const { return Hushed(words, folder_.path()); }
  Json SummaryIn(const std::string& run) const {
    return Json::parse(folder_.Read(run + "/summary.json"));
  }
  void ExpectSameRuns(const std::string& a, const std::string& b) const {
    EXPECT_EQ(SummaryIn(a)["model_digest"], SummaryIn(b)["model_digest"]);
    EXPECT_EQ(LinesWithoutTimes(folder_ / a), LinesWithoutTimes(folder_ / b));
    EXPECT_EQ(SummaryIn(a)["ending"], "finished");
  }
  // Reads until the command has said that many lines, one an evaluation.
  static void AwaitLines(Running& running, std::ptrdiff_t lines) {
    while (std::ranges::count(running.err(), '\n') < lines) ASSERT_TRUE(running.ReadMore());
  }

  TemporaryFolder folder_;
};

TEST_F(ResumeCommand, KilledInTheMiddleItComesToTheSameEnd) {
  ASSERT_EQ(Run(Long("whole", {"--quiet"})).exit_code, 0);
  const std::vector<std::string> often = {"--set", "train.checkpoint_every=400"};
  {
    Running running(Long("run", often), folder_.path());
    AwaitLines(running, 5);
    running.Signal(SIGKILL);
    EXPECT_EQ(running.Finish().exit_code, 128 + SIGKILL);
  }
  EXPECT_FALSE(fs::exists(folder_ / "run/summary.json"));
  EXPECT_FALSE(fs::is_empty(folder_ / "run/checkpoint"));
  auto resume = often;
  resume.insert(resume.end(), {"--resume", "--threads", "2"});
  const Said said = Run(Long("run", resume));
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_LT(std::ranges::count(said.err, '\n'), 40) << "it went on, and did not begin anew";
  ExpectSameRuns("run", "whole");
}

// SIGTERM is what batch systems send before they kill.
TEST_F(ResumeCommand, InterruptedItComesToTheSameEnd) {
  for (const char* algorithm : {"sasg", "one-shot"}) {
    folder_.Write("job.toml", SmallJob(algorithm));
    ASSERT_EQ(Run(Long("whole", {"--quiet", "--force"})).exit_code, 0);
    for (const int signal : {SIGTERM, SIGINT}) {
      Running running(Long("run", {"--force"}), folder_.path());
      AwaitLines(running, 3);
      running.Signal(signal);
      EXPECT_EQ(running.Finish().exit_code, 130);
      EXPECT_EQ(SummaryIn("run")["ending"], "interrupted");
      const Said said = Run(Long("run", {"--resume"}));
      EXPECT_EQ(said.exit_code, 0) << said.err;
      ExpectSameRuns("run", "whole");
    }
  }
}

TEST_F(ResumeCommand, AFinishedRunIsDoneAtOnce) {
  ASSERT_EQ(Run({"train", "job.toml", "-o", "run", "--resume"}).exit_code, 0) << "it begins";
  const std::string digest = SummaryIn("run")["model_digest"];
  const Said said = Run({"train", "job.toml", "-o", "run", "--resume"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find(digest), std::string::npos) << said.out;
  EXPECT_EQ(said.err, "") << "nothing is evaluated";
}

TEST_F(ResumeCommand, SaysWhyItDoesNotGoOn) {
  const auto expect = [&](int exit_code, std::vector<std::string> more, const char* words) {
    more.insert(more.begin(), {"train", "job.toml", "-o", "run", "--quiet"});
    const Said said = Run(more);
    EXPECT_EQ(said.exit_code, exit_code) << said.err;
    EXPECT_NE(said.err.find(words), std::string::npos) << said.err;
  };
  expect(0, {}, "");
  expect(2, {}, "--resume");
  expect(2, {"--resume", "--force"}, "--force");
  expect(2, {"--resume", "--set", "train.batch=7"}, "train.batch is 5 there and 7 here");
  for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoint")) {
    fs::resize_file(entry.path(), 50);
  }
  expect(3, {"--resume"}, "is cut off or damaged");
  expect(0, {"--force"}, "");
}

TEST_F(ResumeCommand, TellsWhichCheckpointItPassedOver) {
  const std::vector<std::string> often = {"--set", "train.checkpoint_every=100"};
  Running running(Long("run", often), folder_.path());
  AwaitLines(running, 3);
  running.Signal(SIGKILL);
  running.Finish();
  std::vector<fs::path> checkpoints;
  for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoint")) {
    if (entry.path().extension() == ".ckpt") checkpoints.push_back(entry.path());
  }
  ASSERT_GE(checkpoints.size(), 2u);
  const auto round = [](const fs::path& path) { return std::stoi(path.stem().string()); };
  const fs::path newest = *std::ranges::max_element(checkpoints, {}, round);
  fs::resize_file(newest, fs::file_size(newest) - 1);
  auto resume = often;
  resume.insert(resume.end(), {"--resume", "--quiet"});
  const Said said = Run(Long("run", resume));
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.err.find(newest.filename().string() + ": is cut off or damaged"),
            std::string::npos)
      << said.err;
}

}  // namespace
}  // namespace hushed
