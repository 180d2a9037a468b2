#include "algorithm/catalogue.h"

#include "aggregate/aggregate.h"
#include "compress/compressors.h"
#include "data/dataset.h"
#include "data/partition.h"
#include "local/learning_rate.h"
#include "local/local_steps.h"
#include "local/local_update.h"
#include "participation/participation.h"
#include "problem/models.h"
#include "server/server_optimizer.h"
#include "trigger/triggers.h"

namespace hushed {

std::vector<AxisInfo> Axes() {
  return {
      {"participation", "who is addressed in a round", ParticipationKinds()},
      {"local_steps", "how many steps a worker takes between exchanges", LocalStepsKinds()},
      {"schedule", "how the learning rate changes with the local step", LearningRateKinds()},
      {"local", "what a worker's step is", LocalKinds()},
      {"trigger", "whether a worker speaks", TriggerKinds()},
      {"compress", "how much it says", CompressorKinds()},
      {"aggregate", "how uploads become one update", AggregateKinds()},
      {"server_optimizer", "what step the update becomes", ServerOptimizerKinds()},
      {"downlink", "how much the server says", CompressorKinds()},
  };
}

Choice CompleteChoice(const AxisInfo& axis, const Choice& choice) {
  for (const KindInfo& kind : axis.kinds) {
    if (kind.name != choice.kind) continue;
    return {choice.kind, Complete(kind.options, choice.options, axis.name + "." + choice.kind)};
  }
  throw ConfigError(UnknownName(axis.name, choice.kind, NamesOf(axis.kinds)));
}

Catalogue MakeCatalogue() {
  Catalogue made{DatasetKinds(), PartitionKinds(), ModelKinds(), Axes(), Presets(), MissingModel};
  for (AlgorithmInfo& algorithm : made.algorithms) {
    for (const AxisInfo& axis : made.axes) {
      const auto found = algorithm.axes.find(axis.name);
      if (found != algorithm.axes.end()) found->second = CompleteChoice(axis, found->second);
    }
  }
  return made;
}

const Catalogue& TheCatalogue() {
  static const Catalogue catalogue = MakeCatalogue();
  return catalogue;
}

}  // namespace hushed
