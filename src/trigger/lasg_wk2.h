#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/trigger.h"
#include "trigger/snapshots.h"
#include "trigger/threshold.h"

namespace hushed {

struct LasgWk2Options : ThresholdOptions {
  std::int64_t warmup = 1;
  std::int64_t max_age = 50;

  static Fields<LasgWk2Options> fields();
};

template <class Real>
std::unique_ptr<Trigger<Real>> MakeLasgWk2(const LasgWk2Options& options,
                                           Snapshots<Real>& snapshots);

}  // namespace hushed
