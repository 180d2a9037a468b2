#pragma once

#include <cstdint>
#include <vector>

#include "core/options.h"

namespace hushed {

// The learning rate as a function of the local step. Plain data, the same everywhere.
class LearningRate {
 public:
  // Constant.
  explicit LearningRate(double rate) : rate_(rate) {}

  // schedule: one of LearningRateKinds().
  LearningRate(double rate, const Choice& schedule);

  double At(std::uint64_t step) const;

 private:
  double rate_;
  double factor_ = 1.0;
  std::vector<std::int64_t> drops_;  // steps, ascending
  double offset_ = 0.0;              // > 0: the rate is rate_ / (step + offset_)
  double largest_ = 0.0;             // > 0: and never above this
};

// constant; step (times `factor` at each step of `at`); inverse (over the step's number).
std::vector<KindInfo> LearningRateKinds();

}  // namespace hushed
