#pragma once

// Numbers from repetitions of an experiment, with standard errors from the repetitions themselves.
// Where several quantities were measured on the same repetitions (the same noise), what they have
// in common cancels in a ratio or a slope; the standard error is that of the sum over repetitions
// of each one's influence, which is exact to first order.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace hushed {

struct Estimate {
  double value = 0.0;
  double error = 0.0;  // standard error

  // 95% of a normal distribution.
  double low() const { return value - 1.96 * error; }
  double high() const { return value + 1.96 * error; }
};

// The mean of at least two independent repetitions.
inline Estimate MeanOf(std::span<const double> repetitions) {
  const auto n = static_cast<double>(repetitions.size());
  double sum = 0.0, squares = 0.0;
  for (const double entry : repetitions) sum += entry;
  for (const double entry : repetitions) squares += (entry - sum / n) * (entry - sum / n);
  return {sum / n, std::sqrt(squares / (n * (n - 1)))};
}

// The middle value; of an even number of them the higher of the two. At least one.
inline double MedianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// Of two numbers that were measured independently.
inline Estimate Quotient(const Estimate& a, const Estimate& b) {
  const double value = a.value / b.value;
  return {value, value * std::hypot(a.error / a.value, b.error / b.value)};
}

// sum_k weights[k] * log(mean of errors[k]); repetition j of every k saw the same noise.
inline Estimate LogCombination(std::span<const double> weights,
                               const std::vector<std::vector<double>>& errors) {
  std::vector<double> influence(errors.at(0).size(), 0.0);
  Estimate sum;
  for (std::size_t k = 0; k < errors.size(); ++k) {
    const double mean = MeanOf(errors[k]).value;
    sum.value += weights[k] * std::log(mean);
    for (std::size_t j = 0; j < influence.size(); ++j) {
      influence[j] += weights[k] * errors[k][j] / mean;
    }
  }
  sum.error = MeanOf(influence).error;
  return sum;
}

// mean(a) / mean(b) over the same repetitions.
inline Estimate RatioOf(const std::vector<double>& a, const std::vector<double>& b) {
  const double weights[] = {1.0, -1.0};
  const Estimate log = LogCombination(weights, {a, b});
  return {std::exp(log.value), std::exp(log.value) * log.error};
}

// sum_k weights[k] ys[k] is the slope of ys against xs by least squares. At least two xs differ.
inline std::vector<double> SlopeWeights(std::span<const double> xs) {
  double center = 0.0, squares = 0.0;
  for (const double x : xs) center += x / static_cast<double>(xs.size());
  std::vector<double> weights;
  for (const double x : xs) {
    weights.push_back(x - center);
    squares += weights.back() * weights.back();
  }
  for (double& weight : weights) weight /= squares;
  return weights;
}

// The slope of ys against xs, by least squares.
inline double SlopeOf(std::span<const double> xs, std::span<const double> ys) {
  const std::vector<double> weights = SlopeWeights(xs);
  double slope = 0.0;
  for (std::size_t k = 0; k < ys.size(); ++k) slope += weights[k] * ys[k];
  return slope;
}

// The slope of log(mean of errors[k]) against log(xs[k]), by least squares. At least two points.
inline Estimate LogSlope(std::span<const double> xs,
                         const std::vector<std::vector<double>>& errors) {
  std::vector<double> logs;
  for (const double x : xs) logs.push_back(std::log(x));
  return LogCombination(SlopeWeights(logs), errors);
}

}  // namespace hushed
