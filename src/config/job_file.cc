#include "config/job_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "config/reading.h"
#include "config/schema.h"
#include "config/train_section.h"

namespace hushed {
namespace {

template <class Info>
Names OptionNames(const std::vector<Info>& kinds) {
  Names names;
  for (const Info& kind : kinds) {
    for (const OptionInfo& option : kind.options) names.push_back(option.name);
  }
  return names;
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

// A section of plain options, all of which have defaults. table: null when it is missing.
template <class Options>
Options ReadSection(const std::string& name, const Node* table) {
  const std::vector<OptionInfo> infos = OptionsOf<Options>();
  Values given;
  if (table != nullptr) {
    RequireTable(name, *table);
    given = ReadOptions(infos, name, *table, {}, "[" + name + "]");
  }
  return FromValues<Options>(Complete(infos, given, name));
}

}  // namespace

Job ParseJob(const Catalogue& catalogue, const JobSource& source,
             const std::vector<std::string>& overrides) {
  Node root = ParseTree(source);
  for (const std::string& assignment : overrides) ApplyOverride(assignment, root);
  const Names sections = {"seed",  "data",      "partition", "model",
                          "train", "transport", "record",    "algorithm"};
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
  job.transport = ReadSection<TransportOptions>("transport", root.Find("transport"));
  job.record = ReadSection<RecordOptions>("record", root.Find("record"));
  ReadAlgorithm(catalogue, root.Find("algorithm"), root, job);
  return job;
}

Job ReadJob(const Catalogue& catalogue, const std::string& path,
            const std::vector<std::string>& overrides) {
  std::ifstream file(path, std::ios::binary);
  JobSource source{path, std::string(kLongestJobFile + 1, '\0')};
  if (file) file.read(source.text.data(), static_cast<std::streamsize>(source.text.size()));
  if (!file.is_open() || file.bad()) {
    throw ConfigError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  }
  source.text.resize(static_cast<std::size_t>(file.gcount()));
  return ParseJob(catalogue, source, overrides);
}

}  // namespace hushed
