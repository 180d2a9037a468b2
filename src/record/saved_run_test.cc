#include "record/saved_run.h"

#include <gtest/gtest.h>

#include "hushed/errors.h"
#include "record/fake_runs.h"
#include "record/file.h"
#include "record/run_json.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

// A run folder that was never finished: two lines and the beginning of a third.
fs::path CutOff(const TemporaryFolder& folder) {
  const fs::path run = folder / "sasg-seed19";
  fs::create_directory(run);
  ReplaceFile(run / "job.toml", {FakeJob(19, "sasg")});
  ReplaceFile(run / "metrics.jsonl", {ToJson(FakeLine(1, {{"train_loss", 2.0}})), "\n",
                                      ToJson(FakeLine(2, {{"train_loss", 1.0}})), "\n{\"round\""});
  return run;
}

std::string Complaint(const fs::path& run) {
  try {
    ReadRun(run);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(ReadRun, ToldByItsLinesWhenTheSummaryIsMissing) {
  const TemporaryFolder folder;
  const SavedRun run = ReadRun(CutOff(folder));
  EXPECT_EQ(run.lines.size(), 2u);
  EXPECT_EQ(run.label(), "sasg-seed19");
  EXPECT_EQ(run.summary.ending, "interrupted");
  EXPECT_EQ(run.summary.seed, 19u);
  EXPECT_EQ(run.summary.rounds, 2u);
  EXPECT_EQ(run.summary.final.metrics, run.lines[1].metrics);
}

TEST(ReadRun, LabelsByTheFolderHoweverItIsSpelt) {
  const TemporaryFolder folder;
  const fs::path run = CutOff(folder);
  EXPECT_EQ(ReadRun(run / "").label(), "sasg-seed19");
  EXPECT_EQ(ReadRun(run / ".").label(), "sasg-seed19");
  EXPECT_EQ(ReadRun(run / ".." / "sasg-seed19").label(), "sasg-seed19");
}

TEST(ReadRun, WithoutAnyLine) {
  const TemporaryFolder folder;
  const fs::path run = CutOff(folder);
  ReplaceFile(run / "metrics.jsonl", {});
  EXPECT_EQ(ReadRun(run).summary.rounds, 0u);
}

TEST(ReadRun, NamesFileAndLineOfWhatIsMalformed) {
  const TemporaryFolder folder;
  const fs::path run = CutOff(folder);
  ReplaceFile(run / "metrics.jsonl", {ToJson(FakeLine(1, {})), "\n{\"round\":2}\n"});
  EXPECT_EQ(Complaint(run), (run / "metrics.jsonl").string() + ":2: 'exchange' is missing");
  ReplaceFile(run / "metrics.jsonl", {});
  ReplaceFile(run / "summary.json", {"{}"});
  EXPECT_EQ(Complaint(run), (run / "summary.json").string() + ": 'algorithm' is missing");
  fs::remove(run / "job.toml");
  EXPECT_EQ(Complaint(run), (run / "job.toml").string() + ": there is no such file");
}

TEST(ReadRun, RefusesWhatIsNoRunFolder) {
  const TemporaryFolder folder;
  ReplaceFile(folder / "file", {"x"});
  for (const fs::path& path : {folder.path(), folder / "absent", folder / "file"}) {
    EXPECT_EQ(Complaint(path),
              "'" + path.string() + "' is not a run folder: it has no metrics.jsonl");
  }
}

TEST(SeedLine, IsTheOneOutsideOfAllTables) {
  EXPECT_EQ(SeedLine("# seed = 3\nseed = 42\n[data]\nseed = 7\n"), "seed = 42");
  EXPECT_EQ(SeedLine("seed = 42"), "seed = 42");
  EXPECT_EQ(SeedLine("[data]\nseed = 7\n"), "");
  EXPECT_EQ(SeedLine(""), "");
}

}  // namespace
}  // namespace hushed
