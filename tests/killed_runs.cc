#include "killed_runs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "command.h"
#include "core/stopwatch.h"
#include "harness.h"
#include "hushed/stream.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

// A run of half a second or more, a good part of which goes into checkpoints.
class KilledRuns {
 public:
  explicit KilledRuns(const std::string& algorithm) {
    folder_.Write("job.toml", SmallJob(algorithm));
    const bool by_rounds = std::ranges::count(SmallJobOverrides(algorithm), "train.steps=0") > 0;
    overrides_ = {by_rounds ? "train.rounds=600" : "train.steps=4000", "train.evaluate_every=100",
                  "train.checkpoint_every=10", "record.csv=true", "record.tensorboard=true"};
  }

  double TrainWhole() const {
    const Stopwatch watch;
    const Said said = Hushed(Words("whole", {}), folder_.path());
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return watch.Seconds();
  }

  // Returns what it met: "a checkpoint being written", for example.
  std::string Kill(double after_seconds) const {
    fs::remove_all(folder_ / "run");
    Running running(Words("run", {}), folder_.path());
    std::this_thread::sleep_for(std::chrono::duration<double>(after_seconds));
    running.Signal(SIGKILL);
    const Said said = running.Finish();
    if (said.exit_code == 0) return "the end";
    EXPECT_EQ(said.exit_code, 128 + SIGKILL) << said.err;
    if (!fs::exists(folder_ / "run/checkpoint")) return "no checkpoint yet";
    for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoint")) {
      if (entry.path().extension() == ".partial") return "a checkpoint being written";
    }
    return "the run between two checkpoints";
  }

  void ExpectResumes(std::uint64_t threads) const {
    const Said said =
        Hushed(Words("run", {"--resume", "--threads", std::to_string(threads)}), folder_.path());
    ASSERT_EQ(said.exit_code, 0) << said.err;
    EXPECT_EQ(DigestIn("run"), DigestIn("whole"));
    EXPECT_EQ(LinesWithoutTimes(folder_ / "run"), LinesWithoutTimes(folder_ / "whole"));
    EXPECT_EQ(RowsIn("run"), RowsIn("whole"));
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "run")) {
      EXPECT_NE(entry.path().extension(), ".partial") << entry.path();
    }
  }

 private:
  std::vector<std::string> Words(const std::string& run,
                                 const std::vector<std::string>& more) const {
    std::vector<std::string> words = {"train", "job.toml", "-o", run, "--quiet"};
    for (const std::string& override : overrides_) words.insert(words.end(), {"--set", override});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string DigestIn(const std::string& run) const {
    return Json::parse(folder_.Read(run + "/summary.json"))["model_digest"];
  }
  std::ptrdiff_t RowsIn(const std::string& run) const {
    return std::ranges::count(folder_.Read(run + "/metrics.csv"), '\n');
  }

  TemporaryFolder folder_;
  std::vector<std::string> overrides_;
};

}  // namespace

void ExpectKillsLoseNothing(const std::string& algorithm, int kills, std::uint64_t seed) {
  const KilledRuns runs(algorithm);
  const double seconds = runs.TrainWhole();
  Stream moments(seed, Purpose::kData, 0, 0, 0);
  for (int i = 0; i < kills; ++i) {
    const double moment = seconds * moments.Uniform();
    const std::string met = runs.Kill(moment);
    fmt::print("{}: killed after {:.3f} of {:.3f} s, met {}\n", algorithm, moment, seconds, met);
    SCOPED_TRACE(fmt::format("kill {} of {}, seed {}", i, algorithm, seed));
    runs.ExpectResumes(1 + moments.Below(3));
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace hushed
