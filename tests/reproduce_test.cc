// The reproductions as a user runs them, rehearsed; at full length in reproduce_long_test.cc.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "command.h"
#include "harness.h"
#include "record/file.h"
#include "record/json_reader.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

const std::string kJobs = std::string(HUSHED_SOURCE_DIR) + "/jobs";

// Where a9a is said to be: sixty rows of LIBSVM's format that no line through zero separates.
std::string MadeUpRows() {
  std::string rows;
  for (int i = 0; i < 60; ++i) {
    rows += std::string(i % 3 == 0 ? "+1" : "-1") + " " + std::to_string(1 + i % 7) + ":1 " +
            std::to_string(8 + i % 5) + ":1\n";
  }
  return rows;
}

std::vector<std::string> Rehearsal(const std::string& study) {
  return {study, "--quick", "--jobs", kJobs, "--a9a", "a9a"};
}

std::size_t FiniteNumbers(const Json& json) {
  std::size_t count = 0;
  for (const auto& number : json["numbers"]) count += number.is_number();
  return count;
}

class Reproduces : public testing::TestWithParam<std::string> {};

TEST_P(Reproduces, TablesPicturesAndNumbers) {
  const TemporaryFolder folder;
  const std::string study = GetParam();
  folder.Write("a9a", MadeUpRows());
  const std::string page =
      "before\n<!-- hushed-reproduce " + study + " -->\n<!-- end " + study + " -->\nafter\n";
  ReplaceFile(folder.path() / "page.md", {page});
  auto command = Rehearsal(study);
  command.insert(command.end(), {"--page", "page.md"});
  const Said said = Hushed(command, folder.path());
  ASSERT_EQ(said.exit_code, 0) << said.err;

  const fs::path results = folder.path() / "results" / study;
  const Json json = ParseJson(ReadFile(results / "results.json"), "results.json");
  EXPECT_EQ(json["study"], study);
  EXPECT_GT(FiniteNumbers(json), 10u);
  if (study == "local-sgd") {
    EXPECT_TRUE(json["numbers"]["a9a.optimum"].is_number());
  }
  std::size_t pictures = 0;
  for (const auto& file : fs::directory_iterator(results)) {
    if (file.path().extension() != ".svg") continue;
    ++pictures;
    const std::string name = file.path().filename().string();
    EXPECT_NE(ReadFile(results / "results.md").find("](./" + name + ")"), std::string::npos);
    EXPECT_NE(ReadFile(folder.path() / "page.md").find("](page/" + name + ")"), std::string::npos);
    EXPECT_TRUE(fs::exists(folder.path() / "page" / name));
  }
  EXPECT_GT(pictures, 0u);
  const std::string filled = ReadFile(folder.path() / "page.md");
  EXPECT_TRUE(filled.starts_with("before\n") && filled.ends_with("after\n"));

  const Said again = Hushed(Rehearsal(study), folder.path());
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_NE(again.err.find("holds results already"), std::string::npos) << again.err;
}

INSTANTIATE_TEST_SUITE_P(Studies, Reproduces,
                         testing::Values("sasg", "gradalign", "local-sgd", "implicit-bias"),
                         [](const auto& each) { return TestName(each.param); });

// Before anything is trained.
TEST(Reproduce, RefusesAPageWithoutTheSection) {
  const TemporaryFolder folder;
  folder.Write("page.md", "<!-- hushed-reproduce sasg -->\n<!-- end sasg -->\n");
  const Said said = Hushed({"all", "--jobs", kJobs, "--page", "page.md"}, folder.path());
  EXPECT_EQ(said.exit_code, 3);
  EXPECT_NE(said.err.find("<!-- hushed-reproduce gradalign -->"), std::string::npos) << said.err;
  EXPECT_FALSE(fs::exists(folder.path() / "results"));
}

TEST(Reproduce, RefusesWhatItDoesNotKnow) {
  const TemporaryFolder folder;
  EXPECT_EQ(Hushed({"sagg"}, folder.path()).exit_code, 2);
  EXPECT_EQ(Hushed({"sasg", "--jobs", "nowhere"}, folder.path()).exit_code, 2);
  EXPECT_EQ(Hushed({"local-sgd", "--jobs", kJobs, "--a9a", "nowhere"}, folder.path()).exit_code, 2);
}

}  // namespace
}  // namespace hushed
