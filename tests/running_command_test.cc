// The command while it runs: progress, interrupts.
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

class RunningCommand : public testing::Test {
 protected:
  RunningCommand() { folder_.Write("job.toml", SmallJob("sasg")); }

  TemporaryFolder folder_;
};

// Long enough that nobody waits for its end.
std::vector<std::string> Endless(const std::string& evaluate_every) {
  return {"train", "job.toml",
          "-o",    "run",
          "--set", "train.steps=1000000000",
          "--set", "train.evaluate_every=" + evaluate_every};
}

TEST_F(RunningCommand, EndsCleanlyOnTheFirstInterrupt) {
  Running running(Endless("100"), folder_.path());
  while (running.err().find('\n') == std::string::npos) ASSERT_TRUE(running.ReadMore());
  running.Signal(SIGINT);
  const Said said = running.Finish();
  EXPECT_EQ(said.exit_code, 130);
  EXPECT_EQ(Json::parse(folder_.Read("run/summary.json"))["ending"], "interrupted");
  EXPECT_TRUE(fs::exists(folder_ / "run/model.safetensors"));
  EXPECT_EQ(Hushed({"report", "run", "-o", "report.html"}, folder_.path()).exit_code, 0);
}

// The one round of one-shot averaging, cut at an evaluation.
TEST_F(RunningCommand, ALongRoundCanBeInterrupted) {
  auto arguments = Endless("100");
  for (const char* word : {"--set", "algorithm.name=one-shot"}) arguments.push_back(word);
  Running running(arguments, folder_.path());
  while (std::ranges::count(running.err(), '\n') < 2) ASSERT_TRUE(running.ReadMore());  // within it
  running.Signal(SIGINT);
  EXPECT_EQ(running.Finish().exit_code, 130);
  const Json summary = Json::parse(folder_.Read("run/summary.json"));
  EXPECT_EQ(summary["ending"], "interrupted");
  EXPECT_EQ(summary["final"]["uploads"], 4) << "what the workers did until then is averaged";
}

// One exchange that lasts for hours: the first interrupt waits for it, the second does not.
TEST_F(RunningCommand, LeavesAtOnceOnTheSecondInterrupt) {
  auto arguments = Endless("0");
  for (const char* word : {"--set", "algorithm.name=one-shot"}) arguments.push_back(word);
  Running running(arguments, folder_.path());
  while (running.err().find('\n') == std::string::npos) ASSERT_TRUE(running.ReadMore());
  running.Signal(SIGINT);
  running.AwaitDelivery(SIGINT);
  running.Signal(SIGINT);
  EXPECT_EQ(running.Finish().exit_code, 130);
  EXPECT_FALSE(fs::exists(folder_ / "run/summary.json"));
}

TEST_F(RunningCommand, RenewsOneLineOnATerminal) {
  Running running({"train", "job.toml", "-o", "run", "--set", "train.steps=20000"}, folder_.path(),
                  Running::Error::kTerminal);
  const Said said = running.Finish();
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.err.find("\r\x1b[K"), std::string::npos);
  EXPECT_NE(said.err.find(" left"), std::string::npos) << said.err;
  EXPECT_EQ(said.err.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace hushed
