// Softmax cross-entropy, in the form that cannot overflow:
//
//   loss = log(sum_j exp(z_j - z_max)) - (z_t - z_max),   dloss/dz_j = softmax_j - [j = t]
#include "problem/output_loss.h"

#include <algorithm>
#include <cmath>

namespace hushed {
namespace {

template <class Real>
double RowLoss(std::span<const Real> z, std::size_t target, Real scale, Real* delta) {
  const Real largest = *std::ranges::max_element(z);
  double sum = 0.0;
  for (std::size_t j = 0; j < z.size(); ++j) {
    const Real e = std::exp(z[j] - largest);
    sum += static_cast<double>(e);
    if (delta != nullptr) delta[j] = e;
  }
  if (delta != nullptr) {
    const Real factor = static_cast<Real>(static_cast<double>(scale) / sum);
    for (std::size_t j = 0; j < z.size(); ++j) delta[j] *= factor;
    delta[target] -= scale;
  }
  return std::log(sum) - static_cast<double>(z[target] - largest);
}

template <class Real>
double ErrorLoss(Real z, double target, Real scale, Real* delta) {
  const double error = static_cast<double>(z) - target;
  if (delta != nullptr) *delta = scale * static_cast<Real>(error);
  return 0.5 * error * error;
}

// The loss of row k of the outputs; delta may be null.
template <class Real>
double LossOf(const Dataset& data, double target, std::span<const Real> outputs, std::size_t k,
              double scale, Real* delta) {
  const std::size_t width = std::max<std::uint32_t>(1, data.classes);
  Real* row = delta == nullptr ? nullptr : delta + k * width;
  if (data.classes == 0) return ErrorLoss(outputs[k], target, static_cast<Real>(scale), row);
  return RowLoss(outputs.subspan(k * width, width), static_cast<std::size_t>(target),
                 static_cast<Real>(scale), row);
}

}  // namespace

template <class Real>
double OutputLoss(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
                  std::span<const Real> outputs, double scale, Real* delta) {
  double sum = 0.0;
  for (std::size_t k = 0; k < examples.size(); ++k) {
    sum += LossOf(data, split.targets[examples[k]], outputs, k, scale, delta);
  }
  return sum;
}

template <class Real>
Score OutputScore(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
                  std::span<const Real> outputs) {
  Score score;
  for (std::size_t k = 0; k < examples.size(); ++k) {
    const double target = split.targets[examples[k]];
    score.loss += LossOf<Real>(data, target, outputs, k, 1.0, nullptr);
    if (data.classes == 0) continue;
    const std::span<const Real> z = outputs.subspan(k * data.classes, data.classes);
    const auto answer = std::ranges::max_element(z) - z.begin();
    if (static_cast<double>(answer) == target) score.correct += 1.0;
  }
  return score;
}

#define HUSHED_INSTANTIATE(Real)                                                           \
  template double OutputLoss(const Dataset&, const Split&, std::span<const std::uint32_t>, \
                             std::span<const Real>, double, Real*);                        \
  template Score OutputScore(const Dataset&, const Split&, std::span<const std::uint32_t>, \
                             std::span<const Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
