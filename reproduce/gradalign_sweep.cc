#include "gradalign_sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "drawing.h"
#include "gradalign_spent.h"
#include "overrides.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

std::string LabelOf(const Sweep& sweep, double beta) {
  return beta == 0.0 ? sweep.reference : fmt::format("beta {}", beta);
}

struct Swept {
  double beta;
  std::vector<Run> runs;
};

std::vector<Swept> Train(const Sweep& sweep, Trainers& trainers) {
  std::vector<Swept> all;
  const std::size_t seeds = sweep.seeds.size();
  for (const double beta : sweep.betas) all.push_back({beta, std::vector<Run>(seeds)});
  trainers.ForEach(all.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    Swept& swept = all[i / seeds];
    const bool displaced = swept.beta > 0;
    const std::uint64_t every = std::max<std::uint64_t>(1, sweep.rounds / sweep.evaluations);
    const Overrides own = {
        displaced ? fmt::format("algorithm.beta={}", swept.beta)
                  : "algorithm.name=" + sweep.reference,
        fmt::format("train.rounds={}", displaced ? sweep.rounds : 2 * sweep.rounds),
        fmt::format("train.evaluate_every={}", every * sweep.steps),
        fmt::format("algorithm.learning_rate={}", sweep.rate),
        fmt::format("seed={}", sweep.seeds[i % seeds])};
    swept.runs[i % seeds] = trainer.Train(sweep.job, Joined(sweep.overrides, own),
                                          LabelOf(sweep, swept.beta) + " " + sweep.name);
  });
  return all;
}

// The run as it was after so many rounds.
Run Until(Run run, std::uint64_t rounds) {
  std::erase_if(run.lines, [&](const MetricsLine& line) { return line.round > rounds; });
  return run;
}

std::vector<Column> Columns(double loss) {
  const auto level = [](const char* metric) {
    return [metric](const Run& run) {
      const double end = static_cast<double>(run.lines.back().exchange);
      return LevelAt(run.lines, metric, Cost::kExchanges, 0.0, end);
    };
  };
  return {{"test accuracy", "test_accuracy", Unit::kShare, level("test_accuracy")},
          {"best", "best_test_accuracy", Unit::kShare,
           [](const Run& run) { return BestOf(run, "test_accuracy"); }},
          {"lowest test loss", "lowest_test_loss", Unit::kNumber,
           [](const Run& run) { return BestOf(run, "test_loss"); }},
          {"train loss", "train_loss", Unit::kNumber, level("train_loss")},
          {"r", "gradient_variance", Unit::kNumber, level("gradient_variance")},
          {fmt::format("r at train loss {}", loss), "gradient_variance_at_loss", Unit::kNumber,
           [loss](const Run& run) { return VarianceAtLoss(run, loss); }}};
}

void AddRow(const Sweep& sweep, const std::string& title, const std::string& name,
            const std::vector<Run>& runs, Table& table, Findings& findings) {
  std::vector<Table::Cell> row = {{title}};
  AddSamples(sweep.name + "." + name + ".", Columns(sweep.loss), runs, row, findings);
  table.rows.push_back(row);
}

std::string Caption(const Sweep& sweep) {
  std::string caption = fmt::format(
      "{} rounds of two exchanges at rate {}; {}, whose rounds are one, does as many, or twice as "
      "many and then as many gradients too. Means over seeds {}, ± sample deviation; where nothing "
      "else is said, of the mean over evaluations in the last fifth of a run, or the last "
      "evaluation before it.",
      sweep.rounds, sweep.rate, sweep.reference, fmt::join(sweep.seeds, ", "));
  if (sweep.steps > 1) {
    caption += fmt::format(
        " By expansion in the rates, {} local steps raise r, beta = rate (K - 1) / 2 = {:.2g} is "
        "neutral and only more than that aligns.",
        sweep.steps, sweep.rate * static_cast<double>(sweep.steps - 1) / 2);
  }
  return caption;
}

void Tabulate(const Sweep& sweep, const std::vector<Swept>& all, Findings& findings) {
  Table table;
  table.columns = {{"", ""}};
  for (const Column& column : Columns(sweep.loss)) table.columns.push_back({column.title, ""});
  for (const Swept& swept : all) {
    if (swept.beta > 0) {
      const std::string label = LabelOf(sweep, swept.beta);
      AddRow(sweep, label, fmt::format("beta_{}", swept.beta), swept.runs, table, findings);
      continue;
    }
    std::vector<Run> half;
    for (const Run& run : swept.runs) half.push_back(Until(run, sweep.rounds));
    AddRow(sweep, sweep.reference + ", equal rounds", "reference_at_equal_rounds", half, table,
           findings);
    AddRow(sweep, sweep.reference + ", equal exchanges", "reference_at_equal_exchanges", swept.runs,
           table, findings);
  }
  findings.Add(Caption(sweep), table);
}

void Draw(const Sweep& sweep, const std::vector<Swept>& all, Findings& findings) {
  const struct {
    const char* name;
    const char* metric;
    const char* title;
    PlotScale scale;
  } pictures[] = {{"accuracy", "test_accuracy", "test accuracy", PlotScale::kLinear},
                  {"variance", "gradient_variance", "gradient variance r", PlotScale::kLogarithmic},
                  {"loss", "train_loss", "train loss", PlotScale::kLogarithmic}};
  const auto budget = static_cast<double>(2 * sweep.rounds);
  for (const auto& [name, metric, title, scale] : pictures) {
    std::vector<Curve> curves;
    for (const Swept& swept : all) {
      curves.push_back(
          CurveOf(LabelOf(sweep, swept.beta), swept.runs, metric, Cost::kExchanges, 0.0, budget));
    }
    const std::string caption = fmt::format("{}: {} against exchanges", sweep.title, title);
    findings.Picture(fmt::format("gradalign-{}-{}", sweep.name, name),
                     DrawCurves(caption, {"exchanges", Unit::kCount, PlotScale::kFromZero},
                                {title, MetricUnit(metric), scale}, curves),
                     caption);
  }
}

}  // namespace

void Hold(const Sweep& sweep, Trainers& trainers, Findings& findings) {
  findings.Heading(sweep.title);
  const std::vector<Swept> all = Train(sweep, trainers);
  Tabulate(sweep, all, findings);
  Draw(sweep, all, findings);
}

}  // namespace hushed
