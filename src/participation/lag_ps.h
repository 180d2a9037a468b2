#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "participation/participation.h"

namespace hushed {

struct LagPsOptions : ThresholdOptions {
  LagPsOptions() { coefficient = 1.0; }
  std::vector<double> smoothness;
  std::int64_t max_age = 0;
  static Fields<LagPsOptions> fields();
};

struct LasgPsOptions : ThresholdOptions {
  double first_estimate = 0.1;
  std::int64_t max_age = 50;
  static Fields<LasgPsOptions> fields();
};

// Throws ConfigError unless there is one smoothness for all workers or one for each.
template <class Real>
std::unique_ptr<Participation<Real>> MakeLagPs(const LagPsOptions& options, std::uint32_t workers);

template <class Real>
std::unique_ptr<Participation<Real>> MakeLasgPs(const LasgPsOptions& options,
                                                std::uint32_t workers);

}  // namespace hushed
