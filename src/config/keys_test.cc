#include "config/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "config/fake_catalogue.h"
#include "config/job_file.h"

namespace hushed {
namespace {

std::vector<std::string> WordsOf(const std::string& name) {
  for (const JobKey& key : JobKeys(FakeCatalogue())) {
    if (key.name == name) return key.words;
  }
  return {"no such key"};
}

TEST(JobKeys, AreThoseOfAResolvedJob) {
  std::istringstream lines(ToToml(ParseJob(FakeCatalogue(), {"job.toml", FakeJob()})));
  std::string path, line;
  std::size_t count = 0;
  while (std::getline(lines, line)) {
    if (line.starts_with('[')) path = line.substr(1, line.find(']') - 1) + ".";
    const auto equals = line.find(" = ");
    if (line.starts_with('[') || equals == line.npos) continue;
    const std::string name = path + line.substr(0, equals);
    if (name == "train.targets") continue;
    EXPECT_NE(WordsOf(name), std::vector<std::string>{"no such key"}) << name;
    ++count;
  }
  EXPECT_GT(count, 20u);
}

TEST(JobKeys, StandOnceWithTheWordsTheirValuesMayBe) {
  std::vector<std::string> names;
  for (const JobKey& key : JobKeys(FakeCatalogue())) names.push_back(key.name);
  EXPECT_EQ(names.front(), "seed");
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  EXPECT_EQ(WordsOf("data.name"), (std::vector<std::string>{"tiny", "blobs"}));
  EXPECT_EQ(WordsOf("algorithm.compress.scope"), (std::vector<std::string>{"tensor", "global"}));
  EXPECT_EQ(WordsOf("model.bias"), (std::vector<std::string>{"true", "false"}));
  EXPECT_TRUE(WordsOf("seed").empty());
  EXPECT_TRUE(WordsOf("algorithm.memory").empty());
}

}  // namespace
}  // namespace hushed
