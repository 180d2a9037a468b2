#pragma once

#include <cstdint>
#include <deque>

#include "core/options.h"
#include "hushed/archive.h"
#include "local/learning_rate.h"

namespace hushed {

// The right side of LAG-type rules, the same at every participant because it is made of the model's
// own moves:
//
//   movement = coefficient / (lr^rate_power * M^(2 - rate_power))
//              * sum_{i < history} |x^{t-i} - x^{t-i-1}|^2
//
// Mean form: x^{t+1} = x^t - lr * mean_m g_m. The papers' constants in it:
//   SASG code (sum form, step gamma = lr / M):  1 / (2 gamma M^2) = 0.5 / (lr M)   rate_power 1
//   LASG code:                                  1 / (lr^2 D)                        rate_power 2
//   LAG-WK (objective is the sum, step lr / M): xi / (alpha M)^2 = xi / lr^2        rate_power 2
struct ThresholdOptions {
  std::int64_t history = 10;
  double coefficient = 0.1;
  std::int64_t rate_power = 2;
  std::int64_t rate_lag = 0;

  template <class Options>
  static Fields<Options> FieldsOf() {
    return {
        {"history", &Options::history, AtLeast(0), "differences of models that are summed"},
        {"coefficient", &Options::coefficient, AtLeast(0),
         "factor of the threshold; 0: whatever changed at all is sent"},
        {"rate_power", &Options::rate_power, Between(1, 2),
         "threshold factor is coefficient / (lr^p * workers^(2 - p))"},
        {"rate_lag", &Options::rate_lag, AtLeast(0),
         "the threshold sees the learning rate of this many local steps ago"},
    };
  }
};

// Keeps the history and computes the movement. Lives with the server.
class Threshold {
 public:
  Threshold(const ThresholdOptions& options, const LearningRate& rate, std::uint32_t workers);

  // For a round that begins at this local step.
  double Movement(std::uint64_t step) const;

  // Notes one more move, |x^{t+1} - x^t|^2.
  void Note(double squared_move);

  void Serialize(Archive& archive);

 private:
  ThresholdOptions options_;
  LearningRate rate_;
  double workers_;
  std::deque<double> moves_;  // newest first, at most `history`
};

}  // namespace hushed
