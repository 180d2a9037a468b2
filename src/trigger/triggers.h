#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/options.h"
#include "hushed/trigger.h"
#include "trigger/snapshots.h"
#include "trigger/threshold.h"

namespace hushed {

// always, and what triggers.def lists.
std::vector<KindInfo> TriggerKinds();

// Null for `always`. snapshots: of the training's workers, outlives them.
template <class Real>
std::unique_ptr<Trigger<Real>> MakeTrigger(const Choice& choice, Snapshots<Real>& snapshots);

// What the server must compute for it; nothing for `always`.
std::optional<ThresholdOptions> ThresholdOf(const Choice& trigger);

}  // namespace hushed
