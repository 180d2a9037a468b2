#include "harness.h"

#include <gtest/gtest.h>

#include <cctype>

#include "algorithm/catalogue.h"
#include "config/job_file.h"

namespace hushed {

namespace {

// Exact local solves need a linear model and separable data.
constexpr char kSmallSeparable[] = R"(
seed = 7
[data]
name = "synthetic-separable"
columns = 6
rows = 240
test_rows = 60
[partition]
kind = "iid"
[model]
name = "logistic"
[train]
workers = 4
batch = 5
steps = 12
evaluate_every = 4
[algorithm]
name = ")";

}  // namespace

std::string SmallJob(const std::string& algorithm) {
  if (AxesOf(algorithm).at("local").kind == "projection") {
    return kSmallSeparable + algorithm + "\"\n";
  }
  return R"(
seed = 7
[data]
name = "synthetic-blobs"
classes = 3
columns = 4
rows = 240
test_rows = 60
[partition]
kind = "iid"
[model]
name = "mlp"
hidden = [8]
activation = "tanh"
[train]
workers = 4
batch = 5
steps = 12
evaluate_every = 4
precision = "double"
[algorithm]
name = ")" +
         algorithm + "\"\nlearning_rate = 0.1\n";
}

std::vector<std::string> SmallJobOverrides(const std::string& algorithm) {
  const auto& axes = AxesOf(algorithm);
  std::vector<std::string> overrides;
  if (axes.at("participation").kind == "fraction") {
    overrides.push_back("algorithm.participation.fraction=0.75");
  }
  if (axes.at("local_steps").kind == "epochs") {
    overrides.push_back("train.steps=0");
    overrides.push_back("train.rounds=3");
  }
  return overrides;
}

std::string ScalarQuadratics(const std::string& algorithm) {
  return R"(
[data]
name = "synthetic-quadratic"
dimension = 1
components = 2
a = [1.0, 3.0]
b = [1.0, -1.0]
start = [2.0]
[partition]
kind = "by-owner"
[model]
name = "quadratic"
[train]
workers = 2
batch = 0
rounds = 1
evaluate_every = 0
[algorithm]
name = ")" +
         algorithm + "\"\nlearning_rate = 0.1\n";
}

std::vector<std::string> AlgorithmNames() {
  std::vector<std::string> names;
  for (const AlgorithmInfo& info : TheCatalogue().algorithms) names.push_back(info.name);
  return names;
}

const std::map<std::string, Choice>& AxesOf(const std::string& algorithm) {
  for (const AlgorithmInfo& info : TheCatalogue().algorithms) {
    if (info.name == algorithm) return info.axes;
  }
  throw ConfigError("no algorithm '" + algorithm + "'");
}

std::string TestName(std::string text) {
  for (char& c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return text;
}

Job ParsedJob(const std::string& toml, const std::vector<std::string>& overrides) {
  return ParseJob(TheCatalogue(), {"test.toml", toml}, overrides);
}

RunResult Ran(const std::string& toml, const std::vector<std::string>& overrides,
              const RunOptions& options) {
  return RunJob(ParsedJob(toml, overrides), options);
}

RunResult Ran(const std::string& toml, const std::vector<std::string>& overrides,
              std::size_t threads, std::size_t ranks) {
  return Ran(toml, overrides, {.threads = threads, .ranks = ranks});
}

void ExpectSameRun(const RunResult& run, const RunResult& other) {
  EXPECT_EQ(run.summary.ending, other.summary.ending);
  EXPECT_EQ(run.summary.model_digest, other.summary.model_digest);
  EXPECT_EQ(run.model, other.model);
  ASSERT_EQ(run.lines.size(), other.lines.size());
  for (std::size_t i = 0; i < run.lines.size(); ++i) {
    const MetricsLine &a = run.lines[i], &b = other.lines[i];
    EXPECT_EQ(a.metrics, b.metrics) << "line " << i;
    EXPECT_EQ(a.round, b.round) << "line " << i;
    EXPECT_EQ(a.step, b.step) << "line " << i;
    EXPECT_EQ(a.epoch, b.epoch) << "line " << i;
    EXPECT_EQ(a.uploads, b.uploads) << "line " << i;
    EXPECT_EQ(a.uplink_bits, b.uplink_bits) << "line " << i;
    EXPECT_EQ(a.uplink_value_bits, b.uplink_value_bits) << "line " << i;
    EXPECT_EQ(a.downlink_bits, b.downlink_bits) << "line " << i;
    EXPECT_EQ(a.gradient_evaluations, b.gradient_evaluations) << "line " << i;
  }
}

std::string DigestOf(const std::string& toml, const std::vector<std::string>& overrides,
                     std::size_t threads, std::size_t ranks) {
  return Ran(toml, overrides, threads, ranks).summary.model_digest;
}

}  // namespace hushed
