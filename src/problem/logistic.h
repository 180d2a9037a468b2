#pragma once

#include "problem/linear_problem.h"

namespace hushed {

using LogisticOptions = LinearOptions;

// Binary logistic regression. Throws ConfigError unless the data has two classes.
template <class Real>
ProblemFactory<Real> MakeLogistic(const LogisticOptions& options,
                                  std::shared_ptr<const Dataset> data, std::uint64_t loss_examples);

}  // namespace hushed
