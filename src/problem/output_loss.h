#pragma once

#include <cstdint>
#include <span>

#include "data/dataset.h"
#include "problem/evaluation_plan.h"

namespace hushed {

// The loss at a network's outputs [examples.size() x classes], row-major: softmax cross-entropy
// with the example's class, or half the squared error of the one output where the data has no
// classes.

// Sum over the examples; delta (shaped as outputs) = scale * its gradient.
template <class Real>
double OutputLoss(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
                  std::span<const Real> outputs, double scale, Real* delta);

// The class of the largest output, the first of equals, is the answer.
template <class Real>
Score OutputScore(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
                  std::span<const Real> outputs);

}  // namespace hushed
