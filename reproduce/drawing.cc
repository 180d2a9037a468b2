#include "drawing.h"

#include <algorithm>
#include <limits>

namespace hushed {
namespace {

struct Range {
  double low = std::numeric_limits<double>::max();
  double high = std::numeric_limits<double>::lowest();

  void Add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

}  // namespace

Curve MakeLine(const std::string& label, const std::vector<double>& xs,
               const std::vector<double>& values) {
  Curve curve;
  curve.label = label;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    curve.points.push_back({xs[i], values[i], values[i], values[i]});
  }
  return curve;
}

std::string DrawCurves(const std::string& title, const DrawnAxis& x, const DrawnAxis& y,
                       std::vector<Curve> curves) {
  Range across, up;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    curves[i].group = i;
    for (const Curve::Point& point : curves[i].points) {
      across.Add(point.x);
      up.Add(point.low);
      up.Add(point.high);
    }
  }
  if (across.high < across.low) throw Error("'" + title + "' has no point to draw");
  Plot plot;
  plot.title = title;
  plot.unit = y.unit;
  plot.x = MakeAxis(x.title, x.unit, across.low, across.high, x.scale);
  plot.y = MakeAxis(y.title, y.unit, up.low, up.high, y.scale);
  plot.curves = std::move(curves);
  return DrawSvg(plot, {.background = "white"});
}

}  // namespace hushed
