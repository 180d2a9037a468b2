#include "config/job_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "config/schema.h"

namespace hushed {
namespace {

using Names = std::vector<std::string>;

bool Contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

[[noreturn]] void Fail(const Node& at, const std::string& message) {
  throw ConfigError(fmt::format("{}: {}", at.place, message));
}

// The value of a key, checked. `key` is its full name: "algorithm.compress.fraction".
Value ReadValue(OptionInfo info, const std::string& key, const Node& node) {
  info.name = key;
  try {
    if (node.type == Node::Type::kValue) return Checked(info, node.value);
    const bool table = node.type == Node::Type::kTable;
    const bool tables = node.type == Node::Type::kTables;
    throw NotAllowed(info, table ? "a table" : tables ? "a list of tables" : node.text);
  } catch (const ConfigError& error) {
    Fail(node, error.what());
  }
}

void RequireTable(const std::string& path, const Node& node) {
  if (node.type != Node::Type::kTable)
    Fail(node, fmt::format("{} is not a table [{}]", path, path));
}

bool FromOverride(const Node* node) { return node != nullptr && node->place.starts_with("--set"); }

template <class Info>
Names OptionNames(const std::vector<Info>& kinds) {
  Names names;
  for (const Info& kind : kinds) {
    for (const OptionInfo& option : kind.options) names.push_back(option.name);
  }
  return names;
}

// The entries of `table` that `infos` declare, checked; `others` are the keys read elsewhere.
// `place` names the table in the error for any other key. `leftovers` are options of other kinds:
// where an override has chosen this kind, what the file says of them is passed over.
Values ReadOptions(const std::vector<OptionInfo>& infos, const std::string& path, const Node& table,
                   const Names& others, const std::string& place, const Names& leftovers = {}) {
  Values values;
  for (const Node& entry : table.children) {
    if (Contains(others, entry.key)) continue;
    const OptionInfo* info = FindByName(infos, entry.key);
    if (info == nullptr && !FromOverride(&entry) && Contains(leftovers, entry.key)) continue;
    if (info == nullptr) {
      Names known = others;
      for (const OptionInfo& option : infos) known.push_back(option.name);
      Fail(entry, fmt::format("{}: {}", place, UnknownName("key", entry.key, known)));
    }
    values[entry.key] = ReadValue(*info, path + "." + entry.key, entry);
  }
  return values;
}

// The name that a section's `name` or `kind` chooses, one of `known`. table: null when the section
// is missing; root: where that is reported.
std::string ReadSelector(const ChoiceSection& section, const Names& known, const Node* table,
                         const Node& root) {
  const std::string key = section.path + "." + section.selector;
  const Node* node = table ? table->Find(section.selector) : nullptr;
  if (node == nullptr) {
    if (!section.fallback.empty()) return section.fallback;
    Fail(table ? *table : root,
         fmt::format("{} is missing: one of {} is required", key, fmt::join(known, ", ")));
  }
  const auto* name = std::get_if<std::string>(&node->value);
  if (node->type == Node::Type::kValue && name != nullptr) {
    if (Contains(known, *name)) return *name;
    const std::string why = section.missing ? section.missing(*name) : "";
    Fail(*node, why.empty() ? UnknownName(section.what, *name, known) : why);
  }
  return std::get<std::string>(ReadValue({"", std::string(), OneOf(known), ""}, key, *node));
}

// A section that chooses a kind; `base` holds settings that stand below the job's own when it
// chooses the same kind, and is its kind when it names none.
Choice ReadChoice(const ChoiceSection& section, const std::vector<KindInfo>& kinds,
                  const Node* table, const Node& root, const Choice& base = {},
                  bool base_from_override = false) {
  if (table != nullptr) RequireTable(section.path, *table);
  Choice choice{ReadSelector(section, NamesOf(kinds), table, root), {}};
  const KindInfo* kind = FindByName(kinds, choice.kind);
  if (kind == nullptr) Fail(root, UnknownName(section.what, choice.kind, NamesOf(kinds)));
  if (choice.kind == base.kind) choice.options = base.options;
  if (table != nullptr) {
    const std::string place =
        fmt::format("[{}] {} = \"{}\"", section.path, section.selector, choice.kind);
    const Node* selector = table->Find(section.selector);
    const bool by_override = selector ? FromOverride(selector) : base_from_override;
    const Names leftovers = by_override ? OptionNames(kinds) : Names();
    for (auto& [name, value] :
         ReadOptions(kind->options, section.path, *table, {section.selector}, place, leftovers)) {
      choice.options[name] = value;
    }
  }
  choice.options = Complete(kind->options, choice.options, section.path);
  return choice;
}

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
  return train;
}

// Axes that other algorithms have. (An option of this one may bear an axis's name.)
void RefuseOtherAxes(const Catalogue& catalogue, const AlgorithmInfo& info, const Node& table,
                     const Names& axes) {
  for (const Node& entry : table.children) {
    const bool known = Contains(axes, entry.key) || FindByName(info.options, entry.key) != nullptr;
    if (known || FindByName(catalogue.axes, entry.key) == nullptr) continue;
    const std::string list = axes.empty() ? "none" : fmt::format("{}", fmt::join(axes, ", "));
    Fail(entry, fmt::format("[algorithm.{0}]: algorithm '{1}' has no axis {0}: it has {2}",
                            entry.key, info.name, list));
  }
}

void ReadAlgorithm(const Catalogue& catalogue, const Node* table, const Node& root, Job& job) {
  if (table != nullptr) RequireTable("algorithm", *table);
  job.algorithm = ReadSelector({"algorithm", "name", "algorithm", ""},
                               NamesOf(catalogue.algorithms), table, root);
  const AlgorithmInfo& info = *FindByName(catalogue.algorithms, job.algorithm);
  Names others;
  for (const auto& [axis, preset] : info.axes) others.push_back(axis);
  RefuseOtherAxes(catalogue, info, *table, others);
  others.insert(others.begin(), "name");
  std::vector<OptionInfo> options = info.options;
  options.insert(options.begin(), LearningRateOption());
  const std::string place = fmt::format("[algorithm] name = \"{}\"", info.name);
  const bool by_override = FromOverride(table->Find("name"));
  const Names leftovers = by_override ? OptionNames(catalogue.algorithms) : Names();
  Values values = Complete(
      options, ReadOptions(options, "algorithm", *table, others, place, leftovers), "algorithm");
  job.learning_rate = std::get<double>(values.at("learning_rate"));
  values.erase("learning_rate");
  job.algorithm_options = std::move(values);
  for (const auto& [axis, preset] : info.axes) {
    const Choice base = PresetOf(catalogue, info, axis);
    job.axes[axis] = ReadChoice({"algorithm." + axis, "kind", "kind of " + axis, base.kind},
                                FindByName(catalogue.axes, axis)->kinds, table->Find(axis), root,
                                base, by_override);
  }
}

}  // namespace

Job ParseJob(const Catalogue& catalogue, const JobSource& source,
             const std::vector<std::string>& overrides) {
  Node root = ParseTree(source);
  for (const std::string& assignment : overrides) ApplyOverride(assignment, root);
  const Names sections = {"seed", "data", "partition", "model", "train", "algorithm"};
  for (const Node& entry : root.children) {
    if (!Contains(sections, entry.key)) Fail(entry, UnknownName("key", entry.key, sections));
  }
  Job job;
  if (const Node* seed = root.Find("seed")) {
    job.seed =
        static_cast<std::uint64_t>(std::get<std::int64_t>(ReadValue(SeedOption(), "seed", *seed)));
  }
  job.data = ReadChoice(DataSection(), catalogue.datasets, root.Find("data"), root);
  job.partition =
      ReadChoice(PartitionSection(), catalogue.partitions, root.Find("partition"), root);
  ChoiceSection model = ModelSection();
  model.missing = catalogue.missing_model;
  job.model = ReadChoice(model, catalogue.models, root.Find("model"), root);
  job.train = ReadTrain(root.Find("train"), root);
  ReadAlgorithm(catalogue, root.Find("algorithm"), root, job);
  return job;
}

Job ReadJob(const Catalogue& catalogue, const std::string& path,
            const std::vector<std::string>& overrides) {
  std::ifstream file(path, std::ios::binary);
  JobSource source{path, std::string((1 << 20) + 1, '\0')};
  if (file) file.read(source.text.data(), static_cast<std::streamsize>(source.text.size()));
  if (!file.is_open() || file.bad()) {
    throw ConfigError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  }
  source.text.resize(static_cast<std::size_t>(file.gcount()));
  return ParseJob(catalogue, source, overrides);
}

}  // namespace hushed
