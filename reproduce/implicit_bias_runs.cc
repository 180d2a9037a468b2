#include "implicit_bias_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/partition.h"
#include "drawing.h"
#include "problem/models.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

// Fills what is computed: rate, separators.
ExampleSet Examined(const Trainer& trainer, ExampleSet examples) {
  examples.overrides.push_back("data.test_rows=0");
  const Job job = trainer.JobOf("local-gd", examples.overrides);
  const auto workers = static_cast<std::uint32_t>(job.train.workers);
  const auto data = LoadDataset(job.data, workers, job.seed);
  const auto problem = MakeProblemFactory<double>(job.model, data, 0)();
  const LinearView view = problem->linear().value();
  double largest = 0.0;
  for (std::uint64_t i = 0; i < data->train.size; ++i) {
    const auto row = data->train.dense.begin() + static_cast<std::ptrdiff_t>(i * data->columns);
    largest = std::max(
        largest,
        std::inner_product(row, row + static_cast<std::ptrdiff_t>(data->columns), row, 0.0));
  }
  examples.rate = 4.0 / largest;
  examples.separator = HardMargin(view, data->columns);
  examples.margin = MarginOf(view, examples.separator.point);
  const Partition partition = MakePartition(job.partition, *data, workers, job.seed);
  std::vector<std::vector<std::uint32_t>> shards;
  for (std::uint32_t m = 0; m < workers; ++m) {
    const auto shard = partition.shard(m);
    shards.emplace_back(shard.begin(), shard.end());
  }
  examples.mean_of_separators = MeanOfLocalSeparators(view, data->columns, shards);
  return examples;
}

}  // namespace

std::vector<ExampleSet> AllExampleSets(const Trainer& trainer) {
  return {Examined(trainer, {"clouds", "dealt at random", {}}),
          Examined(trainer, {"by-label",
                             "one label a worker",
                             {"partition.kind=by-label", "partition.classes_per_worker=1"}}),
          Examined(trainer, {"shifted",
                             "shifted for each worker",
                             {"partition.kind=by-owner", "data.shift=4.0"}})};
}

Overrides LocalGd(int steps, double rate, int rounds, int every) {
  return {fmt::format("algorithm.local_steps.steps={}", steps),
          fmt::format("algorithm.learning_rate={:.17g}", rate),
          fmt::format("train.rounds={}", rounds),
          fmt::format("train.evaluate_every={}", std::min(every, rounds) * steps)};
}

double AtRound(const RunResult& run, std::uint64_t round, const std::string& metric) {
  for (const MetricsLine& line : run.lines) {
    if (line.round == round) return MetricOf(line, metric);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Curve AgainstRounds(const std::string& label, const RunResult& run, const std::string& metric,
                    std::size_t most) {
  std::vector<double> rounds, values;
  const double last = static_cast<double>(run.lines.back().round);
  double next = 0.0;
  for (const MetricsLine& line : run.lines) {
    const auto round = static_cast<double>(line.round);
    const double value = MetricOf(line, metric);
    if (line.round == 0 || (round < next && round < last) || !(value > 0)) continue;
    if (rounds.empty()) next = round;
    rounds.push_back(round);
    values.push_back(value);
    const double factor = std::pow(last / rounds.front(), 1.0 / static_cast<double>(most));
    while (next <= round && factor > 1) next *= factor;
  }
  return MakeLine(label, rounds, values);
}

Table::Cell NumberCell(double value) { return {KnownText(value, Unit::kNumber)}; }

}  // namespace hushed
