#pragma once

// What the two files of Local SGD's laws share.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "../reproduce/local_sgd_runs.h"
#include "../reproduce/slope.h"

namespace hushed {

// The skewed quadratic of jobs/local-sgd-skewed.toml: F(x) = x^2 above 0, x^2 / 2 below, additive
// noise of deviation 8, x0 = 2, learning rate min(2 / (t + 1), 1/2).
struct Skewed {
  std::string schedule;  // one of Schedules()
  std::uint64_t workers = 1;
  std::uint64_t steps = 1000;
  std::uint64_t repetitions = 1000;
  double smoothing = 0.0;

  RunResult Run() const {
    Trainer trainer({.jobs = std::string(HUSHED_SOURCE_DIR) + "/jobs"});
    auto overrides = ScheduleNamed(schedule).overrides(workers);
    overrides.insert(
        overrides.end(),
        {fmt::format("train.workers={}", workers), fmt::format("train.steps={}", steps),
         fmt::format("data.dimension={}", repetitions),
         fmt::format("model.smoothing={}", smoothing), "train.evaluate_every=0"});
    return trainer.Try("local-sgd-skewed", overrides);
  }

  // Of each repetition; without smoothing.
  std::vector<double> Errors() const { return SkewedErrors(Run().model); }
};

// The slope of log error against log N, repetitions paired over N.
inline Estimate SlopeOverWorkers(Skewed of, const std::vector<double>& workers) {
  std::vector<std::vector<double>> errors;
  for (const double n : workers) {
    of.workers = static_cast<std::uint64_t>(n);
    errors.push_back(of.Errors());
  }
  return LogSlope(workers, errors);
}

}  // namespace hushed
