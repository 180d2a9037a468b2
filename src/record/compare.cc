// What the comparison table holds: each column is described once, by its title, its unit and where
// its value stands in a run.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "record/groups.h"
#include "record/quantities.h"
#include "record/table.h"

namespace hushed {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

enum class Best { kNeither, kSmallest, kLargest };

struct Description {
  std::string title;
  std::string group;
  Unit unit = Unit::kNumber;
  std::function<double(const Run&)> value;  // NaN: this run has none
  std::string missing = "-";                // shown when no run of the group has one
  Best best = Best::kNeither;
};

struct Statistics {
  std::size_t count = 0;  // finite values
  double mean = kNone;
  double deviation = 0.0;  // sample deviation; 0 for a single value
};

Statistics StatisticsOf(const Group& group, const std::function<double(const Run&)>& value) {
  std::vector<double> values;
  for (const Run* run : group.runs) {
    if (const double v = value(*run); std::isfinite(v)) values.push_back(v);
  }
  if (values.empty()) return {};
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  if (*least == *largest) return {values.size(), *least, 0.0};  // no rounding to show as deviation
  const auto n = static_cast<double>(values.size());
  double mean = 0.0, squares = 0.0;
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {values.size(), mean, std::sqrt(squares / (n - 1.0))};
}

using Counter = std::uint64_t MetricsLine::*;

Description FinalCounter(const std::string& title, Counter counter, Unit unit) {
  return {title, "", unit, [=](const Run& run) {
            const auto count = static_cast<double>(run.summary.final.*counter);
            return unit == Unit::kBytes ? BytesOf(count) : count;
          }};
}

Description TargetCounter(const TargetReached& target, const std::string& title, Counter counter,
                          Unit unit) {
  const std::string group = MetricTitle(target.metric) + " " +
                            TickText(MetricUnit(target.metric), target.value, target.value);
  const auto value = [=, metric = target.metric, level = target.value](const Run& run) {
    for (const MetricsLine& line : run.lines) {
      if (!Reaches(metric, MetricOf(line, metric), level)) continue;
      const auto count = static_cast<double>(line.*counter);
      return unit == Unit::kBytes ? BytesOf(count) : count;
    }
    return kNone;
  };
  return {title, "to reach " + group, unit, value, "not reached", Best::kSmallest};
}

std::vector<TargetReached> TargetsOf(const std::vector<Run>& runs) {
  std::vector<TargetReached> targets;
  for (const Run& run : runs) {
    for (const TargetReached& target : run.summary.targets) {
      const auto same = [&](const TargetReached& other) {
        return other.metric == target.metric && other.value == target.value;
      };
      if (std::none_of(targets.begin(), targets.end(), same)) targets.push_back(target);
    }
  }
  return targets;
}

// Uploads as a share of sgd's, or of the most talkative group's when sgd is not among them.
Description UploadShare(const std::vector<Group>& groups) {
  const auto uploads = [](const Run& run) {
    return static_cast<double>(run.summary.final.uploads);
  };
  const auto is_sgd = [](const Group& g) { return g.runs.front()->summary.algorithm == "sgd"; };
  const auto sgd = std::find_if(groups.begin(), groups.end(), is_sgd);
  double whole = 0.0;
  for (const Group& group : groups) {
    if (sgd == groups.end() || &group == &*sgd) {
      whole = std::max(whole, StatisticsOf(group, uploads).mean);
    }
  }
  const std::string title = sgd == groups.end() ? "share of the most" : "share of " + sgd->label;
  return {title, "", Unit::kShare, [=](const Run& run) { return uploads(run) / whole; }};
}

std::vector<Description> Describe(const std::vector<Run>& runs, const std::vector<Group>& groups) {
  std::vector<Description> columns;
  for (const std::string& metric : MetricsToShow(runs)) {
    columns.push_back({MetricTitle(metric), "", MetricUnit(metric),
                       [=](const Run& run) { return MetricOf(run.summary.final, metric); }, "-",
                       SmallerIsBetter(metric) ? Best::kSmallest : Best::kLargest});
  }
  columns.push_back(FinalCounter("uploads", &MetricsLine::uploads, Unit::kCount));
  if (groups.size() > 1) columns.push_back(UploadShare(groups));
  columns.push_back(FinalCounter("uplink", &MetricsLine::uplink_bits, Unit::kBytes));
  columns.push_back(
      FinalCounter("uplink, values only", &MetricsLine::uplink_value_bits, Unit::kBytes));
  columns.push_back(FinalCounter("downlink", &MetricsLine::downlink_bits, Unit::kBytes));
  columns.push_back(
      FinalCounter("gradient evaluations", &MetricsLine::gradient_evaluations, Unit::kCount));
  columns.push_back({"training time", "", Unit::kSeconds,
                     [](const Run& run) { return run.summary.final.seconds; }});
  for (const TargetReached& target : TargetsOf(runs)) {
    columns.push_back(TargetCounter(target, "rounds", &MetricsLine::round, Unit::kCount));
    columns.push_back(TargetCounter(target, "uploads", &MetricsLine::uploads, Unit::kCount));
    columns.push_back(TargetCounter(target, "uplink", &MetricsLine::uplink_bits, Unit::kBytes));
  }
  return columns;
}

// "sasg", "sasg (1 of 3 diverged)"
std::string RowName(const Group& group) {
  std::string name = group.label;
  for (const char* ending : {"diverged", "interrupted"}) {
    const auto ended = [&](const Run* run) { return run->summary.ending == ending; };
    const auto count = std::count_if(group.runs.begin(), group.runs.end(), ended);
    if (count == 0) continue;
    const std::string share = group.runs.size() == 1 ? ""
                                                     : std::to_string(count) + " of " +
                                                           std::to_string(group.runs.size()) + " ";
    name += " (" + share + ending + ")";
  }
  return name;
}

std::string CellText(const Description& column, const Statistics& statistics, std::size_t runs) {
  if (statistics.count == 0) return column.missing;
  std::string text = QuantityText(column.unit, statistics.mean, statistics.deviation);
  if (statistics.count == runs) return text;
  return text + " (" + std::to_string(statistics.count) + " of " + std::to_string(runs) + ")";
}

void MarkBest(Table& table, std::size_t column, Best best, const std::vector<double>& means) {
  std::vector<double> finite;
  std::copy_if(means.begin(), means.end(), std::back_inserter(finite),
               [](double mean) { return std::isfinite(mean); });
  if (best == Best::kNeither || finite.empty() || means.size() < 2) return;
  const double winner = best == Best::kSmallest ? *std::min_element(finite.begin(), finite.end())
                                                : *std::max_element(finite.begin(), finite.end());
  for (std::size_t row = 0; row < means.size(); ++row) {
    table.rows[row][column].best = means[row] == winner;
  }
}

}  // namespace

Table CompareRuns(const std::vector<Run>& runs) {
  const std::vector<Group> groups = GroupRuns(runs);
  Table table;
  table.columns.push_back({"algorithm", ""});
  for (const Group& group : groups) table.rows.push_back({{RowName(group)}});
  for (const Description& column : Describe(runs, groups)) {
    table.columns.push_back({column.title, column.group});
    std::vector<double> means;
    for (std::size_t row = 0; row < groups.size(); ++row) {
      const Statistics statistics = StatisticsOf(groups[row], column.value);
      means.push_back(statistics.mean);
      table.rows[row].push_back({CellText(column, statistics, groups[row].runs.size())});
    }
    MarkBest(table, table.columns.size() - 1, column.best, means);
  }
  return table;
}

}  // namespace hushed
