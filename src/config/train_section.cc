#include "config/train_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/reading.h"
#include "config/schema.h"

namespace hushed {
namespace {

Target ReadTarget(const std::string& path, const Node& table) {
  const std::vector<OptionInfo> infos = TargetOptions();
  const Values values = ReadOptions(infos, path, table, {}, path);
  for (const OptionInfo& info : infos) {
    if (values.count(info.name) == 0) Fail(table, fmt::format("{}.{} is missing", path, info.name));
  }
  Target target{std::get<std::string>(values.at("metric")), std::get<double>(values.at("value"))};
  if (target.metric.empty()) Fail(table, path + ".metric is empty: a metric's name is allowed");
  return target;
}

std::vector<Target> ReadTargets(const Node* node) {
  std::vector<Target> targets;
  if (node == nullptr) return targets;
  const auto* list = std::get_if<std::vector<std::int64_t>>(&node->value);
  const bool empty_list = node->type == Node::Type::kValue && list != nullptr && list->empty();
  if (node->type != Node::Type::kTables && !empty_list) {
    Fail(*node,
         "train.targets is not a list of tables { metric = \"test_accuracy\", value = 0.9 }");
  }
  for (const Node& table : node->children) targets.push_back(ReadTarget("train.targets", table));
  return targets;
}

// stop_at_target says something about targets that there are.
void CheckStop(const TrainOptions& train, const Node* table, const Node& root) {
  const std::string& stop = train.stop_at_target;
  if (stop == "never") return;
  const Node* node = table ? table->Find("stop_at_target") : nullptr;
  const Node& at = node ? *node : root;
  if (train.targets.empty()) {
    Fail(at, fmt::format("train.stop_at_target = {} without a target: train.targets is empty",
                         ToText(stop)));
  }
  Names known = {"never", "any", "all"};
  for (const Target& target : train.targets) {
    if (!Contains(known, target.metric)) known.push_back(target.metric);
  }
  if (!Contains(known, stop)) Fail(at, UnknownName("train.stop_at_target", stop, known));
}

// Exactly one of the three lengths is above 0.
void CheckLength(const TrainOptions& train, const Node* table, const Node& root) {
  const struct {
    const char* name;
    double value;
  } lengths[] = {{"epochs", train.epochs},
                 {"rounds", static_cast<double>(train.rounds)},
                 {"steps", static_cast<double>(train.steps)}};
  const Node* last = table;
  Names given;
  for (const auto& length : lengths) {
    if (length.value == 0.0) continue;
    last = table->Find(length.name);
    given.push_back(fmt::format("train.{} = {} ({})", length.name, length.value, last->place));
  }
  if (given.size() == 1) return;
  const std::string wanted = "exactly one of train.epochs, train.rounds and train.steps";
  if (given.empty()) Fail(table ? *table : root, wanted + " must be above 0: none is");
  Fail(*last, fmt::format("{} must be above 0, set the others to 0: {} are", wanted,
                          fmt::join(given, " and ")));
}

// A length that an override gives takes the place of the file's.
void PreferOverriddenLength(const Node& table, Values& given) {
  const Names lengths = {"epochs", "rounds", "steps"};
  const auto overridden = [&](const std::string& name) { return FromOverride(table.Find(name)); };
  if (std::ranges::none_of(lengths, overridden)) return;
  for (const std::string& name : lengths) {
    if (!overridden(name)) given.erase(name);
  }
}

}  // namespace

TrainOptions ReadTrain(const Node* table, const Node& root) {
  const std::vector<OptionInfo> infos = OptionsOf<TrainOptions>();
  Values given;
  if (table != nullptr) {
    RequireTable("train", *table);
    given = ReadOptions(infos, "train", *table, {"targets"}, "[train]");
    PreferOverriddenLength(*table, given);
  }
  auto train = FromValues<TrainOptions>(Complete(infos, given, "train"));
  train.targets = ReadTargets(table ? table->Find("targets") : nullptr);
  CheckLength(train, table, root);
  CheckStop(train, table, root);
  return train;
}

}  // namespace hushed
