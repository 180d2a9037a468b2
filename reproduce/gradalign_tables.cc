// What a contest tells: its tries, its table, its pictures.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
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

// A column of the table of finalists.
struct Column {
  std::string title, name;
  Unit unit;
  std::function<double(const Run&, double passes)> of;
};

Column LevelColumn(const std::string& title, const std::string& metric, Cost cost, double budget) {
  return {title, metric + "_at_" + CostName(cost), MetricUnit(metric),
          [=](const Run& run, double passes) {
            return run.summary.ending == "diverged"
                       ? std::numeric_limits<double>::quiet_NaN()
                       : LevelAt(run.lines, metric, cost, passes, budget);
          }};
}

Column BestColumn(const std::string& title, const std::string& name, const std::string& metric) {
  return {title, name, MetricUnit(metric),
          [=](const Run& run, double) { return BestOf(run, metric); }};
}

std::vector<Column> ColumnsOf(const Contest& contest, const std::vector<Finalist>& finalists) {
  std::vector<Column> columns;
  for (const Cost cost : kCosts) {
    const double budget = BudgetOf(finalists, cost);
    columns.push_back(
        LevelColumn("accuracy after " + CostText(cost, budget), "test_accuracy", cost, budget));
  }
  columns.push_back(BestColumn("best accuracy", "best_test_accuracy", "test_accuracy"));
  columns.push_back(BestColumn("lowest test loss", "lowest_test_loss", "test_loss"));
  const double exchanges = BudgetOf(finalists, Cost::kExchanges);
  columns.push_back(
      LevelColumn("r after the exchanges", "gradient_variance", Cost::kExchanges, exchanges));
  columns.push_back({fmt::format("r at train loss {}", contest.loss), "gradient_variance_at_loss",
                     Unit::kNumber,
                     [&](const Run& run, double) { return VarianceAtLoss(run, contest.loss); }});
  return columns;
}

}  // namespace

void Tabulate(const Contest& contest, const std::vector<Finalist>& finalists, Findings& findings) {
  const std::vector<Column> columns = ColumnsOf(contest, finalists);
  Table table;
  table.columns = {{"method", ""}, {"chosen", ""}};
  for (const Column& column : columns) table.columns.push_back({column.title, ""});
  for (const Finalist& finalist : finalists) {
    const Rival& rival = *finalist.way.rival;
    std::vector<Table::Cell> row = {{rival.algorithm}, {finalist.way.text()}};
    for (const Column& column : columns) {
      const Sample sample =
          SampleOf(finalist.runs, [&](const Run& run) { return column.of(run, rival.passes); });
      row.push_back({SampleText(column.unit, sample)});
      const std::string number = contest.name + "." + rival.algorithm + "." + column.name;
      findings.Number(number, sample.mean);
      findings.Number(number + ".deviation", sample.deviation);
    }
    table.rows.push_back(row);
  }
  findings.Add(
      fmt::format("Means over seeds {}, ± sample deviation; accuracies and r over the last "
                  "fifth of the budget.",
                  fmt::join(contest.seeds, ", ")),
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
    Scale scale;
  } pictures[] = {
      {"accuracy-exchanges", "test_accuracy", "test accuracy", Cost::kExchanges, Scale::kLinear},
      {"accuracy-passes", "test_accuracy", "test accuracy", Cost::kPasses, Scale::kLinear},
      {"variance-exchanges", "gradient_variance", "gradient variance r", Cost::kExchanges,
       Scale::kLogarithmic}};
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
                     DrawCurves(caption, {x, Unit::kCount, Scale::kFromZero},
                                {title, MetricUnit(metric), scale}, curves),
                     caption);
  }
}

}  // namespace hushed
