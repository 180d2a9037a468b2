#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/trigger.h"
#include "trigger/snapshots.h"
#include "trigger/threshold.h"

namespace hushed {

struct LagWkOptions : ThresholdOptions {
  static Fields<LagWkOptions> fields() { return FieldsOf<LagWkOptions>(); }
};

template <class Real>
std::unique_ptr<Trigger<Real>> MakeLagWk(const LagWkOptions& options, Snapshots<Real>& snapshots);

}  // namespace hushed
