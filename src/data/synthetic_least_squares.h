#pragma once

#include "data/synthetic_rows.h"

namespace hushed {

struct SyntheticLeastSquaresOptions : RowOptions {
  double noise = 0.1;
  double heterogeneity = 0.0;

  static Fields<SyntheticLeastSquaresOptions> fields();
};

// Linear regression with a known truth; synthetic_least_squares.cc says how it is drawn.
Dataset MakeSyntheticLeastSquares(const SyntheticLeastSquaresOptions& options,
                                  const Making& making);

}  // namespace hushed
