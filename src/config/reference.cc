#include <fmt/format.h>

#include "config/describe.h"
#include "config/schema.h"

namespace hushed {
namespace {

// Text within a cell of a Markdown table.
std::string Cell(const std::string& text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c == '\n' ? ' ' : c;
  }
  return cell;
}

std::string OptionTable(const std::vector<OptionInfo>& options) {
  if (options.empty()) return "";
  std::string text = "\n| key | default | allowed | meaning |\n|---|---|---|---|\n";
  for (const OptionInfo& option : options) {
    text +=
        fmt::format("| `{}` | `{}` | {} | {} |\n", option.name, Cell(ToText(option.default_value)),
                    Cell(AllowedText(option)), Cell(option.help));
  }
  return text;
}

std::string KindsText(const std::vector<KindInfo>& kinds, const std::string& heading) {
  std::string text;
  for (const KindInfo& kind : kinds) {
    text += fmt::format("\n{} `{}`\n\n{}\n{}", heading, kind.name, kind.summary,
                        OptionTable(kind.options));
  }
  return text;
}

std::string SectionText(const ChoiceSection& section, const std::vector<KindInfo>& kinds) {
  const std::string rule = section.fallback.empty()
                               ? "is required"
                               : fmt::format("is \"{}\" when absent", section.fallback);
  return fmt::format(
      "\n## [{}]\n\n`{}` chooses one of those below and {}; the other keys are its options.\n{}",
      section.path, section.selector, rule, KindsText(kinds, "###"));
}

constexpr char kOpening[] = R"(# The job file

Made from the declarations in the source: `hushed describe` prints the same of data, partitions,
models and algorithms. Whole examples stand in `jobs/`.

A job file is TOML. Every key is checked: one that is unknown, of another type or out of range is
refused with its file and line. `--set key=value` changes a key before anything is checked, as in
`--set train.workers=20` or `--set algorithm.compress.kind=top-k`; the value is TOML, or a bare
word. When it chooses another kind, the file's options of other kinds are passed over; one of epochs,
rounds and steps takes the place of the file's. A run folder's `job.toml` states every key with its value.
)";

constexpr char kTrainEnd[] = R"(
`targets` is a list of tables, each with both keys below; the first evaluation that reaches a target
is noted in `summary.json`.
)";

constexpr char kAlgorithmOpening[] = R"(
## [algorithm]

`name` chooses an algorithm (see `docs/algorithms.md`) and is required. Besides its own options,
each has:
)";

constexpr char kAxisOpening[] = R"(
Most algorithms are put together from axes, and each axis an algorithm has may be changed by a table
`[algorithm.AXIS]`. Without `kind`, or with the kind the algorithm itself uses, the table changes
the algorithm's settings; with another kind it starts from that kind's defaults. An axis that the
algorithm lacks is refused.
)";

}  // namespace

std::string JobReference(const Catalogue& catalogue) {
  std::string text = kOpening + OptionTable({SeedOption()});
  text += SectionText(DataSection(), catalogue.datasets);
  text += SectionText(PartitionSection(), catalogue.partitions);
  text += SectionText(ModelSection(), catalogue.models);
  text += "\n## [train]\n" + OptionTable(OptionsOf<TrainOptions>());
  text += kTrainEnd + OptionTable(TargetOptions());
  text += "\n## [transport]\n" + OptionTable(OptionsOf<TransportOptions>());
  text += "\n## [record]\n" + OptionTable(OptionsOf<RecordOptions>());
  text += kAlgorithmOpening + OptionTable({LearningRateOption()}) + kAxisOpening;
  for (const AxisInfo& axis : catalogue.axes) {
    text += fmt::format("\n### [algorithm.{}]\n\n{}\n{}", axis.name, axis.summary,
                        KindsText(axis.kinds, "####"));
  }
  return text;
}

std::string AlgorithmReference(const Catalogue& catalogue) {
  std::string text =
      "# Algorithms\n\nMade from the declarations in the source: `hushed describe algorithm NAME` "
      "prints the same.\n\n| name | summary |\n|---|---|\n";
  for (const AlgorithmInfo& info : catalogue.algorithms) {
    text += fmt::format("| [`{0}`](#{0}) | {1} |\n", info.name, Cell(info.summary));
  }
  for (const AlgorithmInfo& info : catalogue.algorithms) {
    text += fmt::format("\n## {}\n\n{}\n", info.name, info.summary);
    if (!info.paper.empty()) text += fmt::format("\n{}\n", info.paper);
    if (!info.description.empty()) text += fmt::format("\n```text\n{}\n```\n", info.description);
    text += OptionTable(info.options);
    if (info.axes.empty()) continue;
    text += "\n| axis | kind | settings |\n|---|---|---|\n";
    for (const AxisInfo& axis : catalogue.axes) {
      if (info.axes.count(axis.name) == 0) continue;
      const Choice preset = PresetOf(catalogue, info, axis.name);
      std::string settings;
      for (const auto& [name, value] : preset.options) {
        settings +=
            fmt::format("{}`{} = {}`", settings.empty() ? "" : ", ", name, Cell(ToText(value)));
      }
      text += fmt::format("| {} | `{}` | {} |\n", axis.name, preset.kind, settings);
    }
  }
  return text;
}

}  // namespace hushed
