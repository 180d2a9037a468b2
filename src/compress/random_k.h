#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

struct RandomKOptions {
  double fraction = 0.01;
  bool unbiased = false;
  bool shared_positions = false;

  static Fields<RandomKOptions> fields();
};

template <class Real>
std::unique_ptr<Compressor<Real>> MakeRandomK(const RandomKOptions& options = {});

}  // namespace hushed
