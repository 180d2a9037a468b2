#include "local/learning_rate.h"

#include <algorithm>

namespace hushed {
namespace {

struct StepOptions {
  std::vector<std::int64_t> at;
  double factor = 0.1;

  static Fields<StepOptions> fields() {
    return {
        {"at", &StepOptions::at, AtLeast(0), "local steps at which the rate drops, ascending"},
        {"factor", &StepOptions::factor, Above(0), "what it is multiplied by at each"},
    };
  }
};

struct InverseOptions {
  double offset = 1.0;
  double largest = 0.0;

  static Fields<InverseOptions> fields() {
    return {
        {"offset", &InverseOptions::offset, Above(0), "steps added to the local step's number"},
        {"largest", &InverseOptions::largest, AtLeast(0),
         "the rate never exceeds this; 0: no bound"},
    };
  }
};

}  // namespace

LearningRate::LearningRate(double rate, const Choice& schedule) : rate_(rate) {
  if (schedule.kind == "inverse") {
    const auto options = FromValues<InverseOptions>(schedule.options);
    offset_ = options.offset;
    largest_ = options.largest;
  }
  if (schedule.kind != "step") return;
  const auto options = FromValues<StepOptions>(schedule.options);
  if (!std::is_sorted(options.at.begin(), options.at.end())) {
    throw ConfigError("algorithm.schedule.at = " + ToText(options.at) +
                      " is not allowed: the steps must ascend");
  }
  drops_ = options.at;
  factor_ = options.factor;
}

double LearningRate::At(std::uint64_t step) const {
  if (offset_ > 0) {
    const double rate = rate_ / (static_cast<double>(step) + offset_);
    return largest_ > 0 ? std::min(rate, largest_) : rate;
  }
  double rate = rate_;
  for (const std::int64_t drop : drops_) {
    if (step >= static_cast<std::uint64_t>(drop)) rate *= factor_;
  }
  return rate;
}

std::vector<KindInfo> LearningRateKinds() {
  return {{"constant", "the same rate throughout", {}},
          {"step", "the rate drops by a factor at given local steps", OptionsOf<StepOptions>()},
          {"inverse", "learning_rate / (local step + offset): strongly convex problems",
           OptionsOf<InverseOptions>()}};
}

}  // namespace hushed
