// Every job in jobs/ is valid, resolves to itself, and trains.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "engine/run.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> JobFiles() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(std::string(HUSHED_SOURCE_DIR) + "/jobs")) {
    const bool needs_torch = entry.path().stem() == "cnn";
    if (entry.path().extension() != ".toml" || (needs_torch && !HUSHED_HAS_TORCH)) continue;
    files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class EveryJob : public testing::TestWithParam<std::string> {};

TEST_P(EveryJob, ResolvesToItself) {
  const Job job = ReadJob(TheCatalogue(), GetParam());
  EXPECT_EQ(ParsedJob(ToToml(job)), job);
}

// A few rounds of it, so that the suite stays quick.
TEST_P(EveryJob, Trains) {
  Job job = ReadJob(TheCatalogue(), GetParam());
  const TemporaryFolder folder;
  if (job.data.kind == "libsvm") {  // a file of one's own: three rows stand in for it
    job.data.options["path"] = folder.Write("rows", "+1 1:1 3:1\n-1 2:1\n+1 1:1 2:1\n");
  }
  job.train.epochs = 0;
  job.train.steps = 0;
  job.train.rounds = 3;
  job.train.loss_examples = 200;
  const std::string& schedule = job.axes.at("local_steps").kind;
  if (schedule == "growing" || schedule == "equal" || schedule == "one-shot") {
    job.train.rounds = 0;
    job.train.steps = 30;
  }
  if (job.data.options.contains("test_limit")) job.data.options["test_limit"] = std::int64_t{500};
  const RunResult run = RunJob(job, {.threads = 2});
  EXPECT_EQ(run.summary.ending, "finished");
  EXPECT_GT(run.summary.final.uploads, 0u);
}

INSTANTIATE_TEST_SUITE_P(Jobs, EveryJob, testing::ValuesIn(JobFiles()), [](const auto& each) {
  return TestName(fs::path(each.param).stem().string());
});

}  // namespace
}  // namespace hushed
