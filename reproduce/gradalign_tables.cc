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

// Numbers of a table, by name and column.
class Row {
 public:
  Row(const Contest& contest, const std::string& algorithm, Findings& findings)
      : prefix_(contest.name + "." + algorithm + "."), findings_(findings) {}

  void Add(const std::string& what, Unit unit, const Sample& sample) {
    findings_.Number(prefix_ + what, sample.mean);
    findings_.Number(prefix_ + what + ".deviation", sample.deviation);
    cells.push_back({SampleText(unit, sample)});
  }

  std::vector<Table::Cell> cells;

 private:
  std::string prefix_;
  Findings& findings_;
};

}  // namespace

void Tabulate(const Contest& contest, const std::vector<Finalist>& finalists, Findings& findings) {
  Table table;
  table.columns = {{"method", ""}, {"chosen", ""}};
  for (const Cost cost : kCosts) {
    table.columns.push_back({"accuracy after " + CostText(cost, BudgetOf(finalists, cost)), ""});
  }
  table.columns.insert(
      table.columns.end(),
      {{"best accuracy", ""}, {"lowest test loss", ""}, {"r after the exchanges", ""}});
  for (const Finalist& finalist : finalists) {
    const double passes = finalist.way.rival->passes;
    const std::string& algorithm = finalist.way.rival->algorithm;
    Row row(contest, algorithm, findings);
    row.cells = {{algorithm}, {finalist.way.text()}};
    const auto add_level = [&](const std::string& what, const std::string& metric, Cost cost) {
      const double budget = BudgetOf(finalists, cost);
      row.Add(what, MetricUnit(metric), SampleOf(finalist.runs, [&](const Run& run) {
                return run.summary.ending == "diverged"
                           ? std::numeric_limits<double>::quiet_NaN()
                           : LevelAt(run.lines, metric, cost, passes, budget);
              }));
    };
    const auto add_best = [&](const std::string& what, const std::string& metric) {
      row.Add(what, MetricUnit(metric),
              SampleOf(finalist.runs, [&](const Run& run) { return BestOf(run, metric); }));
    };
    for (const Cost cost : kCosts) {
      add_level("test_accuracy_at_" + CostName(cost), "test_accuracy", cost);
    }
    add_best("best_test_accuracy", "test_accuracy");
    add_best("lowest_test_loss", "test_loss");
    add_level("gradient_variance", "gradient_variance", Cost::kExchanges);
    table.rows.push_back(row.cells);
  }
  findings.Add(
      fmt::format("Means over seeds {}, ± sample deviation; levels are means over the last fifth "
                  "of the budget.",
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
      fmt::format("{} tries for each method on seed {}, the best by the test accuracy at the end "
                  "of the run: {}.",
                  ways.size() / contest.rivals.size(), contest.tried_on, fmt::join(grids, "; ")));
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
