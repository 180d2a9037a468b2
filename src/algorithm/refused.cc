#include "algorithm/refused.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "aggregate/aggregate.h"
#include "algorithm/setting.h"
#include "compress/compressors.h"

namespace hushed {
namespace {

using AxisMap = std::map<std::string, Choice>;

bool Has(const AxisMap& axes, const std::string& axis, std::initializer_list<const char*> kinds) {
  const auto found = axes.find(axis);
  return found != axes.end() && std::any_of(kinds.begin(), kinds.end(), [&](const char* kind) {
           return found->second.kind == kind;
         });
}

bool ReusesLast(const AxisMap& axes) {
  return axes.contains("aggregate") && Reuses(axes.at("aggregate"));
}

bool ServerDecides(const AxisMap& axes) {
  return Has(axes, "participation", {"lag-ps", "lasg-ps"});
}

bool WorkerDecides(const AxisMap& axes) {
  return Has(axes, "trigger", {"lag-wk", "lasg-wk1", "lasg-wk2"});
}

// Algorithms with an exchange of gradients before the updates have no trigger.
bool Aligns(const AxisMap& axes) { return !axes.contains("trigger"); }

bool WithMemory(const AxisMap& axes, const char* axis) {
  return axes.contains(axis) && Remembers(axes.at(axis));
}

}  // namespace

const std::vector<Refusal>& Refusals() {
  static const std::vector<Refusal> refusals = {
      {"participation = lag-ps or lasg-ps, trigger other than always",
       [](const AxisMap& axes) { return ServerDecides(axes) && WorkerDecides(axes); },
       "the server has already decided who would notice the model's move; a worker it addresses "
       "must speak"},
      {"participation = lag-ps or lasg-ps, aggregate.reuse = false",
       [](const AxisMap& axes) { return ServerDecides(axes) && !ReusesLast(axes); },
       "workers that are passed over must count with their last message: set "
       "algorithm.aggregate.reuse = true"},
      {"participation = fraction, trigger other than always",
       [](const AxisMap& axes) {
         return Has(axes, "participation", {"fraction"}) && WorkerDecides(axes);
       },
       "a trigger compares with the worker's last upload every round; under random participation "
       "its history and age mean nothing"},
      {"participation = lag-ps or lasg-ps, or aggregate.reuse = true",
       [](const AxisMap& axes) {
         return Aligns(axes) && (ServerDecides(axes) || ReusesLast(axes));
       },
       "alignment needs the gradients of one round; an old message was displaced by another mean"},
      {"local_steps = one-shot, participation other than all",
       [](const AxisMap& axes) {
         return Has(axes, "local_steps", {"one-shot"}) &&
                Has(axes, "participation", {"fraction", "lag-ps", "lasg-ps"});
       },
       "with a single exchange the workers that are not addressed never train"},
      {"local_steps = one-shot, trigger other than always",
       [](const AxisMap& axes) {
         return Has(axes, "local_steps", {"one-shot"}) && WorkerDecides(axes);
       },
       "there is no earlier upload to compare with"},
      {"local_steps = fixed, growing or epochs, trigger other than always",
       [](const AxisMap& axes) {
         return Has(axes, "local_steps", {"fixed", "growing", "epochs"}) && WorkerDecides(axes);
       },
       "a trigger looks at one batch and weighs it against moves of one step; it says nothing of "
       "many local steps"},
      {"compress = random-k with unbiased scaling, error_memory = true",
       [](const AxisMap& axes) {
         for (const char* axis : {"compress", "downlink"}) {
           if (!Has(axes, axis, {"random-k"}) || !WithMemory(axes, axis)) continue;
           if (std::get<bool>(axes.at(axis).options.at("unbiased"))) return true;
         }
         return false;
       },
       "values scaled by n/k are no contraction, so the memory would grow without bound: set "
       "unbiased = false"},
      {"compress = qsgd, error_memory = true",
       [](const AxisMap& axes) {
         return (Has(axes, "compress", {"qsgd"}) && WithMemory(axes, "compress")) ||
                (Has(axes, "downlink", {"qsgd"}) && WithMemory(axes, "downlink"));
       },
       "qsgd is unbiased and may be no contraction, so the memory can grow without bound"},
  };
  return refusals;
}

void RefuseSenseless(const std::string& algorithm, const AxisMap& axes) {
  for (const Refusal& refusal : Refusals()) {
    if (!refusal.applies(axes)) continue;
    throw ConfigError(fmt::format("algorithm '{}' with {} is refused: {}", algorithm,
                                  refusal.combination, refusal.reason));
  }
}

}  // namespace hushed
