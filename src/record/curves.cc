// From runs to curves and axes.
#include <algorithm>
#include <cmath>
#include <map>

#include "record/plot.h"

namespace hushed {
namespace {

constexpr std::size_t kMaxPoints = 200;
constexpr std::size_t kManyPoints = 10;
constexpr double kLargest = 1e100;  // beyond it nothing is drawn

double Spent(const MetricsLine& line, Against against) {
  switch (against) {
    case Against::kRounds:
      return static_cast<double>(line.round);
    case Against::kUploads:
      return static_cast<double>(line.uploads);
    case Against::kUplink:
      return BytesOf(static_cast<double>(line.uplink_bits));
    case Against::kSeconds:
      return line.seconds;
    case Against::kSteps:
      return static_cast<double>(line.step);
  }
  return 0.0;
}

bool Diverged(const Run& run) { return run.summary.ending == "diverged"; }

// Runs of the group that did not diverge, or all when each of them did.
std::vector<const Run*> Sound(const Group& group) {
  std::vector<const Run*> sound;
  for (const Run* run : group.runs) {
    if (!Diverged(*run)) sound.push_back(run);
  }
  return sound.empty() ? group.runs : sound;
}

std::vector<Curve::Point> Thinned(const std::vector<Curve::Point>& points) {
  if (points.size() <= kMaxPoints) return points;
  std::vector<Curve::Point> kept;
  for (std::size_t i = 0; i < kMaxPoints; ++i) {
    kept.push_back(points[i * points.size() / kMaxPoints]);
  }
  kept.push_back(points.back());
  return kept;
}

Curve MakeCurve(const Group& group, const std::string& metric, Against against) {
  struct Sum {
    std::size_t count = 0;
    Curve::Point point;
  };
  const std::vector<const Run*> runs = Sound(group);
  std::map<std::uint64_t, Sum> at_step;
  for (const Run* run : runs) {
    std::uint64_t next_step = 0;  // a step evaluated twice counts once
    for (const MetricsLine& line : run->lines) {
      const double x = Spent(line, against), y = MetricOf(line, metric);
      const bool drawable = std::abs(x) < kLargest && std::abs(y) < kLargest;
      if (!drawable || line.step < next_step) continue;
      next_step = line.step + 1;
      Sum& sum = at_step.try_emplace(line.step, Sum{0, {0.0, 0.0, y, y}}).first->second;
      ++sum.count;
      sum.point.x += x;
      sum.point.y += y;
      sum.point.low = std::min(sum.point.low, y);
      sum.point.high = std::max(sum.point.high, y);
    }
  }
  Curve curve{group.label, runs.size() > 1, Diverged(*runs.front()), {}};
  const auto n = static_cast<double>(runs.size());
  for (const auto& [step, sum] : at_step) {
    if (sum.count != runs.size()) continue;
    curve.points.push_back({sum.point.x / n, sum.point.y / n, sum.point.low, sum.point.high});
  }
  curve.points = Thinned(curve.points);
  return curve;
}

struct Range {
  double low = kLargest, high = -kLargest;
  void Add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// Training time in the unit that suits the longest run; the curves are scaled to it.
std::string ScaleTime(std::vector<Curve>& curves, double longest) {
  const double unit = longest >= 7200.0 ? 3600.0 : longest >= 300.0 ? 60.0 : 1.0;
  for (Curve& curve : curves) {
    for (Curve::Point& point : curve.points) point.x /= unit;
  }
  return unit == 3600.0 ? "training time (h)"
         : unit == 60.0 ? "training time (min)"
                        : "training time (s)";
}

std::string TitleOf(Against against) {
  switch (against) {
    case Against::kRounds:
      return "rounds";
    case Against::kUploads:
      return "uploads";
    case Against::kUplink:
      return "uplink (bytes sent)";
    case Against::kSeconds:
      return "training time";
    case Against::kSteps:
      return "local steps";
  }
  return "";
}

PlotAxis XAxis(std::vector<Curve>& curves, Against against) {
  Range positive, ends;
  for (const Curve& curve : curves) {
    for (const Curve::Point& point : curve.points) {
      if (point.x > 0.0) positive.Add(point.x);
    }
    if (!curve.diverged) ends.Add(curve.points.back().x);
  }
  if (positive.high < positive.low) positive = {0.0, 0.0};
  if (against == Against::kSeconds) {
    const std::string title = ScaleTime(curves, positive.high);
    Range scaled;
    for (const Curve& curve : curves) scaled.Add(curve.points.back().x);
    return MakeAxis(title, Unit::kNumber, 0.0, scaled.high, PlotScale::kFromZero);
  }
  // Where some that were trained to the end spend far less than others, a linear axis would hide
  // them.
  const bool apart = against == Against::kUplink || ends.high > 8.0 * std::max(ends.low, 0.0);
  return MakeAxis(TitleOf(against), against == Against::kUplink ? Unit::kBytes : Unit::kCount,
                  positive.low, positive.high,
                  apart ? PlotScale::kLogarithmic : PlotScale::kFromZero);
}

// Holds what the reader compares. The first steep twentieth of a linear x axis, and the explosion
// of a loss beyond ten times where it began, would flatten all the rest: they may leave the
// picture.
PlotAxis YAxis(const Plot& plot, const std::string& metric) {
  double limit = kLargest;
  if (SmallerIsBetter(metric)) {
    Range first;
    for (const Curve& curve : plot.curves) first.Add(curve.points.front().y);
    if (first.high > 0.0) limit = 10.0 * first.high;
  }
  const double steep = plot.x.logarithmic ? plot.x.low : plot.x.low + plot.x.high / 20.0;
  Range range;
  for (const Curve& curve : plot.curves) {
    for (const Curve::Point& point : curve.points) {
      const bool counts = point.x >= steep || curve.points.size() < kManyPoints;
      if (!counts && &point != &curve.points.back()) continue;
      range.Add(std::min(point.low, limit));
      range.Add(std::min(point.high, limit));
    }
  }
  const bool wide = plot.unit != Unit::kShare && range.low > 0.0 && range.high > 50.0 * range.low;
  return MakeAxis(MetricTitle(metric), plot.unit, range.low, range.high,
                  wide ? PlotScale::kLogarithmic : PlotScale::kLinear);
}

void EraseEmpty(std::vector<Curve>& curves) {
  std::erase_if(curves, [](const Curve& curve) { return curve.points.empty(); });
}

}  // namespace

std::optional<Plot> MakePlot(const std::vector<Run>& runs, const std::string& metric,
                             Against against) {
  Plot plot;
  for (const Group& group : GroupRuns(runs)) {
    const std::size_t place = plot.curves.size();
    plot.curves.push_back(MakeCurve(group, metric, against));
    plot.curves.back().group = place;
  }
  EraseEmpty(plot.curves);
  if (plot.curves.empty()) return std::nullopt;
  plot.title = MetricTitle(metric) + " against " + TitleOf(against);
  plot.x = XAxis(plot.curves, against);
  const auto outside = [&](const Curve::Point& point) {
    return point.x < plot.x.low || point.x > plot.x.high;  // before the first upload, on a log axis
  };
  for (Curve& curve : plot.curves) std::erase_if(curve.points, outside);
  EraseEmpty(plot.curves);
  if (plot.curves.empty()) return std::nullopt;
  plot.unit = MetricUnit(metric);
  plot.y = YAxis(plot, metric);
  for (const TargetReached& target : runs.front().summary.targets) {
    const bool inside = target.value > plot.y.low && target.value < plot.y.high;
    if (target.metric == metric && inside) plot.levels.push_back(target.value);
  }
  return plot;
}

std::string PlotSvg(const std::vector<Run>& runs, const std::string& metric, Against against,
                    const PlotLook& look) {
  const std::optional<Plot> plot = MakePlot(runs, metric, against);
  if (!plot) throw Error("no run has a value of '" + metric + "' to plot");
  return DrawSvg(*plot, look);
}

}  // namespace hushed
