// The disk fills up, may not be written, or the run folder goes away while the command trains: it
// says which file and why (exit code 3), and what it had saved goes on to the same end.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "broken_runs.h"
#include "command.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

class BrokenDisk : public testing::Test {
 protected:
  BrokenDisk() {
    folder_.Write("job.toml", SmallJob("sasg"));
    EXPECT_EQ(Script("$HUSHED train job.toml -o whole --quiet" + kOften, folder_.path()).exit_code,
              0);
  }

  Said Run(const std::string& script) const { return Script(script, folder_.path()); }

  // The same in a namespace of its own, in which it may mount; false where that is not allowed.
  bool RunPrivately(const std::string& script, Said& said) const {
    if (Run("unshare -rm mount -t tmpfs none .").exit_code != 0) return false;
    folder_.Write("script", script);
    said = Run("unshare -rm sh script");
    return true;
  }

  std::string DigestIn(const std::string& run) const {
    return Json::parse(folder_.Read(run + "/summary.json"))["model_digest"];
  }
  std::ptrdiff_t LinesIn(const std::string& run) const {
    return std::ranges::count(folder_.Read(run + "/metrics.jsonl"), '\n');
  }
  bool HasCheckpoint(const std::string& run) const {
    if (!fs::exists(folder_ / run / "checkpoint")) return false;
    const auto is_one = [](const auto& entry) { return entry.path().extension() == ".ckpt"; };
    return std::ranges::any_of(fs::directory_iterator(folder_ / run / "checkpoint"), is_one);
  }
  void ExpectWhole(const std::string& run) const {
    EXPECT_EQ(DigestIn(run), DigestIn("whole"));
    EXPECT_EQ(LinesIn(run), LinesIn("whole"));
    EXPECT_EQ(Json::parse(folder_.Read(run + "/summary.json"))["ending"], "finished");
  }

  // The first training left its exit code and errors in `first`, the second, which resumed it, in
  // `second`; `done` is its folder. Returns whether the first one failed.
  bool ExpectNamedAndResumed(const std::string& reason) const {
    EXPECT_EQ(folder_.Read("second.code"), "0\n") << folder_.Read("second.err");
    ExpectWhole("done");
    const std::string error = folder_.Read("first.err");
    if (folder_.Read("first.code") == "0\n") return false;
    EXPECT_EQ(folder_.Read("first.code"), "3\n") << error;
    EXPECT_TRUE(error.starts_with("hushed: disk/run")) << error;
    EXPECT_NE(error.find(reason), std::string::npos) << error;
    const bool goes_on =
        folder_.Read("done/log.txt").find("goes on from round") != std::string::npos;
    EXPECT_EQ(goes_on, HasCheckpoint("kept")) << "the last checkpoint is intact, and is used";
    return true;
  }

  static inline const std::string kOften = " --set train.checkpoint_every=1";
  static inline const std::string kTrain = "$HUSHED train job.toml -o disk/run --quiet" + kOften;
  // After the first training, whose limits are gone.
  static inline const std::string kResume =
      "cp -r disk/run kept 2>/dev/null\n" + kTrain +
      " --resume 2> second.err; echo $? > second.code\ncp -r disk/run done\n";

  TemporaryFolder folder_;
};

// A disk of 256 pages of which so many are free.
TEST_F(BrokenDisk, FillsUpAnywhere) {
  int failed = 0, kept = 0;
  for (const int pages : {0, 2, 4, 8, 12, 64}) {
    SCOPED_TRACE(fmt::format("{} pages are free", pages));
    for (const char* name : {"kept", "done"}) fs::remove_all(folder_ / name);
    Said said;
    const bool may_mount = RunPrivately(
        fmt::format("mkdir -p disk && mount -t tmpfs -o size=1m none disk || exit 1\n"
                    "head -c {} /dev/zero > disk/ballast\n{} 2> first.err; echo $? > first.code\n"
                    "rm disk/ballast\n{}",
                    (256 - pages) * 4096, kTrain, kResume),
        said);
    if (!may_mount) GTEST_SKIP() << "this machine allows no mounts: " << said.err;
    ASSERT_EQ(said.exit_code, 0) << said.err;
    if (!ExpectNamedAndResumed("No space left on device")) continue;
    ++failed;
    kept += HasCheckpoint("kept") ? 1 : 0;
  }
  EXPECT_GE(failed, 3) << "what fills up is to be a run, and not";
  EXPECT_LT(failed, 6) << "always at once";
  EXPECT_GE(kept, 1);
}

// The same without a disk of one's own: files may have so many blocks of 512 bytes.
TEST_F(BrokenDisk, FilesMayNotGrowAnyFurther) {
  int failed = 0;
  for (const int blocks : {1, 3, 8, 64}) {
    SCOPED_TRACE(fmt::format("{} blocks a file", blocks));
    for (const char* name : {"kept", "done", "disk"}) fs::remove_all(folder_ / name);
    const Said said =
        Run(fmt::format("mkdir disk\n(ulimit -f {}; {} 2> first.err); echo $? > first.code\n{}",
                        blocks, kTrain, kResume));
    ASSERT_EQ(said.exit_code, 0) << said.err;
    failed += ExpectNamedAndResumed("File too large") ? 1 : 0;
  }
  EXPECT_GE(failed, 2);
  EXPECT_LT(failed, 4);
}

TEST_F(BrokenDisk, MayOnlyBeRead) {
  const Job job = ParsedJob(SmallJob("sasg"), {"train.checkpoint_every=1"});
  Broken(job, (folder_ / "disk/run").string(), 8);
  Said said;
  const bool may_mount =
      RunPrivately("mount --bind disk disk && mount -o remount,ro,bind disk || exit 1\n" + kTrain +
                       " --resume; echo $?\n$HUSHED train job.toml -o disk/new --quiet; echo $?\n"
                       "$HUSHED report disk/run -o disk/report.html; echo $?\n"
                       "$HUSHED evaluate disk/run > evaluated; echo $?\n",
                   said);
  if (!may_mount) GTEST_SKIP() << "this machine allows no mounts";
  EXPECT_EQ(said.out, "3\n3\n3\n0\n") << said.err;
  std::istringstream lines(said.err);
  for (const char* file : {"disk/run/metrics.jsonl", "disk/new", "disk/report.html"}) {
    std::string line;
    std::getline(lines, line);
    EXPECT_TRUE(line.starts_with(std::string("hushed: ") + file)) << line;
    EXPECT_NE(line.find("Read-only file system"), std::string::npos) << line;
  }
  EXPECT_EQ(Run(kTrain + " --resume").exit_code, 0);
  ExpectWhole("disk/run");
}

// Half a second of training, unless the folder goes away.
class GoneFolder : public testing::Test {
 protected:
  GoneFolder() { folder_.Write("job.toml", SmallJob("sasg")); }

  Said Run(std::vector<std::string> more) const {
    return Running(Words(more), folder_.path()).Finish();
  }
  // Moves the folder `run` once five lines are written, and returns what the command says then.
  Said Moved(const std::function<void()>& then, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"-o", "run"};
    words.insert(words.end(), more.begin(), more.end());
    Running running(Words(words), folder_.path());
    while (std::ranges::count(running.err(), '\n') < 5) {
      if (!running.ReadMore()) break;
    }
    fs::rename(folder_ / "run", folder_ / "moved");
    then();
    return running.Finish();
  }
  static void ExpectSays(const Said& said, const std::string& what) {
    EXPECT_EQ(said.exit_code, 3) << said.err;
    const std::string line = "hushed: run/metrics.jsonl: " + what + " while it was being written";
    EXPECT_NE(said.err.find(line), std::string::npos) << said.err;
  }

  TemporaryFolder folder_;

 private:
  static std::vector<std::string> Words(const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "train", "job.toml", "--set", "train.steps=20000", "--set", "train.evaluate_every=500"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
};

TEST_F(GoneFolder, MayBeDeleted) {
  ExpectSays(Moved([&] { fs::remove_all(folder_ / "moved"); }), "was removed");
  EXPECT_FALSE(fs::exists(folder_ / "run")) << "nothing is made in its place";
}

TEST_F(GoneFolder, AnotherRunInItsPlaceIsLeftAlone) {
  ExpectSays(Moved([&] { folder_.Write("run/metrics.jsonl", "another's\n"); }), "was replaced");
  EXPECT_EQ(folder_.Read("run/metrics.jsonl"), "another's\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "run"), fs::directory_iterator()), 1);
}

// Whatever was being written when it was moved: a line or a checkpoint.
TEST_F(GoneFolder, GoesOnWhereItIsNow) {
  const std::vector<std::string> often = {"--set", "train.checkpoint_every=400"};
  ASSERT_EQ(Run({"-o", "whole"}).exit_code, 0);
  const Said moved = Moved([] {}, often);
  EXPECT_EQ(moved.exit_code, 3) << moved.err;
  EXPECT_NE(moved.err.find("hushed: run/"), std::string::npos) << moved.err;
  EXPECT_FALSE(fs::exists(folder_ / "run")) << "nothing is made in its place";
  const Said said = Run({"-o", "moved", "--resume"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_LT(std::ranges::count(said.err, '\n'), 40) << "it went on, and did not begin anew";
  const auto digest = [&](const std::string& run) {
    return Json::parse(folder_.Read(run + "/summary.json"))["model_digest"];
  };
  EXPECT_EQ(digest("moved"), digest("whole"));
}

}  // namespace
}  // namespace hushed
