// A run folder whose run goes on, or begins anew.
#include <gtest/gtest.h>

#include "record/run_json.h"
#include "record/saved_run.h"
#include "record/written_runs.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

TEST(RunFolder, ResumingKeepsWholeLinesAndCutsATornOne) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  const std::string whole = ReadFile(run / "metrics.jsonl");
  AddCheckpoint(run);
  OutputFile(run / "metrics.jsonl", OutputFile::Existing::kAppend).Write("{\"round\":4,\"exch");
  RunFolder writer(run, IfPresent::kResume);
  EXPECT_EQ(ReadFile(run / "metrics.jsonl"), whole);
  EXPECT_TRUE(fs::exists(run / "model.safetensors"));
  writer.AppendLine(FakeLine(4, {}));
  EXPECT_EQ(ReadRun(run).lines.size(), 5u);
}

TEST(RunFolder, GoesOnAfterTheLinesThatTheCheckpointKnows) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  AddCheckpoint(run);
  RunFolder writer(run, IfPresent::kResume);
  EXPECT_THROW(writer.GoOn(5), DataError);
  EXPECT_EQ(ReadRun(run).lines.size(), 4u) << "nothing was cut";
  const std::vector<MetricsLine> lines = writer.GoOn(2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].round, 1u);
  for (const char* name : {"summary.json", "model.safetensors"}) {
    EXPECT_FALSE(fs::exists(run / name)) << name << " would be of an end that is none";
  }
  writer.AppendLine(FakeLine(2, {}));
  EXPECT_EQ(ReadRun(run).lines.size(), 3u);
  EXPECT_TRUE(writer.GoOn(0).empty());
  EXPECT_EQ(ReadFile(run / "metrics.jsonl"), "");
}

TEST(RunFolder, BeginsAnewWithoutTheRunThatWasThere) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  AddCheckpoint(run);
  ReplaceFile(run / "notes.txt", {"mine"});
  RunFolder writer(run, IfPresent::kResume);
  writer.Restart();
  writer.AppendLine(FakeLine(0, {}));
  EXPECT_EQ(ReadFile(run / "metrics.jsonl"), ToJson(FakeLine(0, {})) + "\n");
  EXPECT_EQ(ReadFile(run / "notes.txt"), "mine");
  EXPECT_TRUE(writer.checkpoints().empty());
}

TEST(RunFolder, OnlyARunIsResumed) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "empty");
  EXPECT_EQ(Refusal(folder / "empty", IfPresent::kResume), "");
  EXPECT_EQ(Refusal(folder / "absent", IfPresent::kResume), "");
  folder.Write("notes/todo.txt", "mine");
  EXPECT_NE(Refusal(folder / "notes", IfPresent::kResume).find("holds no run"), std::string::npos);
  folder.Write("other/checkpoint/notes", "mine");
  EXPECT_NE(Refusal(folder / "other", IfPresent::kResume).find("holds checkpoint but no run"),
            std::string::npos);
}

// It would be trained again, though all there is to know is known.
TEST(RunFolder, AFinishedRunWithoutItsCheckpointIsNotResumed) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  EXPECT_NE(Refusal(run, IfPresent::kResume).find("a finished run without its checkpoint"),
            std::string::npos);
  EXPECT_TRUE(fs::exists(run / "model.safetensors"));
  fs::remove(run / "summary.json");
  EXPECT_EQ(Refusal(run, IfPresent::kResume), "");
}

TEST(RunFolder, TheRunOfAnotherJobIsRefused) {
  const TemporaryFolder folder;
  const fs::path run = WriteRun(folder, "run");
  EXPECT_NO_THROW(RequireSameJob(run, FakeJob(1, "sgd")));
  EXPECT_NO_THROW(RequireSameJob(folder / "absent", FakeJob(2, "sgd")));
  try {
    RequireSameJob(run, FakeJob(2, "sgd"));
    ADD_FAILURE();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.what(), "run folder '" + run.string() +
                                "' holds the run of another job: seed is 1 there and 2 here");
  }
}

TEST(RunFolder, ResumingCutsAnOnlyTornLine) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "run");
  ReplaceFile(folder / "run/metrics.jsonl", {"{\"rou"});
  RunFolder writer(folder / "run", IfPresent::kResume);
  EXPECT_EQ(ReadFile(folder / "run/metrics.jsonl"), "");
}

}  // namespace
}  // namespace hushed
