#include "record/run_folder.h"

#include <gtest/gtest.h>

#include "hushed/errors.h"
#include "record/run_json.h"
#include "record/saved_run.h"
#include "record/written_runs.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

TEST(RunFolder, HoldsTheFilesOfTheContract) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "deep/er/run");
  for (const char* name : {"job.toml", "metrics.jsonl", "summary.json", "model.safetensors"}) {
    EXPECT_TRUE(fs::is_regular_file(run / name)) << name;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(run), fs::directory_iterator()), 4);
  const SavedRun read = ReadRun(run);
  EXPECT_EQ(read.lines.size(), 4u);
  EXPECT_EQ(read.lines[2].uploads, 8u);
  EXPECT_EQ(read.job_text, FakeJob(1, "sgd"));
  EXPECT_EQ(read.summary.ending, "finished");
}

TEST(RunFolder, AScriptComesAndGoesWithItsRun) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  {
    RunFolder again(run, IfPresent::kReplace);
    again.WriteScript("");
    EXPECT_FALSE(fs::exists(run / "model.pt"));
    again.WriteScript("network");
    EXPECT_EQ(folder.Read("run/model.pt"), "network");
  }
  RunFolder(run, IfPresent::kReplace);
  EXPECT_FALSE(fs::exists(run / "model.pt"));
}

TEST(RunFolder, ALineIsThereBeforeTheRunEnds) {
  const TemporaryFolder folder;
  RunFolder writer(folder / "run", IfPresent::kRefuse);
  writer.AppendLine(FakeLine(1, {}));
  const std::string text = ReadFile(folder / "run/metrics.jsonl");
  EXPECT_EQ(text.back(), '\n');
  EXPECT_NE(text.find("\"round\":1"), text.npos);
}

TEST(RunFolder, RefusesAFolderThatHoldsAnything) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "empty");
  EXPECT_EQ(Refusal(folder / "empty", IfPresent::kRefuse), "");
  const fs::path run = WriteRun(folder, "run");
  const std::string before = ReadFile(run / "metrics.jsonl");
  EXPECT_EQ(Refusal(run, IfPresent::kRefuse),
            "run folder '" + run.string() +
                "' holds a run: choose another one, go on with it (train --resume), or --force to "
                "replace it");
  EXPECT_EQ(ReadFile(run / "metrics.jsonl"), before);
}

TEST(RunFolder, ReplacingRemovesTheRunAndNothingElse) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  ReplaceFile(run / "notes.txt", {"mine"});
  AddCheckpoint(run);
  RunFolder writer(run, IfPresent::kReplace);
  EXPECT_EQ(ReadFile(run / "notes.txt"), "mine");
  EXPECT_EQ(ReadFile(run / "metrics.jsonl"), "");
  for (const char* name : {"job.toml", "summary.json", "model.safetensors", "checkpoint"}) {
    EXPECT_FALSE(fs::exists(run / name)) << name;
  }
}

TEST(RunFolder, IsWrittenByOneAtATime) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  AddCheckpoint(run);
  const std::string before = ReadFile(run / "metrics.jsonl");
  {
    const RunFolder writer(run, IfPresent::kResume);
    for (const IfPresent any : {IfPresent::kReplace, IfPresent::kResume}) {
      EXPECT_NE(Refusal(run, any).find("is being written by another process"), std::string::npos);
    }
  }
  EXPECT_EQ(ReadFile(run / "metrics.jsonl"), before);
  EXPECT_EQ(Refusal(run, IfPresent::kResume), "");
}

TEST(RunFolder, LeavesFilesOfOthersAlone) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "jobs");
  ReplaceFile(folder / "jobs/job.toml", {"written by hand"});
  for (const IfPresent any : {IfPresent::kRefuse, IfPresent::kReplace, IfPresent::kResume}) {
    const std::string refusal = Refusal(folder / "jobs", any);
    EXPECT_NE(refusal.find("holds job.toml but no run"), refusal.npos) << refusal;
  }
  EXPECT_EQ(ReadFile(folder / "jobs/job.toml"), "written by hand");
  EXPECT_FALSE(fs::exists(folder / "jobs/metrics.jsonl"));

  fs::create_directory(folder / "notes");
  ReplaceFile(folder / "notes/todo.txt", {"mine"});
  EXPECT_NE(Refusal(folder / "notes", IfPresent::kRefuse).find("is not empty"), std::string::npos);
  EXPECT_EQ(Refusal(folder / "notes", IfPresent::kReplace), "");
  EXPECT_EQ(ReadFile(folder / "notes/todo.txt"), "mine");
}

TEST(RunFolder, NamesThePathThatCannotBeWritten) {
  const TemporaryFolder folder;
  ReplaceFile(folder / "file", {"x"});
  EXPECT_EQ(Refusal(folder / "file", IfPresent::kReplace),
            "run folder '" + (folder / "file").string() + "' is a file");
  EXPECT_THROW(RunFolder(folder / "file/run", IfPresent::kRefuse), DataError);
  // A folder in which not even root may make a file.
  EXPECT_THROW(RunFolder("/proc/self", IfPresent::kReplace), DataError);
  EXPECT_THROW(RunFolder("/proc/hushed-run", IfPresent::kRefuse), DataError);
}

// Root may write everywhere, so it steps down for a while.
class AsNobody {
 public:
  AsNobody() : stepped_down_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~AsNobody() {
    if (stepped_down_ && ::seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool stepped_down_;
};

TEST(RunFolder, AFolderWithoutRightsToWriteIsReported) {
  const TemporaryFolder folder;
  constexpr fs::perms kNoWriting = fs::perms(0555);
  fs::create_directory(folder / "locked");
  fs::permissions(folder / "locked", kNoWriting);
  fs::permissions(folder.path(), fs::perms(0755));
  const AsNobody nobody;
  EXPECT_THROW(RunFolder(folder / "locked", IfPresent::kRefuse), DataError);
  EXPECT_THROW(RunFolder(folder / "locked/run", IfPresent::kRefuse), DataError);
}

}  // namespace
}  // namespace hushed
