#include "record/job_difference.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

constexpr char kJob[] = R"(# Every key with its value.
seed = 42

[data]
name = "csv"
path = "a = [b]"

[train]
batch = 10
checkpoint_every = 0
stop_at_target = "never"
targets = [{ metric = "test_accuracy", value = 0.85 }]

[algorithm]
name = "sgd"

[algorithm.compress]
kind = "identity"
)";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(JobDifference, NamesTheFirstKeyThatDiffers) {
  EXPECT_EQ(JobDifference(kJob, kJob), "");
  EXPECT_EQ(JobDifference(kJob, Replaced(kJob, "batch = 10", "batch = 20")),
            "train.batch is 10 there and 20 here");
  EXPECT_EQ(JobDifference(kJob, Replaced(kJob, "42", "43")), "seed is 42 there and 43 here");
  EXPECT_EQ(JobDifference(Replaced(kJob, "[b]", "[c]"), kJob),
            "data.path is \"a = [c]\" there and \"a = [b]\" here");
  EXPECT_EQ(JobDifference(kJob, Replaced(kJob, "identity", "top-k")),
            "algorithm.compress.kind is \"identity\" there and \"top-k\" here");
}

TEST(JobDifference, NamesKeysThatOneOfThemLacks) {
  const std::string shorter = Replaced(kJob, "batch = 10\n", "");
  EXPECT_EQ(JobDifference(kJob, shorter), "train.batch is 10 there and not set here");
  EXPECT_EQ(JobDifference(shorter, kJob), "train.batch is not set there and 10 here");
  EXPECT_EQ(JobDifference("", kJob), "seed is not set there and 42 here");
  EXPECT_EQ(JobDifference("junk", kJob), "seed is not set there and 42 here");
}

TEST(JobDifference, LayoutAndHowLongAndHowOftenDoNotCount) {
  const std::string often = Replaced(kJob, "checkpoint_every = 0", "checkpoint_every = 5");
  const std::string loose = Replaced(kJob, "seed = 42", "\n  seed=42 \r\n# a note");
  const std::string until = Replaced(kJob, "\"never\"", "\"all\"");
  const std::string written = Replaced(kJob, "[algorithm]", "[record]\ncsv = true\n[algorithm]");
  for (const std::string& other : {often, loose, until, written}) {
    EXPECT_EQ(JobDifference(kJob, other), "");
    EXPECT_EQ(JobDigest(kJob), JobDigest(other));
  }
  EXPECT_NE(JobDigest(kJob), JobDigest(Replaced(kJob, "42", "43")));
}

}  // namespace
}  // namespace hushed
