#pragma once

#include <cstdint>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "data/making.h"

namespace hushed {

struct SyntheticQuadraticOptions {
  std::int64_t dimension = 10;
  std::int64_t components = 0;
  std::vector<double> a, b, start;
  double smallest = 1.0;
  double largest = 10.0;
  double heterogeneity = 1.0;
  bool dense = false;
  std::int64_t repetitions = 1;

  static Fields<SyntheticQuadraticOptions> fields();
};

// Components of a quadratic objective, given or drawn; synthetic_quadratic.cc says how. Throws
// ConfigError when a, b or start have a size that does not fit, or a matrix is not symmetric or to
// be repeated.
Dataset MakeSyntheticQuadratic(const SyntheticQuadraticOptions& options, const Making& making);

}  // namespace hushed
