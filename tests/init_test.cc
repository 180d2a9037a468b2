// A training that begins with another one's model: where that ended, whatever breaks it, and never
// with a file that was not meant.
#include <gtest/gtest.h>

#include "broken_runs.h"
#include "harness.h"
#include "hushed/errors.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

class Init : public testing::Test {
 protected:
  Init() {
    before_ = RunJob(ParsedJob(SmallJob("sgd")), {.folder = (folder_ / "before").string()});
  }

  Job After(const std::string& algorithm, std::vector<std::string> overrides = {}) const {
    overrides.push_back("train.init=" + ToText(file_));
    return ParsedJob(SmallJob(algorithm), overrides);
  }
  std::string Folder(const std::string& name) const { return (folder_ / name).string(); }

  // The job's file becomes one of the same model with other numbers.
  void ReplaceFile() const {
    std::string other = folder_.Read("before/model.safetensors");
    other.back() = static_cast<char>(other.back() ^ 1);
    folder_.Write("before/model.safetensors", other);
  }
  template <class Work>
  static std::string Refusal(const Work& work) {
    try {
      work();
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_;
  std::string file_ = (folder_ / "before/model.safetensors").string();
  RunResult before_;
};

TEST_F(Init, BeginsWhereTheOtherEnded) {
  for (const char* algorithm : {"sgd", "sasg", "scaffold"}) {
    const RunResult after = RunJob(After(algorithm), {});
    EXPECT_EQ(after.lines.front().metrics, before_.summary.final.metrics) << algorithm;
    EXPECT_NE(after.model, before_.model);
  }
}

TEST_F(Init, TheResolvedJobIsTheSameTraining) {
  const RunResult after = RunJob(After("sasg"), {.folder = Folder("after")});
  const std::string toml = folder_.Read("after/job.toml");
  EXPECT_EQ(toml.find("init_digest = \"\""), std::string::npos) << toml;
  for (const std::size_t threads : {1, 5}) {
    ExpectSameRun(RunJob(ParsedJob(toml), {.threads = threads}), after);
    ExpectSameRun(RunJob(ParsedJob(toml), {.threads = threads, .ranks = 3}), after);
  }
  ReplaceFile();
  const std::string said = Refusal([&] { RunJob(ParsedJob(toml), {}); });
  EXPECT_NE(said.find("train.init_digest"), std::string::npos) << said;
  EXPECT_NE(said.find(file_), std::string::npos) << said;
  EXPECT_NE(RunJob(ParsedJob(toml, {"train.init_digest=\"\""}), {}).model, after.model);
}

TEST_F(Init, ResumesToTheSameEnd) {
  const Job job = After("sasg");
  const RunResult whole = RunJob(job, {});
  Broken(job, Folder("run"), 5);
  ExpectSame(Resumed(job, Folder("run"), 2), Folder("run"), whole);
  EXPECT_EQ(Refusal([&] { Resumed(job, Folder("run")); }), "") << "it is finished";
}

TEST_F(Init, IsNotResumedWithAnotherFile) {
  const Job job = After("sasg");
  Broken(job, Folder("run"), 5);
  ReplaceFile();
  const std::string said = Refusal([&] { Resumed(job, Folder("run")); });
  EXPECT_NE(said.find("train.init_digest"), std::string::npos) << said;
}

TEST_F(Init, AMissingOrUnfitFileIsNamed) {
  const Job missing = ParsedJob(SmallJob("sgd"), {"train.init=\"nowhere.safetensors\""});
  try {
    RunJob(missing, {.folder = Folder("missing")});
    ADD_FAILURE() << "nothing was thrown";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("train.init: nowhere.safetensors"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "missing"));
  EXPECT_THROW(RunJob(After("sgd", {"model.hidden=[3]"}), {}), DataError);
}

}  // namespace
}  // namespace hushed
