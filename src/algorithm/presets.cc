// Every algorithm by name. A paper that factors into the axes is a few lines in the file of its
// family; one whose worker and server share state has a file of its own, listed in algorithms.def,
// and names in its family the axes it has.
#include "algorithm/presets.h"

#include "algorithm/catalogue.h"

namespace hushed {

AxisMap With(const AxisMap& changed) {
  AxisMap axes = {
      {"participation", {"all", {}}}, {"local_steps", {"every", {}}},
      {"schedule", {"constant", {}}}, {"local", {"sgd", {}}},
      {"trigger", {"always", {}}},    {"compress", {"identity", {}}},
      {"aggregate", {"mean", {}}},    {"server_optimizer", {"sgd", {}}},
      {"downlink", {"identity", {}}},
  };
  for (const auto& [axis, choice] : changed) axes[axis] = choice;
  return axes;
}

AxisMap Without(AxisMap axes, std::initializer_list<const char*> removed) {
  for (const char* axis : removed) axes.erase(axis);
  return axes;
}

std::vector<AlgorithmInfo> Presets() {
  std::vector<AlgorithmInfo> all;
  for (auto family : {SynchronousPresets(), LocalPresets(), FederatedPresets(), AlignedPresets(),
                      RegisteredAlgorithms()}) {
    for (AlgorithmInfo& info : family) all.push_back(std::move(info));
  }
  return all;
}

}  // namespace hushed
