#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/trigger.h"
#include "trigger/snapshots.h"
#include "trigger/threshold.h"

namespace hushed {

struct LasgWk1Options : ThresholdOptions {
  std::int64_t refresh = 50;

  static Fields<LasgWk1Options> fields();
};

template <class Real>
std::unique_ptr<Trigger<Real>> MakeLasgWk1(const LasgWk1Options& options,
                                           Snapshots<Real>& snapshots);

}  // namespace hushed
