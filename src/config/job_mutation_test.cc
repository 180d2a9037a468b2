// Whatever is done to a valid job's bytes, reading it gives a job or a ConfigError, and a job that
// was accepted survives being written and read again.
#include <gtest/gtest.h>

#include "config/fake_catalogue.h"
#include "config/job_file.h"
#include "hushed/stream.h"
#include "testing/mutation.h"

namespace hushed {
namespace {

// clang-format off
const char* const kTokens[] = {
    "\"", "'''", "[", "]]", "{", "}", ".", "=", "\n", "#", "1e999", "-9223372036854775808",
    "inf", "nan", "1979-05-27T07:32:00Z", "true", "\\uD800", "\xc3", "\xff", "[[algorithm]]\n",
    "[train]\n"};
// clang-format on

std::string MutatedJob(const std::string& job, Stream& stream) {
  return Mutated(job, stream, [&](std::uint64_t kind, std::size_t at, std::string& text) {
    if (kind == 0) {
      text.insert(at, kTokens[stream.Below(std::size(kTokens))]);
    } else {
      text.insert(at, text.substr(stream.Below(text.size()), 1 + stream.Below(40)));
    }
  });
}

TEST(JobMutation, OnlyConfigErrorsComeOut) {
  const Catalogue catalogue = FakeCatalogue();
  Stream stream(/*seed=*/1, Purpose::kData, /*worker=*/0, /*round=*/0, /*step=*/0);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = MutatedJob(FakeJob(), stream);
    try {
      const Job job = ParseJob(catalogue, {"job.toml", text});
      ++accepted;
      EXPECT_EQ(ParseJob(catalogue, {"job.toml", ToToml(job)}), job) << text;
    } catch (const ConfigError& error) {
      EXPECT_EQ(std::string(error.what()).rfind("job.toml:", 0), 0u) << error.what();
    }
  }
  EXPECT_GT(accepted, 200);  // mutations of texts and numbers
}

TEST(JobMutation, OnlyConfigErrorsComeOutOfOverrides) {
  const Catalogue catalogue = FakeCatalogue();
  Stream stream(/*seed=*/2, Purpose::kData, /*worker=*/0, /*round=*/0, /*step=*/0);
  for (int i = 0; i < 5'000; ++i) {
    const std::string override = MutatedJob("algorithm.compress.fraction=0.5", stream);
    try {
      ParseJob(catalogue, {"job.toml", FakeJob()}, {override});
    } catch (const ConfigError&) {
    }
  }
}

}  // namespace
}  // namespace hushed
