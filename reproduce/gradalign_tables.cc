// What a contest tells: its tries, its table, its pictures.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "drawing.h"
#include "gradalign_contest.h"
#include "gradalign_spent.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

// The least that any run has spent in the end.
double BudgetOf(const std::vector<Finalist>& finalists, Cost cost) {
  double least = std::numeric_limits<double>::max();
  for (const Finalist& finalist : finalists) {
    for (const Run& run : finalist.runs) {
      if (run.summary.ending == "diverged") continue;
      least = std::min(least, Spent(run.lines.back(), cost, finalist.way.rival->passes));
    }
  }
  return least;
}

Column LevelColumn(const std::string& title, const std::string& metric, Cost cost, double passes,
                   double budget) {
  return {title, metric + "_at_" + CostName(cost), MetricUnit(metric), [=](const Run& run) {
            return run.summary.ending == "diverged"
                       ? std::numeric_limits<double>::quiet_NaN()
                       : LevelAt(run.lines, metric, cost, passes, budget);
          }};
}

Column BestColumn(const std::string& title, const std::string& name, const std::string& metric) {
  return {title, name, MetricUnit(metric),
          [metric](const Run& run) { return BestOf(run, metric); }};
}

// passes: of the rival whose row it is.
std::vector<Column> ColumnsOf(const Contest& contest, const std::vector<Finalist>& finalists,
                              double passes) {
  std::vector<Column> columns;
  for (const Cost cost : kCosts) {
    const double budget = BudgetOf(finalists, cost);
    columns.push_back(LevelColumn("accuracy after " + CostText(cost, budget), "test_accuracy", cost,
                                  passes, budget));
  }
  columns.push_back(BestColumn("best accuracy", "best_test_accuracy", "test_accuracy"));
  columns.push_back(BestColumn("lowest test loss", "lowest_test_loss", "test_loss"));
  columns.push_back(LevelColumn("r after the exchanges", "gradient_variance", Cost::kExchanges,
                                passes, BudgetOf(finalists, Cost::kExchanges)));
  columns.push_back({fmt::format("r at train loss {}", contest.loss), "gradient_variance_at_loss",
                     Unit::kNumber,
                     [loss = contest.loss](const Run& run) { return VarianceAtLoss(run, loss); }});
  return columns;
}

void AddChoice(const Contest& contest, const Way& way, Findings& findings) {
  std::string called = way.rival->called;
  std::ranges::replace(called, ' ', '_');
  const std::string prefix = contest.name + "." + way.rival->algorithm + ".chosen.";
  findings.Number(prefix + "rate", way.rate);
  if (!called.empty()) findings.Number(prefix + called, way.value);
}

}  // namespace

void Tabulate(const Contest& contest, const std::vector<Finalist>& finalists, Findings& findings) {
  Table table;
  table.columns = {{"method", ""}, {"chosen", ""}};
  for (const Column& column : ColumnsOf(contest, finalists, 0.0)) {
    table.columns.push_back({column.title, ""});
  }
  for (const Finalist& finalist : finalists) {
    const Rival& rival = *finalist.way.rival;
    std::vector<Table::Cell> row = {{rival.algorithm}, {finalist.way.text()}};
    AddSamples(contest.name + "." + rival.algorithm + ".",
               ColumnsOf(contest, finalists, rival.passes), finalist.runs, row, findings);
    AddChoice(contest, finalist.way, findings);
    table.rows.push_back(row);
  }
  findings.Add(
      fmt::format("Means over seeds {}, ± sample deviation; accuracies and r after a budget are "
                  "the mean over evaluations in the last fifth of it, or the last evaluation "
                  "before it. {} marks a choice at the edge of what was tried.",
                  fmt::join(contest.seeds, ", "), kEdge),
      table);
}

void TellTries(const Contest& contest, const std::vector<Way>& ways, Findings& findings) {
  std::vector<std::string> grids;
  for (const Rival& rival : contest.rivals) {
    std::string grid = fmt::format("{} rates {}", rival.algorithm, fmt::join(rival.rates, ", "));
    if (!rival.parameter.empty()) {
      grid += fmt::format(" with {} {}", rival.called, fmt::join(rival.values, ", "));
    }
    grids.push_back(grid);
  }
  findings.Text(
      fmt::format("{} tries for each method on seed{} {}, the best by the accuracy at the end of "
                  "the run on {} training images that no run trains with: {}.",
                  ways.size() / contest.rivals.size(), contest.tried_on.size() > 1 ? "s" : "",
                  fmt::join(contest.tried_on, ", "), Contest::kHeldOut, fmt::join(grids, "; ")));
  for (const Way& way : ways) {
    std::string name = fmt::format("{}.tries.{}.{}", contest.name, way.rival->algorithm, way.rate);
    if (!way.rival->parameter.empty()) name += fmt::format(".{}", way.value);
    findings.Number(name, way.level);
  }
}

void Draw(const Contest& contest, const std::vector<Finalist>& finalists, Findings& findings) {
  const struct {
    const char* name;
    const char* metric;
    const char* title;
    Cost cost;
    PlotScale scale;
  } pictures[] = {
      {"accuracy-exchanges", "test_accuracy", "test accuracy", Cost::kExchanges,
       PlotScale::kLinear},
      {"accuracy-passes", "test_accuracy", "test accuracy", Cost::kPasses, PlotScale::kLinear},
      {"variance-exchanges", "gradient_variance", "gradient variance r", Cost::kExchanges,
       PlotScale::kLogarithmic}};
  for (const auto& [name, metric, title, cost, scale] : pictures) {
    std::vector<Curve> curves;
    for (const Finalist& finalist : finalists) {
      const Rival& rival = *finalist.way.rival;
      curves.push_back(CurveOf(rival.algorithm, finalist.runs, metric, cost, rival.passes,
                               BudgetOf(finalists, cost)));
    }
    const std::string x = cost == Cost::kExchanges ? "exchanges" : "gradient passes";
    const std::string caption = fmt::format("{}: {} against {}", contest.title, title, x);
    findings.Picture(fmt::format("gradalign-{}-{}", contest.name, name),
                     DrawCurves(caption, {x, Unit::kCount, PlotScale::kFromZero},
                                {title, MetricUnit(metric), scale}, curves),
                     caption);
  }
}

}  // namespace hushed
