// docs/data.md from top to bottom: its Python writes the files, its jobs train on them. Skipped
// where python3-numpy is missing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

// The pieces of the page in this language.
std::vector<std::string> Pieces(const std::string& language) {
  std::ifstream file(std::string(HUSHED_SOURCE_DIR) + "/docs/data.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const std::string mark = "\n```" + language + "\n";
  std::vector<std::string> pieces;
  for (auto at = page.find(mark); at != std::string::npos; at = page.find(mark, at)) {
    at += mark.size();
    pieces.push_back(page.substr(at, page.find("\n```\n", at) + 1 - at));
  }
  return pieces;
}

TEST(DataPage, EveryExampleWorks) {
  if (std::system(HUSHED_PYTHON " -c 'import numpy' 2>/dev/null") != 0) {
    GTEST_SKIP() << "python3-numpy is not installed (scripts/install-deps.sh test)";
  }
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  std::string script;
  for (const std::string& piece : Pieces("python")) script += piece;
  folder.Write("write.py", script);
  ASSERT_EQ(std::system(HUSHED_PYTHON " write.py"), 0);
  const auto jobs = Pieces("toml");
  EXPECT_EQ(jobs.size(), 10u);
  for (const std::string& job : jobs) {
    std::vector<std::string> overrides = {"train.rounds=2", "train.loss_examples=100",
                                          "algorithm.name=fedavg", "algorithm.learning_rate=0.1"};
    if (job.find("[model]") == std::string::npos) overrides.push_back("model.name=softmax");
    const RunResult run = Ran(job, overrides);
    EXPECT_EQ(run.summary.ending, "finished") << job;
    EXPECT_EQ(run.summary.rounds, 2u) << job;
  }
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace hushed
