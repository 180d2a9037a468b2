#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

struct HardThresholdOptions {
  double threshold = 0.0;
  double relative = 2.0;

  static Fields<HardThresholdOptions> fields();
};

template <class Real>
std::unique_ptr<Compressor<Real>> MakeHardThreshold(const HardThresholdOptions& options = {});

}  // namespace hushed
