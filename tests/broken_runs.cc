#include "broken_runs.h"

#include <gtest/gtest.h>

#include "record/run_json.h"
#include "record/saved_run.h"

namespace hushed {
namespace {

std::string TextOf(MetricsLine line) {
  line.seconds = 0.0;
  return ToJson(line);
}

std::string TextOf(Summary summary) {
  summary.seconds = {};
  summary.peak_memory_bytes = 0;
  summary.transport = {};
  summary.host.clear();
  summary.final.seconds = 0.0;
  for (TargetReached& target : summary.targets) target.at.seconds = 0.0;
  return ToJson(summary);
}

std::string TextOf(const std::vector<MetricsLine>& lines) {
  std::string text;
  for (const MetricsLine& line : lines) text += TextOf(line) + "\n";
  return text;
}

}  // namespace

RunResult Broken(const Job& job, const std::string& folder, int move, IfPresent if_present,
                 std::size_t threads) {
  Breaker breaker(move);
  return RunJob(job, {.threads = threads,
                      .folder = folder,
                      .if_present = if_present,
                      .observer = &breaker,
                      .stop = &breaker.stop()});
}

RunResult Resumed(const Job& job, const std::string& folder, std::size_t threads,
                  std::size_t ranks) {
  return RunJob(
      job,
      {.threads = threads, .ranks = ranks, .folder = folder, .if_present = IfPresent::kResume});
}

void ExpectSame(const RunResult& run, const std::string& folder, const RunResult& whole) {
  EXPECT_EQ(run.summary.ending, "finished");
  EXPECT_EQ(run.summary.model_digest, whole.summary.model_digest);
  EXPECT_EQ(run.model, whole.model);
  EXPECT_EQ(TextOf(run.summary), TextOf(whole.summary));
  EXPECT_EQ(TextOf(run.lines), TextOf(whole.lines));
  const Run written = ReadRun(folder);
  EXPECT_EQ(TextOf(written.summary), TextOf(whole.summary));
  EXPECT_EQ(TextOf(written.lines), TextOf(whole.lines));
}

}  // namespace hushed
