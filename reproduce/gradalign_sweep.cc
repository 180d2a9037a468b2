#include "gradalign_sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "drawing.h"
#include "gradalign_spent.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

constexpr double kLevelLoss = 0.1;  // train loss at which r is compared

struct Swept {
  std::string label;
  std::vector<Run> runs;
};

std::vector<Swept> Train(const Sweep& sweep, Lanes& lanes) {
  std::vector<Swept> all;
  for (const double beta : sweep.betas) {
    all.push_back({beta == 0.0 ? "large-batch-sgd" : fmt::format("beta {}", beta),
                   std::vector<Run>(sweep.seeds.size())});
  }
  const std::size_t seeds = sweep.seeds.size();
  lanes.ForEach(all.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    const double beta = sweep.betas[i / seeds];
    auto overrides = sweep.overrides;
    overrides.push_back(beta == 0.0 ? "algorithm.name=large-batch-sgd"
                                    : fmt::format("algorithm.beta={}", beta));
    overrides.push_back(
        fmt::format("train.rounds={}", beta == 0.0 ? 2 * sweep.steps : sweep.steps));
    overrides.push_back(fmt::format("train.evaluate_every={}", std::max(1ul, sweep.steps / 50)));
    overrides.push_back(fmt::format("seed={}", sweep.seeds[i % seeds]));
    all[i / seeds].runs[i % seeds] =
        trainer.Train("gradalign-iid", overrides, all[i / seeds].label + " " + sweep.name);
  });
  return all;
}

// The run as it was after so many steps.
Run Until(Run run, std::uint64_t steps) {
  std::erase_if(run.lines, [&](const MetricsLine& line) { return line.step > steps; });
  return run;
}

// r where the train loss first falls to a level, between two evaluations: a straight line of log r
// over log loss. NaN when it never does.
double VarianceAtLoss(const Run& run, double level) {
  for (std::size_t i = 1; i < run.lines.size(); ++i) {
    const double loss = MetricOf(run.lines[i], "train_loss");
    if (loss > level) continue;
    const double before = MetricOf(run.lines[i - 1], "train_loss");
    const double share = std::log(before / level) / std::log(before / loss);
    const double r = MetricOf(run.lines[i], "gradient_variance");
    return MetricOf(run.lines[i - 1], "gradient_variance") * std::pow(r, share) /
           std::pow(MetricOf(run.lines[i - 1], "gradient_variance"), share);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double Least(const Run& run, const std::string& metric, double sign) {
  double least = std::numeric_limits<double>::max();
  for (const MetricsLine& line : run.lines) least = std::min(least, sign * MetricOf(line, metric));
  return sign * least;
}

struct Column {
  std::string title, name;
  Unit unit;
  std::function<double(const Run&)> of;
};

std::vector<Column> Columns() {
  const auto level = [](const char* metric) {
    return [metric](const Run& run) {
      const double end = static_cast<double>(run.lines.back().exchange);
      return LevelAt(run.lines, metric, Cost::kExchanges, 0.0, end);
    };
  };
  return {{"test accuracy", "test_accuracy", Unit::kShare, level("test_accuracy")},
          {"best", "best_test_accuracy", Unit::kShare,
           [](const Run& run) { return Least(run, "test_accuracy", -1.0); }},
          {"lowest test loss", "lowest_test_loss", Unit::kNumber,
           [](const Run& run) { return Least(run, "test_loss", 1.0); }},
          {"train loss", "train_loss", Unit::kNumber, level("train_loss")},
          {"r", "gradient_variance", Unit::kNumber, level("gradient_variance")},
          {fmt::format("r at train loss {}", kLevelLoss), "gradient_variance_at_loss",
           Unit::kNumber, [](const Run& run) { return VarianceAtLoss(run, kLevelLoss); }}};
}

void AddRow(const std::string& title, const std::string& name, const std::vector<Run>& runs,
            Table& table, Findings& findings) {
  std::vector<Table::Cell> row = {{title}};
  for (const Column& column : Columns()) {
    const Sample sample = SampleOf(runs, column.of);
    row.push_back({SampleText(column.unit, sample)});
    findings.Number(name + "." + column.name, sample.mean);
    findings.Number(name + "." + column.name + ".deviation", sample.deviation);
  }
  table.rows.push_back(row);
}

void Tabulate(const Sweep& sweep, const std::vector<Swept>& all, Findings& findings) {
  Table table;
  table.columns = {{"displacement", ""}};
  for (const Column& column : Columns()) table.columns.push_back({column.title, ""});
  for (const Swept& swept : all) {
    if (swept.label != "large-batch-sgd") {
      AddRow(swept.label, sweep.name + "." + swept.label, swept.runs, table, findings);
      continue;
    }
    std::vector<Run> half;
    for (const Run& run : swept.runs) half.push_back(Until(run, sweep.steps));
    AddRow("0, equal steps", sweep.name + ".large_batch_at_equal_steps", half, table, findings);
    AddRow("0, equal exchanges and gradients", sweep.name + ".large_batch_at_equal_exchanges",
           swept.runs, table, findings);
  }
  findings.Add(fmt::format("{} steps of two gradients and two exchanges; large-batch SGD takes as "
                           "many steps, or twice as many. Means over seeds {}, ± sample deviation; "
                           "of the last fifth, where nothing else is said.",
                           sweep.steps, fmt::join(sweep.seeds, ", ")),
               table);
}

void Draw(const Sweep& sweep, const std::vector<Swept>& all, Findings& findings) {
  const struct {
    const char* name;
    const char* metric;
    const char* title;
    Scale scale;
  } pictures[] = {{"accuracy", "test_accuracy", "test accuracy", Scale::kLinear},
                  {"variance", "gradient_variance", "gradient variance r", Scale::kLogarithmic},
                  {"loss", "train_loss", "train loss", Scale::kLogarithmic}};
  const auto budget = static_cast<double>(2 * sweep.steps);
  for (const auto& [name, metric, title, scale] : pictures) {
    std::vector<Curve> curves;
    for (const Swept& swept : all) {
      curves.push_back(CurveOf(swept.label, swept.runs, metric, Cost::kExchanges, 0.0, budget));
    }
    const std::string caption = fmt::format("{}: {} against exchanges", sweep.title, title);
    findings.Picture(fmt::format("gradalign-{}-{}", sweep.name, name),
                     DrawCurves(caption, {"exchanges", Unit::kCount, Scale::kFromZero},
                                {title, MetricUnit(metric), scale}, curves),
                     caption);
  }
}

}  // namespace

void Hold(const Sweep& sweep, Lanes& lanes, Findings& findings) {
  findings.Heading(sweep.title);
  const std::vector<Swept> all = Train(sweep, lanes);
  Tabulate(sweep, all, findings);
  Draw(sweep, all, findings);
}

}  // namespace hushed
