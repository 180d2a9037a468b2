#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "hushed/problem.h"

namespace hushed {

// What the tests of networks share.

template <class Real>
struct Step {
  double loss = 0.0;
  std::vector<Real> gradient;

  friend bool operator==(const Step&, const Step&) = default;
};

// x: parameters, or these and the buffers after them.
template <class Real>
Step<Real> StepAt(Problem<Real>& problem, std::type_identity_t<std::span<const Real>> x,
                  const Batch& batch, std::type_identity_t<std::span<Real>> buffers = {}) {
  const std::size_t d = problem.layout().parameter_size();
  Step<Real> step{.gradient = std::vector<Real>(d, Real{123})};  // must be overwritten
  step.loss = problem.LossAndGradient(x.first(d), batch, step.gradient, buffers);
  return step;
}

}  // namespace hushed
