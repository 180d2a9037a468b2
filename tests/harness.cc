#include "harness.h"

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

RunResult Ran(const std::string& toml, const std::vector<std::string>& overrides,
              std::size_t threads, std::size_t ranks) {
  const Job job = ParseJob(TheCatalogue(), {"test.toml", toml}, overrides);
  return RunJob(job, {.threads = threads, .ranks = ranks});
}

std::string DigestOf(const std::string& toml, const std::vector<std::string>& overrides,
                     std::size_t threads, std::size_t ranks) {
  return Ran(toml, overrides, threads, ranks).summary.model_digest;
}

}  // namespace hushed
