#include "algorithm/refused.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "aggregate/aggregate.h"
#include "compress/compressors.h"

namespace hushed {
namespace {

bool Has(const AxisMap& axes, const std::string& axis, std::initializer_list<const char*> kinds) {
  const auto found = axes.find(axis);
  return found != axes.end() && std::any_of(kinds.begin(), kinds.end(), [&](const char* kind) {
           return found->second.kind == kind;
         });
}

bool IsOther(const AxisMap& axes, const std::string& axis, const char* kind) {
  const auto found = axes.find(axis);
  return found != axes.end() && found->second.kind != kind;
}

bool ReusesLast(const AxisMap& axes) {
  return axes.contains("aggregate") && Reuses(axes.at("aggregate"));
}

bool ServerDecides(const AxisMap& axes) {
  return Has(axes, "participation", {"lag-ps", "lasg-ps"});
}

bool WorkerDecides(const AxisMap& axes) { return IsOther(axes, "trigger", "always"); }

bool Projects(const AxisMap& axes) { return Has(axes, "local", {"projection"}); }

bool WarmsUp(const AxisMap& axes) {
  const Values& schedule = axes.at("schedule").options;
  return schedule.contains("warmup") && std::get<std::int64_t>(schedule.at("warmup")) > 0;
}

bool OneStep(const AxisMap& axes) {
  return Has(axes, "local_steps", {"every"}) ||
         (Has(axes, "local_steps", {"fixed"}) &&
          std::get<std::int64_t>(axes.at("local_steps").options.at("steps")) == 1);
}

const std::vector<std::string> kAligned = {"fedga", "gradalign"};

// 0 for kinds of local work without the option.
double LocalOption(const AxisMap& axes, const std::string& name) {
  const Values& local = axes.at("local").options;
  return local.contains(name) ? std::get<double>(local.at(name)) : 0.0;
}

bool WithMemory(const AxisMap& axes, const char* axis) {
  return axes.contains(axis) && Remembers(axes.at(axis));
}

bool IsScaledRandomK(const AxisMap& axes, const char* axis) {
  return Has(axes, axis, {"random-k"}) && std::get<bool>(axes.at(axis).options.at("unbiased"));
}

// Exact local solves.
std::vector<Refusal> OfProjections() {
  return {
      {"local = projection",
       [](const AxisMap& axes) { return Projects(axes); },
       "it steers local steps by gradients, and an exact local solve takes none",
       {"fedga", "gradalign", "scaffold"}},
      {"local = projection, local_steps other than every",
       [](const AxisMap& axes) { return Projects(axes) && !OneStep(axes); },
       "an exact local solve is one step: a second one would not move"},
      {"local = projection, a trigger other than always, or participation = lag-ps or lasg-ps",
       [](const AxisMap& axes) {
         return Projects(axes) && (WorkerDecides(axes) || ServerDecides(axes));
       },
       "who need not speak is told by gradients, and an exact local solve takes none"},
      {"local = projection, schedule other than constant without a warm-up",
       [](const AxisMap& axes) {
         return Projects(axes) && (IsOther(axes, "schedule", "constant") || WarmsUp(axes));
       },
       "an exact local solve has no learning rate to schedule"},
  };
}

// Who is addressed, and who speaks.
std::vector<Refusal> OfWhoSpeaks() {
  return {
      {"participation = lag-ps or lasg-ps, trigger other than always",
       [](const AxisMap& axes) { return ServerDecides(axes) && WorkerDecides(axes); },
       "the server has already decided who would notice the model's move; a worker it addresses "
       "must speak"},
      {"participation = lag-ps or lasg-ps, aggregate.reuse = false",
       [](const AxisMap& axes) { return ServerDecides(axes) && !ReusesLast(axes); },
       "workers that are passed over must count with their last message: set "
       "algorithm.aggregate.reuse = true"},
      {"participation = fraction or in-turn, trigger other than always",
       [](const AxisMap& axes) {
         return Has(axes, "participation", {"fraction", "in-turn"}) && WorkerDecides(axes);
       },
       "a trigger compares with the worker's last upload every round; under random participation "
       "its history and age mean nothing"},
  };
}

// Algorithms that align gradients.
std::vector<Refusal> OfAlignment() {
  return {
      {"participation = lag-ps or lasg-ps, or aggregate.reuse = true",
       [](const AxisMap& axes) { return ServerDecides(axes) || ReusesLast(axes); },
       "alignment needs the gradients of one round; an old message was displaced by another mean",
       kAligned},
      {"participation = in-turn",
       [](const AxisMap& axes) { return Has(axes, "participation", {"in-turn"}); },
       "the gradient of the only worker is the mean: there is nothing to align it with", kAligned},
      {"local.proximal above 0",
       [](const AxisMap& axes) { return LocalOption(axes, "proximal") > 0; },
       "it would tie local steps to the displaced point, not to the model", kAligned},
  };
}

// SCAFFOLD.
std::vector<Refusal> OfControlVariates() {
  return {
      {"participation = lag-ps or lasg-ps, or aggregate.reuse = true",
       [](const AxisMap& axes) { return ServerDecides(axes) || ReusesLast(axes); },
       "the change of a control variate counts once; a message used again would count it twice",
       {"scaffold"}},
      {"local.momentum above 0",
       [](const AxisMap& axes) { return LocalOption(axes, "momentum") > 0; },
       "the velocity outlives the control variates in it, and those read off the local steps would "
       "be too long",
       {"scaffold"}},
      {"compress = qsgd, or random-k with unbiased scaling",
       [](const AxisMap& axes) {
         return Has(axes, "compress", {"qsgd"}) || IsScaledRandomK(axes, "compress");
       },
       "a control variate follows what was said of it, as an error memory does: it needs a "
       "contraction",
       {"scaffold"}},
      {"local_steps = one-shot",
       [](const AxisMap& axes) { return Has(axes, "local_steps", {"one-shot"}); },
       "in the only round no control variate is known yet",
       {"scaffold"}},
  };
}

// How long workers work alone.
std::vector<Refusal> OfLocalSteps() {
  return {
      {"local_steps = growing or equal, participation = in-turn",
       [](const AxisMap& axes) {
         return Has(axes, "local_steps", {"growing", "equal"}) &&
                Has(axes, "participation", {"in-turn"});
       },
       "such intervals are those between averages of all workers; in turn nothing is averaged"},
      {"local_steps = one-shot, participation other than all",
       [](const AxisMap& axes) {
         return Has(axes, "local_steps", {"one-shot"}) && IsOther(axes, "participation", "all");
       },
       "with a single exchange the workers that are not addressed never train"},
      {"local_steps = one-shot, trigger other than always",
       [](const AxisMap& axes) {
         return Has(axes, "local_steps", {"one-shot"}) && WorkerDecides(axes);
       },
       "there is no earlier upload to compare with"},
      {"local_steps other than every, trigger other than always",
       [](const AxisMap& axes) {
         return IsOther(axes, "local_steps", "every") && WorkerDecides(axes);
       },
       "a trigger looks at one batch and weighs it against moves of one step; it says nothing of "
       "many local steps"},
  };
}

// Memories that would grow without bound.
std::vector<Refusal> OfCompression() {
  return {
      {"compress = random-k with unbiased scaling, error_memory = true",
       [](const AxisMap& axes) {
         return (IsScaledRandomK(axes, "compress") && WithMemory(axes, "compress")) ||
                (IsScaledRandomK(axes, "downlink") && WithMemory(axes, "downlink"));
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
}

// "algorithm.trigger.kind = "lag-wk"" of each axis that the combination names.
std::string Said(const std::string& combination, const AxisMap& axes) {
  std::string said;
  for (const auto& [axis, choice] : axes) {
    const bool named = combination.starts_with(axis + " ") || combination.starts_with(axis + ".") ||
                       combination.find(", " + axis) != combination.npos ||
                       combination.find(" " + axis + " =") != combination.npos;
    if (!named) continue;
    said +=
        fmt::format("{}algorithm.{}.kind = \"{}\"", said.empty() ? "" : ", ", axis, choice.kind);
  }
  return said;
}

}  // namespace

const std::vector<Refusal>& Refusals() {
  static const std::vector<Refusal> refusals = [] {
    std::vector<Refusal> all;
    for (auto topic : {OfProjections(), OfWhoSpeaks(), OfAlignment(), OfControlVariates(),
                       OfLocalSteps(), OfCompression()}) {
      for (Refusal& refusal : topic) all.push_back(std::move(refusal));
    }
    return all;
  }();
  return refusals;
}

bool Refusal::Refuses(const std::string& algorithm, const AxisMap& axes) const {
  const bool meant =
      algorithms.empty() || std::ranges::find(algorithms, algorithm) != algorithms.end();
  return meant && applies(axes);
}

void RefuseSenseless(const std::string& algorithm, const AxisMap& axes) {
  for (const Refusal& refusal : Refusals()) {
    if (!refusal.Refuses(algorithm, axes)) continue;
    throw ConfigError(fmt::format("algorithm '{}' with {} is refused: {} (the job says {})",
                                  algorithm, refusal.combination, refusal.reason,
                                  Said(refusal.combination, axes)));
  }
}

}  // namespace hushed
