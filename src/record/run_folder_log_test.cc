// What a run folder holds beside metrics.jsonl: the log, and the lines in other forms.
#include <gtest/gtest.h>

#include <algorithm>

#include "record/fake_runs.h"
#include "record/run_folder.h"

namespace hushed {
namespace {

// Noon of the first day, a second later each time.
WallClock Noon() {
  return [seconds = 43200.0]() mutable { return seconds++; };
}

TEST(RunFolder, LogsALineAnEventWithItsTime) {
  const TemporaryFolder folder;
  RunFolder writer(folder / "run", IfPresent::kRefuse, Noon());
  writer.Log("start", "hushed");
  writer.Log("checkpoint", "two\nlines");
  EXPECT_EQ(ReadFile(folder / "run/log.txt"),
            "1970-01-01T12:00:00Z  start       hushed\n"
            "1970-01-01T12:00:01Z  checkpoint  two lines\n");
}

TEST(RunFolder, TheLogTellsOfEveryStartUntilTheRunIsReplaced) {
  const TemporaryFolder folder;
  for (const IfPresent each : {IfPresent::kRefuse, IfPresent::kResume, IfPresent::kReplace}) {
    RunFolder writer(folder / "run", each, Noon());
    writer.Log("start", "");
    if (each == IfPresent::kResume) writer.Restart();
    const std::string log = ReadFile(folder / "run/log.txt");
    EXPECT_EQ(std::ranges::count(log, '\n'), each == IfPresent::kResume ? 2 : 1);
  }
}

TEST(RunFolder, ASecondFileIsWrittenWithTheLines) {
  const TemporaryFolder folder;
  {
    RunFolder writer(folder / "run", IfPresent::kRefuse);
    writer.AlsoWrite(MakeMetricsCsv(writer.path()));
    for (std::uint64_t round = 0; round < 3; ++round) writer.AppendLine(FakeLine(round, {}));
  }
  const std::string whole = ReadFile(folder / "run/metrics.csv");
  EXPECT_EQ(std::ranges::count(whole, '\n'), 4);
  RunFolder writer(folder / "run", IfPresent::kResume);
  writer.AlsoWrite(MakeMetricsCsv(writer.path()));
  EXPECT_EQ(ReadFile(folder / "run/metrics.csv"), whole) << "nothing is decided yet";
  writer.GoOn(1);
  for (std::uint64_t round = 1; round < 3; ++round) writer.AppendLine(FakeLine(round, {}));
  EXPECT_EQ(ReadFile(folder / "run/metrics.csv"), whole);
}

}  // namespace
}  // namespace hushed
