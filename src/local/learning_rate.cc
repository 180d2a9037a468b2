// Learning rates. t: the local step, from 0; lr: algorithm.learning_rate; W: warmup; T: steps.
//
//   constant   lr
//   step       lr * factor^(number of `at` that are <= t)
//   inverse    min(lr / (t + offset), largest)
//   cosine     lr * (final + (1 - final) (1 + cos(pi p)) / 2),  p = (t - W) / (T - W) cut to [0, 1]
//   warm-up    times (t + 1) / W while t + 1 < W
//
// The rates of strongly convex problems are `inverse`; mu: strong convexity, L: smoothness.
//   Local SGD (arXiv:2106.04759), theory  3 / (mu (t + beta))          lr = 3 / mu, offset = beta
//     its quadratic experiment            3 / (mu (t + 1))             lr = 3 / mu, offset = 1
//     its one-dimensional experiment      min((2 / mu) / (t + 1), 1/L) lr = 2 / mu, largest = 1/L
//   Mem-SGD (arXiv:1809.07599)            2 / (lambda (t + tau))       lr = 2/lambda, offset = tau
//     theory                              8 / (mu (a + t))             lr = 8 / mu, offset = a
// OpenDiLoCo's inner rate is `cosine` with warmup = 1000. No experiment of SASG, GradAlign or Local
// SGD warms up.
#include "local/learning_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hushed {
namespace {

// What every schedule has; all that `constant` has.
struct WarmupOptions {
  std::int64_t warmup = 0;

  template <class Options>
  static Field<Options> WarmupField() {
    return {"warmup", &Options::warmup, Between(0, 1e12),
            "local steps over which the rate rises linearly to what the schedule says; 0: none"};
  }
  static Fields<WarmupOptions> fields() { return {WarmupField<WarmupOptions>()}; }
};

struct StepOptions : WarmupOptions {
  std::vector<std::int64_t> at;
  double factor = 0.1;

  static Fields<StepOptions> fields() {
    return {
        {"at", &StepOptions::at, AtLeast(0), "local steps at which the rate drops, ascending"},
        {"factor", &StepOptions::factor, Above(0), "what it is multiplied by at each"},
        WarmupField<StepOptions>(),
    };
  }
};

struct InverseOptions : WarmupOptions {
  double offset = 1.0;
  double largest = 0.0;

  static Fields<InverseOptions> fields() {
    return {
        {"offset", &InverseOptions::offset, Above(0), "steps added to the local step's number"},
        {"largest", &InverseOptions::largest, AtLeast(0),
         "the rate never exceeds this; 0: no bound"},
        WarmupField<InverseOptions>(),
    };
  }
};

struct CosineOptions : WarmupOptions {
  std::int64_t steps = 0;
  double final_share = 0.0;

  static Fields<CosineOptions> fields() {
    return {
        {"steps", &CosineOptions::steps, Between(0, 1e12),
         "local steps, warm-up included, until the lowest rate, which stays; 0: the whole "
         "training"},
        {"final", &CosineOptions::final_share, Between(0, 1),
         "share of the learning rate that is left then"},
        WarmupField<CosineOptions>(),
    };
  }
};

}  // namespace

LearningRate::LearningRate(double rate, const Choice& schedule, std::uint64_t total_steps)
    : rate_(rate),
      warmup_(static_cast<double>(FromValues<WarmupOptions>(schedule.options).warmup)) {
  if (schedule.kind == "step") ReadStep(schedule.options);
  if (schedule.kind == "inverse") ReadInverse(schedule.options);
  if (schedule.kind == "cosine") ReadCosine(schedule.options, total_steps);
}

void LearningRate::ReadStep(const Values& values) {
  const auto options = FromValues<StepOptions>(values);
  if (!std::is_sorted(options.at.begin(), options.at.end())) {
    throw ConfigError("algorithm.schedule.at = " + ToText(options.at) +
                      " is not allowed: the steps must ascend");
  }
  drops_ = options.at;
  factor_ = options.factor;
}

void LearningRate::ReadInverse(const Values& values) {
  const auto options = FromValues<InverseOptions>(values);
  offset_ = options.offset;
  largest_ = options.largest;
}

void LearningRate::ReadCosine(const Values& values, std::uint64_t total_steps) {
  const auto options = FromValues<CosineOptions>(values);
  end_ = static_cast<double>(options.steps > 0 ? static_cast<std::uint64_t>(options.steps)
                                               : total_steps);
  final_ = options.final_share;
  if (end_ == 0.0) {
    throw ConfigError(
        "algorithm.schedule.kind = \"cosine\" needs the length of the training: set "
        "algorithm.schedule.steps, or train.steps or train.epochs instead of train.rounds");
  }
  if (warmup_ >= end_) {
    throw ConfigError(fmt::format(
        "algorithm.schedule.warmup = {} is not allowed: less than the {} local steps of the cosine "
        "is",
        options.warmup, end_));
  }
}

double LearningRate::Scheduled(double step) const {
  if (offset_ > 0) {
    const double rate = rate_ / (step + offset_);
    return largest_ > 0 ? std::min(rate, largest_) : rate;
  }
  if (end_ > 0) {
    const double done = std::clamp((step - warmup_) / (end_ - warmup_), 0.0, 1.0);
    const double left = 0.5 * (1.0 + std::cos(std::numbers::pi * done));
    return rate_ * (final_ + (1.0 - final_) * left);
  }
  double rate = rate_;
  for (const std::int64_t drop : drops_) {
    if (step >= static_cast<double>(drop)) rate *= factor_;
  }
  return rate;
}

double LearningRate::At(std::uint64_t step) const {
  const auto t = static_cast<double>(step);
  const double rate = Scheduled(t);
  return t + 1.0 < warmup_ ? rate * ((t + 1.0) / warmup_) : rate;
}

std::vector<KindInfo> LearningRateKinds() {
  return {
      {"constant", "the same rate throughout", OptionsOf<WarmupOptions>()},
      {"step", "the rate drops by a factor at given local steps", OptionsOf<StepOptions>()},
      {"inverse",
       "learning_rate / (local step + offset): strongly convex problems; 3 / (mu (t + beta)) is "
       "learning_rate = 3 / mu, offset = beta",
       OptionsOf<InverseOptions>()},
      {"cosine", "the rate falls along half a cosine from the end of the warm-up",
       OptionsOf<CosineOptions>()}};
}

}  // namespace hushed
