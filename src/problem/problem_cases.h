#pragma once

// Test support: one or more problems of every native model, for laws that all obey.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "problem/models.h"
#include "problem/small_datasets.h"
#include "testing/vectors.h"

namespace hushed {

struct ProblemCase {
  std::string name;  // of the test
  Choice model;
  std::shared_ptr<const Dataset> data;
  bool noisy = false;  // the batch's randomness is part of the function
};

inline std::ostream& operator<<(std::ostream& out, const ProblemCase& each) {
  return out << each.name;
}

inline std::string NameOf(const testing::TestParamInfo<ProblemCase>& info) {
  return info.param.name;
}

inline std::vector<ProblemCase> LinearCases() {
  const auto sparse = RandomSparseRows(23, 0.2, 2, 16);
  const Values both = {{"l2", 0.1}, {"intercept", true}};
  return {
      {"LogisticDense", {"logistic", {}}, RandomRows({9}, 2, 16)},
      {"LogisticDenseL2Intercept", {"logistic", both}, RandomRows({9}, 2, 16)},
      {"LogisticSparse", {"logistic", {}}, sparse},
      {"LogisticSparseL2", {"logistic", {{"l2", 0.3}}}, sparse},
      {"LogisticSparseL2Intercept", {"logistic", both}, sparse},
      {"LogisticOneColumn", {"logistic", both}, RandomRows({1}, 2, 16)},
      {"LogisticPixels", {"logistic", both}, RandomPixels({2, 3, 3}, 2, 16)},
      {"LeastSquaresDense", {"least-squares", {}}, RandomRows({7}, 0, 16)},
      {"LeastSquaresSparse", {"least-squares", both}, RandomSparseRows(17, 0.3, 0, 16)},
      {"LeastSquaresClasses", {"least-squares", both}, RandomRows({7}, 3, 16)},
  };
}

inline std::vector<ProblemCase> LayersCases() {
  const auto hidden = [](std::vector<std::int64_t> widths, const char* activation) {
    return Values{{"hidden", std::move(widths)}, {"activation", std::string(activation)}};
  };
  return {
      {"SoftmaxDense", {"softmax", {}}, RandomRows({6}, 3, 16)},
      {"SoftmaxL2", {"softmax", {{"l2", 0.2}}}, RandomRows({6}, 5, 16)},
      {"SoftmaxNoIntercept", {"softmax", {{"intercept", false}}}, RandomRows({6}, 2, 16)},
      {"SoftmaxSparse", {"softmax", {{"l2", 0.2}}}, RandomSparseRows(13, 0.3, 4, 16)},
      {"MlpRelu", {"mlp", hidden({7}, "relu")}, RandomRows({5}, 3, 16)},
      {"MlpTanh", {"mlp", hidden({8, 1, 3}, "tanh")}, RandomRows({5}, 3, 16)},
      {"MlpDeepRelu", {"mlp", hidden({9, 8}, "relu")}, RandomPixels({1, 3, 3}, 4, 16)},
      {"MlpNoHidden", {"mlp", hidden({}, "relu")}, RandomRows({5}, 2, 16)},
      {"MlpValues", {"mlp", hidden({6}, "tanh")}, RandomRows({5}, 0, 16)},
  };
}

inline std::vector<ProblemCase> QuadraticCases() {
  const Values noise = {{"noise", 0.5}, {"multiplicative_noise", 0.25}};
  const Values skewed = {{"noise", 2.0}, {"smoothing", 0.5}};
  return {
      {"QuadraticDiagonal", {"quadratic", {}}, RandomQuadratics(11, 16, true)},
      {"QuadraticOneCoordinate", {"quadratic", noise}, RandomQuadratics(1, 16, true), true},
      // Longer than two blocks of noise, and odd.
      {"QuadraticDiagonalNoise", {"quadratic", noise}, RandomQuadratics(601, 16, true), true},
      {"QuadraticDense", {"quadratic", {}}, RandomQuadratics(11, 16, false)},
      {"QuadraticDenseNoise", {"quadratic", noise}, RandomQuadratics(19, 16, false), true},
      {"SkewedQuadratic", {"skewed-quadratic", {{"noise", 0.0}}}, RandomRows({7}, 0, 16)},
      {"SkewedQuadraticNoise", {"skewed-quadratic", skewed}, RandomRows({300}, 0, 16), true},
  };
}

// Each with 16 training examples.
inline std::vector<ProblemCase> NativeCases() {
  std::vector<ProblemCase> cases = LinearCases();
  for (const auto& more : {LayersCases(), QuadraticCases()}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  return cases;
}

inline std::vector<ProblemCase> CasesWithoutNoise() {
  std::vector<ProblemCase> cases = NativeCases();
  std::erase_if(cases, [](const ProblemCase& each) { return each.noisy; });
  return cases;
}

template <class Real>
std::unique_ptr<Problem<Real>> Make(const ProblemCase& of) {
  return MakeProblemFactory<Real>(of.model, of.data, /*loss_examples=*/0)();
}

// What every part of the evaluation says.
template <class Real>
std::vector<Metric> MetricsOf(Problem<Real>& problem, const std::vector<Real>& x) {
  std::vector<Metric> metrics;
  for (std::size_t part = 0; part < problem.evaluation_parts(); ++part) {
    problem.Evaluate(x, part, metrics);
  }
  return metrics;
}

// A batch of these examples, its randomness told by `step`.
inline Batch BatchOf(std::span<const std::uint32_t> examples, std::uint64_t step = 0) {
  return {examples, Stream(1, Purpose::kExample, 0, 0, step)};
}

template <class Real>
struct LossGradient {
  double loss = 0.0;
  std::vector<Real> gradient;

  friend bool operator==(const LossGradient&, const LossGradient&) = default;
};

// x: parameters, or these and the statistics after them. The gradient's room is handed over full of
// NaN, since it is to be overwritten.
template <class Real>
LossGradient<Real> At(Problem<Real>& problem, std::type_identity_t<std::span<const Real>> x,
                      const Batch& batch, std::type_identity_t<std::span<Real>> buffers = {}) {
  const std::size_t d = problem.layout().parameter_size();
  LossGradient<Real> at;
  at.gradient.assign(d, std::numeric_limits<Real>::quiet_NaN());
  at.loss = problem.LossAndGradient(x.first(d), batch, at.gradient, buffers);
  return at;
}

// The largest size of an entry.
template <class Real>
double Largest(std::span<const Real> v) {
  double largest = 0.0;
  for (const Real entry : v) largest = std::max(largest, std::abs(static_cast<double>(entry)));
  return largest;
}

// Entry by entry within relative * the largest entry of `expected`, or 1 when that is smaller.
template <class Real, class Other>
void ExpectNear(const std::vector<Real>& actual, const std::vector<Other>& expected,
                double relative) {
  ASSERT_EQ(actual.size(), expected.size());
  const double tolerance = relative * std::max(1.0, Largest<Other>(expected));
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(actual[i]), static_cast<double>(expected[i]), tolerance) << i;
  }
}

// Sums of at most a few hundred terms near 1, whose order may differ: that many roundings.
template <class Real>
constexpr double kRounding = sizeof(Real) == sizeof(float) ? 2e-5 : 1e-13;

// law.operator()<float>() and <double>().
template <class Law>
void InBothScalars(const Law& law) {
  {
    SCOPED_TRACE("float");
    law.template operator()<float>();
  }
  SCOPED_TRACE("double");
  law.template operator()<double>();
}

}  // namespace hushed
