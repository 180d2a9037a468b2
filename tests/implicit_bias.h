#pragma once

// What the tests of Local-GD and Modified Local-GD share: their jobs, and what a run says.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../reproduce/implicit_bias_laws.h"
#include "data/dataset.h"
#include "harness.h"
#include "hushed/problem.h"

namespace hushed {

// Fifty examples in fifty columns, five to each of ten workers: two clouds of one label each, which
// some plane through the origin separates since there are no more rows than columns. Workers own
// random examples, or examples of one label where `by_label`.
std::string CloudsJob(const std::string& algorithm, bool by_label = false);

// The same clouds, moved by 4 in a direction of its own for each worker.
std::string ShiftedJob(const std::string& algorithm);

// The training examples of a job and who owns them.
struct JobData {
  explicit JobData(const std::string& toml);
  explicit JobData(const Job& job);

  std::shared_ptr<const Dataset> data;
  std::unique_ptr<Problem<double>> problem;
  LinearView view;
  std::vector<std::vector<std::uint32_t>> shards;  // by worker
  double largest_square = 0.0;                     // max |a_i|^2

  std::vector<double> Row(std::uint32_t example) const;  // [columns]
};

// learning_rate = 4 / max |a|^2 / divisor: 1 / the smoothness of any worker's loss, divided.
double StepSize(const JobData& data, double divisor = 1.0);
std::string Rate(double learning_rate);
std::string Steps(int local_steps);
std::string Rounds(int rounds);
std::string EvaluateEvery(int local_steps);

// The value at the evaluation after this many rounds; fails the test when there is none.
double At(const RunResult& run, std::uint64_t round, const std::string& metric);

}  // namespace hushed
