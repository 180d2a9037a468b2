// What a run writes beside metrics.jsonl is what stands there, also after it was broken and
// resumed: event files, read back by a decoder of its own and by the tensorboard package, and the
// CSV.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "broken_runs.h"
#include "harness.h"
#include "record/line_writer.h"
#include "record/run_json.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Answer {
  int exit_code = 0;
  std::string out;
};

// Python with what scripts/install-deps.sh has put into build/python, or the one on the PATH.
Answer ReadEvents(const std::string& option, const std::string& folder) {
  const std::string source = HUSHED_SOURCE_DIR, own = source + "/build/python/bin/python3";
  const std::string command = (fs::exists(own) ? own : "python3") + " " + source +
                              "/tests/read_events.py " + option + " " + folder;
  Answer answer;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {127, ""};
  char bytes[4096];
  for (std::size_t n; (n = std::fread(bytes, 1, sizeof bytes, pipe)) > 0;)
    answer.out.append(bytes, n);
  answer.exit_code = WEXITSTATUS(pclose(pipe));
  return answer;
}

// {"step": {"tag": value}} of the lines, as float keeps them.
Json Expected(const std::vector<MetricsLine>& lines) {
  Json steps = Json::object();
  for (const MetricsLine& line : lines) {
    Json tags = Json::parse(ToJson(line));
    tags.erase("step");
    Json& at_step = steps[std::to_string(line.step)];
    for (const auto& [tag, value] : tags.items()) {
      const double number = static_cast<double>(value.get<float>());
      if (at_step.contains(tag)) {
        at_step[tag] = Json::array({at_step[tag], number});
      } else {
        at_step[tag] = number;
      }
    }
  }
  return steps;
}

class Written : public testing::TestWithParam<const char*> {
 protected:
  static Job JobOf(const std::string& algorithm) {
    return ParsedJob(SmallJob(algorithm), {"record.tensorboard=true", "record.csv=true",
                                           "train.evaluate_every=3", "train.checkpoint_every=4"});
  }
  void ExpectWritten(const std::string& run, const std::vector<MetricsLine>& lines) const {
    const Answer answer = ReadEvents(GetParam(), run);
    if (answer.exit_code == 127) GTEST_SKIP() << "there is no python3";
    if (answer.exit_code == 77) GTEST_SKIP() << "Python lacks the tensorboard package";
    ASSERT_EQ(answer.exit_code, 0);
    EXPECT_EQ(nlohmann::json::parse(answer.out), nlohmann::json(Expected(lines)));
  }

  const TemporaryFolder folder_;
  const std::string run_ = (folder_ / "run").string();
};

TEST_P(Written, HoldsEveryNumberOfEveryLine) {
  for (const char* algorithm : {"sasg", "one-shot"}) {
    const std::string run = run_ + algorithm;
    const RunResult result =
        RunJob(JobOf(algorithm), {.folder = run, .if_present = IfPresent::kRefuse});
    EXPECT_EQ(EventFilesIn(run).size(), 1u);
    ExpectWritten(run, result.lines);
  }
}

// In the middle of a long round the last look is lost, too.
TEST_P(Written, HasNoStepTwiceAfterResuming) {
  for (const char* algorithm : {"sasg", "one-shot"}) {
    const std::string run = run_ + algorithm;
    Broken(JobOf(algorithm), run, 2);
    Broken(JobOf(algorithm), run, 1, IfPresent::kResume);
    const RunResult result = Resumed(JobOf(algorithm), run);
    ExpectWritten(run, result.lines);
  }
}

TEST_P(Written, HasEveryStepOnceWhenItWasBrokenAtEachOfThem) {
  Job job = JobOf("sasg");
  job.train.evaluate_every = 1;
  RunResult run = Broken(job, run_, 1);
  for (int breaks = 0; run.summary.ending == "interrupted"; ++breaks) {
    ASSERT_LT(breaks, 100);
    run = Broken(job, run_, 1, IfPresent::kResume);
  }
  ExpectWritten(run_, run.lines);
}

// Killed: what was written after the newest checkpoint is lost.
TEST_P(Written, HasNoLostStepsAfterAKill) {
  const Job job = JobOf("sasg");
  class Copier final : public Observer {
   public:
    explicit Copier(const TemporaryFolder& folder) : folder_(folder) {}
    void Evaluated(const MetricsLine&) override {}
    void Moved(const MetricsLine& counters) override {
      if (counters.exchange != 11) return;
      fs::copy(folder_ / "run", folder_ / "copy", fs::copy_options::recursive);
    }

   private:
    const TemporaryFolder& folder_;
  } copier(folder_);
  RunJob(job, {.folder = run_, .observer = &copier});
  const std::string copy = (folder_ / "copy").string();
  const RunResult result = Resumed(job, copy);
  EXPECT_EQ(EventFilesIn(copy).size(), 2u);
  ExpectWritten(copy, result.lines);
}

TEST_P(Written, TensorboardMayBeSwitchedOnLater) {
  Job job = JobOf("sasg");
  job.record.tensorboard = false;
  Broken(job, run_, 7);
  EXPECT_TRUE(EventFilesIn(run_).empty());
  job.record.tensorboard = true;
  const RunResult result = Resumed(job, run_);
  ExpectWritten(run_, {result.lines.begin() + 3, result.lines.end()});
}

INSTANTIATE_TEST_SUITE_P(By, Written, testing::Values("", "--tensorboard"), [](const auto& param) {
  return std::string(param.param).empty() ? "OwnDecoder" : "Tensorboard";
});

TEST(Csv, IsThatOfTheWholeRunAfterResuming) {
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  const Job job = ParsedJob(SmallJob("one-shot"), {"record.csv=true"});
  Broken(job, run, 2);
  const RunResult result = Resumed(job, run);
  std::istringstream rows(folder.Read("run/metrics.csv"));
  std::string row;
  std::getline(rows, row);
  EXPECT_EQ(row.rfind("round,exchange,step,epoch,train_loss,", 0), 0u) << row;
  for (const MetricsLine& line : result.lines) {
    ASSERT_TRUE(std::getline(rows, row));
    const std::string counters = std::to_string(line.round) + "," + std::to_string(line.exchange) +
                                 "," + std::to_string(line.step) + ",";
    EXPECT_EQ(row.rfind(counters, 0), 0u) << row;
  }
  EXPECT_FALSE(std::getline(rows, row));
}

TEST(Csv, OfARunThatNoLongerWritesItIsRemoved) {
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  Job job = ParsedJob(SmallJob("sgd"), {"record.csv=true"});
  Broken(job, run, 2);
  EXPECT_TRUE(fs::exists(folder / "run/metrics.csv"));
  job.record.csv = false;
  Resumed(job, run);
  EXPECT_FALSE(fs::exists(folder / "run/metrics.csv"));
}

}  // namespace
}  // namespace hushed
