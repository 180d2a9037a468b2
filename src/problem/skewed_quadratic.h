#pragma once

#include <cstdint>
#include <memory>

#include "core/options.h"
#include "problem/models.h"

namespace hushed {

struct SkewedQuadraticOptions {
  double noise = 8.0;
  double start = 2.0;
  double smoothing = 0.0;

  static Fields<SkewedQuadraticOptions> fields();
};

// The one-dimensional objective with a kink in its slope, as many times as the data has columns;
// of the data nothing else is used.
template <class Real>
ProblemFactory<Real> MakeSkewedQuadratic(const SkewedQuadraticOptions& options,
                                         const std::shared_ptr<const Dataset>& data,
                                         std::uint64_t loss_examples);

}  // namespace hushed
