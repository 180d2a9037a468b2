#include "implicit_bias_laws.h"

#include <fmt/format.h>

#include <cmath>

namespace hushed {

double Length(const std::vector<double>& v) { return Distance(v, std::vector<double>(v.size())); }

double Distance(const std::vector<double>& a, const std::vector<double>& b) {
  double square = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) square += (a[j] - b[j]) * (a[j] - b[j]);
  return std::sqrt(square);
}

double DirectionError(const std::vector<double>& a, const std::vector<double>& b) {
  const double of_a = Length(a), of_b = Length(b);
  std::vector<double> difference(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) difference[j] = a[j] / of_a - b[j] / of_b;
  return Length(difference);
}

std::vector<double> MeanOfLocalSeparators(const LinearView& view, std::size_t columns,
                                          const std::vector<std::vector<std::uint32_t>>& shards) {
  const std::vector<double> zero(columns);
  std::vector<double> mean = zero;
  for (std::size_t m = 0; m < shards.size(); ++m) {
    const auto own = Project(view, shards[m], zero, fmt::format("worker {}", m)).point;
    const double scale = Length(own) * static_cast<double>(shards.size());
    for (std::size_t j = 0; j < columns; ++j) mean[j] += own[j] / scale;
  }
  return mean;
}

Overrides Overlapping() {
  return {"seed=3",
          "data.rows=200",
          "data.test_rows=0",
          "data.columns=5",
          "partition.kind=by-label",
          "partition.classes_per_worker=1",
          "model.separator=false",
          "train.workers=4"};
}

std::vector<double> Stationary(Trainer& trainer, double rate, int steps, double time) {
  const Overrides length = {fmt::format("algorithm.local_steps.steps={}", steps),
                            fmt::format("algorithm.learning_rate={:.17g}", rate),
                            fmt::format("train.rounds={:.0f}", std::floor(time / (rate * steps))),
                            "train.evaluate_every=0"};
  return trainer.Try("local-gd", Joined(Overlapping(), length)).model;
}

}  // namespace hushed
