#include "trigger/triggers.h"

#include "trigger/lag_wk.h"
#include "trigger/lasg_wk1.h"
#include "trigger/lasg_wk2.h"

namespace hushed {

std::vector<KindInfo> TriggerKinds() {
  return {
      {"always", "speaks every round", {}},
#define HUSHED_TRIGGER(name, Type, summary) {name, summary, OptionsOf<Type##Options>()},
#include "trigger/triggers.def"
#undef HUSHED_TRIGGER
  };
}

template <class Real>
std::unique_ptr<Trigger<Real>> MakeTrigger(const Choice& choice, Snapshots<Real>& snapshots) {
#define HUSHED_TRIGGER(name, Type, summary) \
  if (choice.kind == name)                  \
    return Make##Type<Real>(FromValues<Type##Options>(choice.options), snapshots);
#include "trigger/triggers.def"
#undef HUSHED_TRIGGER
  return nullptr;
}
template std::unique_ptr<Trigger<float>> MakeTrigger(const Choice&, Snapshots<float>&);
template std::unique_ptr<Trigger<double>> MakeTrigger(const Choice&, Snapshots<double>&);

std::optional<ThresholdOptions> ThresholdOf(const Choice& trigger) {
#define HUSHED_TRIGGER(name, Type, summary) \
  if (trigger.kind == name) return FromValues<Type##Options>(trigger.options);
#include "trigger/triggers.def"
#undef HUSHED_TRIGGER
  return std::nullopt;
}

}  // namespace hushed
