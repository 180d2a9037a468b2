#pragma once

#include <cstdint>
#include <vector>

#include "core/options.h"

namespace hushed {

// The learning rate as a function of the local step, counted from 0. Plain data, the same
// everywhere. While t + 1 < warmup it is (t + 1) / warmup of what the schedule says.
class LearningRate {
 public:
  // Constant.
  explicit LearningRate(double rate) : rate_(rate) {}

  // schedule: one of LearningRateKinds(). total_steps: local steps of the whole training, 0 when
  // not known in advance; a cosine that does not say where it ends needs them. Throws ConfigError.
  LearningRate(double rate, const Choice& schedule, std::uint64_t total_steps = 0);

  double At(std::uint64_t step) const;

 private:
  void ReadStep(const Values& options);
  void ReadInverse(const Values& options);
  void ReadCosine(const Values& options, std::uint64_t total_steps);
  double Scheduled(double step) const;

  double rate_;
  double warmup_ = 0.0;  // local steps

  // What each schedule has of its own; where it is 0 or empty, the rate is of another.
  double factor_ = 1.0;
  std::vector<std::int64_t> drops_;  // steps, ascending: times factor_ at each
  double offset_ = 0.0;              // > 0: the rate is rate_ / (step + offset_)
  double largest_ = 0.0;             // > 0: and never above this
  double end_ = 0.0;                 // > 0: half a cosine from the end of the warm-up to this step
  double final_ = 0.0;               // share of rate_ that is left there and after
};

// constant; step (times `factor` at each step of `at`); inverse (over the step's number); cosine.
std::vector<KindInfo> LearningRateKinds();

}  // namespace hushed
