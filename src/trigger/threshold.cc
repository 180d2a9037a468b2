#include "trigger/threshold.h"

#include <cmath>
#include <vector>

namespace hushed {

Threshold::Threshold(const ThresholdOptions& options, const LearningRate& rate,
                     std::uint32_t workers)
    : options_(options), rate_(rate), workers_(workers) {}

double Threshold::Movement(std::uint64_t step) const {
  const auto lag = static_cast<std::uint64_t>(options_.rate_lag);
  const double rate = rate_.At(step > lag ? step - lag : 0);
  double sum = 0.0;
  for (const double move : moves_) sum += move;
  const auto power = static_cast<double>(options_.rate_power);
  return options_.coefficient * sum / (std::pow(rate, power) * std::pow(workers_, 2.0 - power));
}

void Threshold::Note(double squared_move) {
  moves_.push_front(squared_move);
  if (moves_.size() > static_cast<std::size_t>(options_.history)) moves_.pop_back();
}

void Threshold::Serialize(Archive& archive) {
  std::vector<double> moves(moves_.begin(), moves_.end());
  archive.Vector(moves);
  moves_.assign(moves.begin(), moves.end());
}

}  // namespace hushed
