#pragma once

#include "problem/linear_problem.h"

namespace hushed {

using LeastSquaresOptions = LinearOptions;

// Linear regression. Where the data has classes their numbers are the values to predict, and the
// nearest class counts as the answer.
template <class Real>
ProblemFactory<Real> MakeLeastSquares(const LeastSquaresOptions& options,
                                      std::shared_ptr<const Dataset> data,
                                      std::uint64_t loss_examples);

}  // namespace hushed
