#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "data/partition.h"
#include "data/sampler.h"
#include "hushed/problem.h"

namespace hushed {

// Example i pulls every coordinate of x towards targets[i]: f = |x - t|^2 / 2, gradient x - mean t.
template <class Real>
class Springs final : public Problem<Real> {
 public:
  Springs(std::size_t dimension, std::vector<double> targets) : targets_(std::move(targets)) {
    layout_.AddParameter("x", {dimension});
  }

  const Layout& layout() const override { return layout_; }

  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real>) override {
    double target = 0.0, loss = 0.0;
    for (const std::uint32_t i : batch.examples) {
      target += targets_[i] / static_cast<double>(batch.examples.size());
    }
    for (std::size_t j = 0; j < x.size(); ++j) {
      gradient[j] = x[j] - static_cast<Real>(target);
      loss += 0.5 * static_cast<double>(gradient[j]) * static_cast<double>(gradient[j]);
    }
    return loss;
  }

  void Evaluate(std::span<const Real>, std::size_t, std::vector<Metric>&) override {}

 private:
  Layout layout_;
  std::vector<double> targets_;
};

// Every worker owns all of `examples` examples.
inline std::shared_ptr<const Sampler> SamplerOfCopies(std::uint32_t workers, std::uint64_t examples,
                                                      std::uint64_t batch) {
  const auto partition = std::make_shared<const Partition>(Partition::Copies(workers, examples));
  return std::make_shared<const Sampler>(partition, /*seed=*/1, batch, Sampling::kEpoch);
}

}  // namespace hushed
