#pragma once

#include <memory>

#include "algorithm/setting.h"

namespace hushed {

struct FedGaOptions {
  double beta = 0.1;
  std::string gradient = "shard";

  static Fields<FedGaOptions> fields();
};

template <class Real>
std::unique_ptr<Algorithm<Real>> MakeFedGa(Setting setting);

}  // namespace hushed
