#include "implicit_bias.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/partition.h"
#include "harness.h"
#include "problem/models.h"

namespace hushed {
namespace {

std::string JobOf(const std::string& data, const std::string& partition,
                  const std::string& algorithm) {
  return "seed = 1\n[data]\n" + data + "rows = 50\ntest_rows = 0\ncolumns = 50\n[partition]\n" +
         partition +
         "[model]\nname = \"logistic\"\nseparator = true\n[train]\nworkers = 10\nbatch = 0\n"
         "rounds = 20\nevaluate_every = 0\n[algorithm]\nname = \"" +
         algorithm + "\"\n";
}

}  // namespace

std::string CloudsJob(const std::string& algorithm, bool by_label) {
  return JobOf("name = \"synthetic-blobs\"\nclasses = 2\nseparation = 2.0\n",
               by_label ? "kind = \"by-label\"\nclasses_per_worker = 1\n" : "kind = \"iid\"\n",
               algorithm);
}

std::string ShiftedJob(const std::string& algorithm) {
  return JobOf("name = \"synthetic-blobs\"\nclasses = 2\nseparation = 2.0\nshift = 4.0\n",
               "kind = \"by-owner\"\n", algorithm);
}

JobData::JobData(const std::string& toml) : JobData(ParsedJob(toml)) {}

JobData::JobData(const Job& job) {
  const auto workers = static_cast<std::uint32_t>(job.train.workers);
  data = LoadDataset(job.data, workers, job.seed);
  problem = MakeProblemFactory<double>(job.model, data, 0)();
  view = problem->linear().value();
  const Partition partition = MakePartition(job.partition, *data, workers, job.seed);
  for (std::uint32_t m = 0; m < workers; ++m) {
    const auto shard = partition.shard(m);
    shards.emplace_back(shard.begin(), shard.end());
  }
  for (std::uint32_t i = 0; i < data->train.size; ++i) {
    const double length = Length(Row(i));
    largest_square = std::max(largest_square, length * length);
  }
}

std::vector<double> JobData::Row(std::uint32_t example) const {
  const auto first =
      data->train.dense.begin() + static_cast<std::ptrdiff_t>(example * data->columns);
  return {first, first + static_cast<std::ptrdiff_t>(data->columns)};
}

double StepSize(const JobData& data, double divisor) { return 4.0 / data.largest_square / divisor; }
std::string Rate(double rate) { return fmt::format("algorithm.learning_rate={:.17g}", rate); }
std::string Steps(int steps) { return fmt::format("algorithm.local_steps.steps={}", steps); }
std::string Rounds(int rounds) { return fmt::format("train.rounds={}", rounds); }
std::string EvaluateEvery(int steps) { return fmt::format("train.evaluate_every={}", steps); }

double At(const RunResult& run, std::uint64_t round, const std::string& metric) {
  for (const MetricsLine& line : run.lines) {
    if (line.round != round) continue;
    for (const auto& [name, value] : line.metrics) {
      if (name == metric) return value;
    }
  }
  ADD_FAILURE() << "no " << metric << " after round " << round;
  return std::nan("");
}

}  // namespace hushed
