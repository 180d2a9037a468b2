// Data and sizes at the edge of what can be trained: each is refused with its place, the value and
// what is allowed, or does what the job file's reference says. The readers' own tests name many more
// places.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/test_numpy.h"
#include "harness.h"

namespace hushed {
namespace {

std::string JobOn(const std::string& data, const std::string& partition = "kind = \"iid\"",
                  const std::string& model = "softmax") {
  return fmt::format(
      "[data]\n{}\n[partition]\n{}\n[model]\nname = \"{}\"\n[train]\nworkers = 2\nbatch = 2\n"
      "steps = 4\n[algorithm]\nname = \"sgd\"\n",
      data, partition, model);
}

class BadData : public testing::Test {
 protected:
  // [data] of a file with this content.
  std::string Data(const std::string& name, const std::string& file,
                   const std::string& content) const {
    return fmt::format("name = \"{}\"\npath = \"{}\"", name, folder_.Write(file, content));
  }
  std::string Csv(const std::string& content) const { return Data("csv", "rows.csv", content); }

  // An array of two rows and its labels.
  std::string Numpy(const std::vector<float>& x, const std::vector<float>& y) const {
    folder_.Write("y.npy", Npy("<f4", "(2,)", y));
    return Data("numpy", "x.npy", Npy("<f4", "(2, 2)", x)) +
           fmt::format("\nlabels_path = \"{}\"", (folder_ / "y.npy").string());
  }

  const TemporaryFolder folder_;
};

template <class Refused>
void ExpectRefused(const std::string& job, const std::vector<std::string>& words,
                   const std::vector<std::string>& overrides = {}) {
  try {
    Ran(job, overrides);
    ADD_FAILURE() << "accepted:\n" << job;
  } catch (const Refused& error) {
    for (const std::string& word : words) {
      EXPECT_NE(Describe(error).find(word), std::string::npos)
          << "'" << word << "' in: " << Describe(error);
    }
  }
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST_F(BadData, NumbersThatAreNone) {
  ExpectRefused<DataError>(JobOn(Csv("1,2,0\n3,nan,1\n")),
                           {"rows.csv:2: value 'nan' is not finite"});
  ExpectRefused<DataError>(JobOn(Csv("1,2,0\n3,4,inf\n")),
                           {"rows.csv:2: label 'inf' is not finite"});
  ExpectRefused<DataError>(JobOn(Data("libsvm", "rows.txt", "1 1:0.5\n0 2:-inf\n")),
                           {"rows.txt:2: value '-inf' is not finite"});
  ExpectRefused<DataError>(JobOn(Data("libsvm", "rows.txt", "1 1:0.5\nnan 2:1\n")),
                           {"rows.txt:2: label 'nan' is not finite"});
  ExpectRefused<DataError>(JobOn(Numpy({1, 2, kNan, 4}, {0, 1})),
                           {"x.npy: element (1, 0): nan is not finite"});
  ExpectRefused<DataError>(JobOn(Numpy({1, 2, 3, 4}, {0, kNan})),
                           {"y.npy: element (1): nan is not finite"});
}

// A number that doubles hold and the networks' floats do not.
TEST_F(BadData, NumbersThatAreTooLargeForFloats) {
  const std::string job = JobOn(Csv("1,2,0\n3,1e39,1\n"), "kind = \"iid\"", "mlp");
  ExpectRefused<DataError>(job, {"training example 1 holds 1e+39", "train.precision", "3.4e+38"});
  EXPECT_NO_THROW(Ran(JobOn(Csv("1,2,0\n3,1e39,1\n"), "kind = \"iid\"", "softmax"),
                      {"train.steps=1", "algorithm.learning_rate=1e-80"}));
}

TEST_F(BadData, LabelsOutOfRange) {
  ExpectRefused<DataError>(JobOn(Csv("1,2,0\n3,4,0.5\n")),
                           {"rows.csv: example 2: label 0.5", "whole number", "data.targets"});
  ExpectRefused<ConfigError>(JobOn(Csv("1,2,0\n3,4,1\n5,6,7\n"), "kind = \"iid\"", "logistic"),
                             {"'logistic' tells two classes apart", "has 3", "softmax"});
  for (const char* model : {"softmax", "mlp"}) {
    ExpectRefused<ConfigError>(JobOn(Csv("1,2,5\n3,4,5\n"), "kind = \"iid\"", model),
                               {"tells classes apart", "has one"});
  }
  // Labels are names: any whole numbers become the classes 0, 1, ... in ascending order.
  EXPECT_NO_THROW(Ran(JobOn(Csv("1,2,-7\n3,4,1000000\n"))));
}

TEST_F(BadData, WorkersWithoutExamples) {
  const std::string rows = "1,2,0\n3,4,1\n5,6,1\n";
  ExpectRefused<ConfigError>(
      JobOn(Csv("0,1,2,0\n2,3,4,1\n2,5,6,1\n") + "\nworker = \"0\"", "kind = \"by-owner\""),
      {"worker 1 owns no example of csv"}, {"train.workers=3"});
  const std::string hands = folder_.Write("hands.txt", "0 1 2\n\n");
  ExpectRefused<DataError>(JobOn(Csv(rows), "kind = \"file\"\npath = \"" + hands + "\""),
                           {"hands.txt:2: worker 1 has no example"});
  folder_.Write("s0.csv", rows);
  folder_.Write("s1.csv", "");
  ExpectRefused<DataError>(JobOn("name = \"csv\"\npath = \"" + folder_.name() + "/s{worker}.csv\"",
                                 "kind = \"by-owner\""),
                           {"s1.csv: holds no rows"});
  const std::string users =
      R"({"user_data": {"a": {"x": [[1], [2]], "y": [0, 1]}, "b": {"x": [], "y": []}}})";
  ExpectRefused<ConfigError>(JobOn(Data("leaf", "leaf.json", users), "kind = \"by-owner\""),
                             {"worker 1 owns no example of leaf"});
}

TEST_F(BadData, MoreWorkersThanExamples) {
  const std::string data = Csv("1,2,0\n3,4,1\n5,6,1\n");
  for (const char* kind : {"iid", "shards", "dirichlet", "by-label", "mixed"}) {
    ExpectRefused<ConfigError>(JobOn(data, fmt::format("kind = \"{}\"", kind)),
                               {"4 workers", "need 4 training examples", "csv has 3"},
                               {"train.workers=4"});
  }
  EXPECT_EQ(Ran(JobOn(data, "kind = \"copy\""), {"train.workers=4"}).summary.ending, "finished")
      << "every worker has all three";
}

TEST_F(BadData, ABatchLargerThanAShardIsTheShard) {
  const auto run = Ran(SmallJob("sgd"), {"train.batch=1000"});
  EXPECT_EQ(run.summary.final.epoch, 12.0) << "each step uses every example";
}

TEST(Sizes, OneWorkerTrainsWithEveryAlgorithm) {
  for (const std::string& algorithm : AlgorithmNames()) {
    SCOPED_TRACE(algorithm);
    auto overrides = SmallJobOverrides(algorithm);
    overrides.push_back("train.workers=1");
    const auto run = Ran(SmallJob(algorithm), overrides);
    EXPECT_EQ(run.summary.ending, "finished");
    EXPECT_GT(run.summary.final.uploads, 0u);
    for (const auto& [name, value] : run.summary.final.metrics) {
      EXPECT_TRUE(std::isfinite(value)) << name;
    }
  }
}

TEST(Sizes, ARunOfNoStepsIsRefused) {
  const char* wanted = "exactly one of train.epochs, train.rounds and train.steps must be above 0";
  for (const char* length : {"steps", "rounds", "epochs"}) {
    ExpectRefused<ConfigError>(SmallJob("sgd"), {wanted, "none is"},
                               {fmt::format("train.{}=0", length)});
    ExpectRefused<ConfigError>(SmallJob("sgd"), {fmt::format("train.{} = -1", length)},
                               {fmt::format("train.{}=-1", length)});
  }
}

TEST(Sizes, ARunOfLessThanAStepIsOne) {
  EXPECT_EQ(Ran(SmallJob("sgd"), {"train.epochs=1e-9"}).summary.steps, 1u);
  EXPECT_EQ(Ran(SmallJob("local-sgd"), {"train.steps=1"}).summary.rounds, 1u);
}

}  // namespace
}  // namespace hushed
