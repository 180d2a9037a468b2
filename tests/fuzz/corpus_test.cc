// Every seed of the corpus through the fuzzer it was made for: a broken promise aborts it.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "seeds.h"

extern "C" {
#define HUSHED_FUZZER(name) int Fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzzers.def"
#undef HUSHED_FUZZER
}

namespace hushed {
namespace {

namespace fs = std::filesystem;

struct Fuzzer {
  const char* name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};

constexpr Fuzzer kFuzzers[] = {
#define HUSHED_FUZZER(name) {#name, Fuzz_##name},
#include "fuzzers.def"
#undef HUSHED_FUZZER
};

const fs::path kCorpus = HUSHED_CORPUS;

std::string Content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class FuzzCorpus : public testing::TestWithParam<Fuzzer> {};

TEST_P(FuzzCorpus, EverySeedKeepsThePromises) {
  const fs::path folder = kCorpus / GetParam().name;
  ASSERT_TRUE(fs::is_directory(folder)) << "the fuzzer has no seeds";
  ASSERT_FALSE(fs::is_empty(folder));
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string bytes = Content(entry.path());
    const auto run = [&] {
      GetParam().run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      std::exit(0);
    };
    EXPECT_EXIT(run(), testing::ExitedWithCode(0), "") << entry.path();
  }
}

INSTANTIATE_TEST_SUITE_P(Of, FuzzCorpus, testing::ValuesIn(kFuzzers),
                         [](const auto& test) { return test.param.name; });

TEST(FuzzCorpus, HoldsWhatTheProgramWrites) {
  for (const auto& [name, bytes] : Seeds()) {
    EXPECT_EQ(Content(kCorpus / name), bytes)
        << name << ": its format has changed; build and run write_seeds";
  }
}

TEST(FuzzCorpus, HoldsNothingThatNobodyReads) {
  std::set<std::string> known;
  for (const Fuzzer& fuzzer : kFuzzers) known.insert(fuzzer.name);
  for (const auto& entry : fs::directory_iterator(kCorpus)) {
    EXPECT_TRUE(known.contains(entry.path().filename().string())) << entry.path();
  }
}

}  // namespace
}  // namespace hushed
