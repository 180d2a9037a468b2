#pragma once

#include <cstdint>
#include <memory>

#include "core/options.h"
#include "problem/models.h"

namespace hushed {

struct QuadraticOptions {
  double noise = 0.0;
  double multiplicative_noise = 0.0;

  static Fields<QuadraticOptions> fields();
};

// The mean of the data set's quadratic components, begun at their start. Throws ConfigError when
// the data has none.
template <class Real>
ProblemFactory<Real> MakeQuadratic(const QuadraticOptions& options,
                                   std::shared_ptr<const Dataset> data,
                                   std::uint64_t loss_examples);

}  // namespace hushed
