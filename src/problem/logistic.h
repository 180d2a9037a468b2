#pragma once

#include "problem/linear_problem.h"

namespace hushed {

struct LogisticOptions : LinearOptions {
  static Fields<LogisticOptions> fields();
};

// Binary logistic regression. Throws ConfigError unless the data has two classes; DataError when a
// separator is to be measured against and the training set has none.
template <class Real>
ProblemFactory<Real> MakeLogistic(const LogisticOptions& options,
                                  std::shared_ptr<const Dataset> data, std::uint64_t loss_examples);

}  // namespace hushed
