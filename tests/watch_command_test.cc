// hushed watch beside a training, after it, and where there is none.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;

class WatchCommand : public testing::Test {
 protected:
  WatchCommand() { folder_.Write("job.toml", SmallJob("sasg")); }

  Said Run(const std::vector<std::string>& arguments) const {
    return Hushed(arguments, folder_.path());
  }
  void Train() const { ASSERT_EQ(Run({"train", "job.toml", "-o", "run", "--quiet"}).exit_code, 0); }
  static std::vector<std::string> LinesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

  TemporaryFolder folder_;
};

TEST_F(WatchCommand, PrintsAFinishedRunOnce) {
  Train();
  const Said said = Run({"watch", "run"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const auto lines = LinesOf(said.out);
  ASSERT_EQ(lines.size(), 4u + 1u) << said.out;
  EXPECT_EQ(lines[0].rfind("sasg  epoch 0.00", 0), 0u) << lines[0];
  EXPECT_NE(lines[2].find("steps/s"), std::string::npos) << lines[2];
  EXPECT_NE(lines[2].find(" left)"), std::string::npos) << lines[2];
  EXPECT_NE(lines[4].find("finished after 12 local steps"), std::string::npos) << lines[4];
}

TEST_F(WatchCommand, SpeaksJson) {
  Train();
  const Said said = Run({"watch", "run", "--json"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const auto lines = LinesOf(said.out);
  ASSERT_EQ(lines.size(), 5u);
  const auto written = LinesOf(folder_.Read("run/metrics.jsonl"));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(lines[i], written[i]);
  EXPECT_EQ(Json::parse(lines[4]), Json::parse(folder_.Read("run/summary.json")));
}

// Two processes: it has every line when the training has ended, and ends then.
TEST_F(WatchCommand, FollowsATrainingToItsEnd) {
  Running training({"train", "job.toml", "-o", "run", "--set", "train.steps=20000", "--set",
                    "train.evaluate_every=500"},
                   folder_.path());
  while (std::ranges::count(training.err(), '\n') < 2) ASSERT_TRUE(training.ReadMore());
  const TemporaryFolder elsewhere;
  Running watch({"watch", (folder_ / "run").string(), "--json"}, elsewhere.path());
  EXPECT_EQ(training.Finish().exit_code, 0);
  const Said said = watch.Finish();
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const auto lines = LinesOf(said.out);
  const auto written = LinesOf(folder_.Read("run/metrics.jsonl"));
  ASSERT_EQ(lines.size(), written.size() + 1);
  for (std::size_t i = 0; i < written.size(); ++i) EXPECT_EQ(lines[i], written[i]);
}

// 100 columns: a plot, the last values, no line that would wrap.
TEST_F(WatchCommand, ShowsAPlotOnATerminal) {
  Train();
  Running watch({"watch", "run"}, folder_.path(), Running::Error::kBothTerminal);
  const Said said = watch.Finish();
  EXPECT_EQ(said.exit_code, 0);
  for (const char* part :
       {"test accuracy against local steps", "*", "train_loss", "finished after"}) {
    EXPECT_NE(said.err.find(part), std::string::npos) << part << " in\n" << said.err;
  }
  for (const std::string& line : LinesOf(said.err)) EXPECT_LE(line.size(), 100u) << line;
  Running loss({"watch", "run", "--metric", "train_loss"}, folder_.path(),
               Running::Error::kBothTerminal);
  EXPECT_NE(loss.Finish().err.find("train loss against local steps"), std::string::npos);
}

// Drawn in its own place until the training is over.
TEST_F(WatchCommand, RenewsItsScreen) {
  folder_.Write("run/metrics.jsonl", "");
  Running watch({"watch", "run"}, folder_.path(), Running::Error::kBothTerminal);
  while (watch.err().find("nothing was evaluated yet") == std::string::npos) {
    ASSERT_TRUE(watch.ReadMore());
  }
  EXPECT_EQ(Run({"train", "job.toml", "-o", "other", "--quiet"}).exit_code, 0);
  folder_.Write("run/job.toml", folder_.Read("other/job.toml"));
  folder_.Write("run/metrics.jsonl", folder_.Read("other/metrics.jsonl"));
  folder_.Write("run/summary.json.new", folder_.Read("other/summary.json"));
  std::filesystem::rename(folder_ / "run/summary.json.new", folder_ / "run/summary.json");
  const Said said = watch.Finish();
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.err.find("\033[2A\033[J"), std::string::npos) << "up to where it began";
  EXPECT_NE(said.err.find("finished after"), std::string::npos);
}

TEST_F(WatchCommand, CtrlCEndsIt) {
  folder_.Write("run/metrics.jsonl", "");
  Running watch({"watch", "run"}, folder_.path());
  watch.Signal(SIGINT);
  EXPECT_GE(watch.Finish().exit_code, 128) << "by the signal itself, when it came very early";
}

TEST_F(WatchCommand, SaysWhatIsWrong) {
  const auto expect = [&](int exit_code, const std::vector<std::string>& arguments,
                          const std::string& words) {
    const Said said = Run(arguments);
    EXPECT_EQ(said.exit_code, exit_code) << said.err;
    EXPECT_NE(said.err.find(words), std::string::npos) << said.err;
  };
  expect(3, {"watch", "nowhere"}, "'nowhere': there is no such folder");
  expect(3, {"watch", "."}, "'.' is not a run folder: it has no metrics.jsonl");
  expect(2, {"watch"}, "run");
  Train();
  expect(2, {"watch", "run", "--metric", "test_acuracy"}, "did you mean 'test_accuracy'?");
  folder_.Write("bad/metrics.jsonl", "{\"round\": 1}\n");
  expect(3, {"watch", "bad"}, "bad/metrics.jsonl:1");
}

TEST_F(WatchCommand, ARunWithoutAReadableJobIsShownAllTheSame) {
  Train();
  folder_.Write("run/job.toml", "of = \"another version\"\n");
  const Said said = Run({"watch", "run", "--metric", "test_loss"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("test loss"), std::string::npos) << said.out;
  EXPECT_EQ(said.out.find(" left)"), std::string::npos) << said.out;
}

}  // namespace
}  // namespace hushed
