#include "config/schema.h"

#include <fmt/format.h>

#include <stdexcept>

namespace hushed {

OptionInfo SeedOption() {
  return {"seed", static_cast<std::int64_t>(Job().seed), AtLeast(0),
          "of every random draw; the same job and seed give the same model, bit for bit"};
}

OptionInfo LearningRateOption() {
  return {"learning_rate", Job().learning_rate, Above(0.0),
          "length of one local step, before its schedule"};
}

std::vector<OptionInfo> TargetOptions() {
  return {{"metric", std::string(), Anything(),
           "a metric of metrics.jsonl, such as test_accuracy; those ending in loss, error, "
           "norm or variance are reached from above"},
          {"value", 0.0, Anything(), "the value to reach"}};
}

ChoiceSection DataSection() { return {"data", "name", "data set", ""}; }
ChoiceSection PartitionSection() { return {"partition", "kind", "partition", "iid"}; }
ChoiceSection ModelSection() { return {"model", "name", "model", ""}; }

Choice PresetOf(const Catalogue& catalogue, const AlgorithmInfo& algorithm,
                const std::string& axis) {
  const Choice& preset = algorithm.axes.at(axis);
  const AxisInfo* axis_info = FindByName(catalogue.axes, axis);
  const KindInfo* kind = axis_info ? FindByName(axis_info->kinds, preset.kind) : nullptr;
  const std::string place = fmt::format("preset '{}', axis {}", algorithm.name, axis);
  if (kind == nullptr) {
    throw std::logic_error(fmt::format("{}: no such kind '{}'", place, preset.kind));
  }
  try {
    return {preset.kind, Complete(kind->options, preset.options, place)};
  } catch (const ConfigError& error) {
    throw std::logic_error(error.what());
  }
}

}  // namespace hushed
