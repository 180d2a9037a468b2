#include "gradalign_spent.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "record/groups.h"
#include "record/quantities.h"

namespace hushed {

std::string CostName(Cost cost) {
  return cost == Cost::kExchanges ? "exchanges" : cost == Cost::kUplink ? "uplink" : "passes";
}

std::string CostText(Cost cost, double amount) {
  if (cost == Cost::kUplink) return QuantityText(Unit::kBytes, BytesOf(amount)) + " sent";
  return QuantityText(Unit::kCount, amount) +
         (cost == Cost::kExchanges ? " exchanges" : " gradient passes");
}

double Spent(const MetricsLine& line, Cost cost, double passes) {
  switch (cost) {
    case Cost::kExchanges:
      return static_cast<double>(line.exchange);
    case Cost::kUplink:
      return static_cast<double>(line.uplink_bits);
    case Cost::kPasses:
      return passes * static_cast<double>(line.gradient_evaluations);
  }
  return 0.0;
}

double LevelAt(const std::vector<MetricsLine>& lines, const std::string& metric, Cost cost,
               double passes, double budget) {
  double sum = 0.0, count = 0.0, last = std::numeric_limits<double>::quiet_NaN();
  for (const MetricsLine& line : lines) {
    const double spent = Spent(line, cost, passes);
    if (spent > budget * (1 + 1e-9)) break;
    last = MetricOf(line, metric);
    if (spent <= 0.8 * budget) continue;
    sum += last;
    ++count;
  }
  return count > 0 ? sum / count : last;
}

double VarianceAtLoss(const Run& run, double level) {
  for (std::size_t i = 1; i < run.lines.size(); ++i) {
    const MetricsLine &before = run.lines[i - 1], &after = run.lines[i];
    const double loss = MetricOf(after, "train_loss"), last = MetricOf(before, "train_loss");
    if (loss > level) continue;
    const double share = std::log(last / level) / std::log(last / loss);
    const double r = MetricOf(before, "gradient_variance");
    return r * std::pow(MetricOf(after, "gradient_variance") / r, share);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Curve CurveOf(const std::string& label, const std::vector<Run>& runs, const std::string& metric,
              Cost cost, double passes, double budget) {
  Curve curve;
  curve.label = label;
  curve.several = runs.size() > 1;
  std::size_t common = runs.front().lines.size();
  for (const Run& run : runs) common = std::min(common, run.lines.size());
  for (std::size_t i = 0; i < common; ++i) {
    Curve::Point point{0.0, 0.0, std::numeric_limits<double>::max(),
                       std::numeric_limits<double>::lowest()};
    const auto n = static_cast<double>(runs.size());
    for (const Run& run : runs) {
      const double y = MetricOf(run.lines[i], metric);
      point.x += Spent(run.lines[i], cost, passes) / n;
      point.y += y / n;
      point.low = std::min(point.low, y);
      point.high = std::max(point.high, y);
    }
    const bool shown = point.x >= budget / 20 && point.x <= budget * (1 + 1e-9);
    if (shown && std::isfinite(point.y)) curve.points.push_back(point);
  }
  return curve;
}

}  // namespace hushed
