#pragma once

#include <cstdint>
#include <memory>

#include "core/options.h"
#include "problem/models.h"

namespace hushed {

struct SoftmaxOptions {
  double l2 = 0.0;
  bool intercept = true;

  static Fields<SoftmaxOptions> fields();
};

// Softmax regression: one linear layer, begun at zero. Throws ConfigError when the data has
// fewer than two classes.
template <class Real>
ProblemFactory<Real> MakeSoftmax(const SoftmaxOptions& options, std::shared_ptr<const Dataset> data,
                                 std::uint64_t loss_examples);

}  // namespace hushed
