#include "record/plot_axis.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hushed {
namespace {

// 1, 2 or 5 times a power of ten: the smallest that cuts `span` in at most seven.
double StepOf(double span) {
  const double power = std::pow(10.0, std::floor(std::log10(span / 7.0)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (span <= 7.0 * factor * power * (1.0 + 1e-9)) return factor * power;
  }
  return 10.0 * power;
}

void PlaceLinearTicks(PlotAxis& axis, Unit unit) {
  const double step = StepOf(axis.high - axis.low);
  const double first = std::ceil(axis.low / step - 1e-9);
  for (int i = 0; i < 12; ++i) {
    const double at = (first + i) * step;
    if (at > axis.high + 1e-9 * step) break;
    axis.ticks.push_back({at, TickText(unit, at, step)});
  }
}

bool IsLabelled(int digit, double decades) {
  if (digit == 1) return true;
  if (decades < 1.0) return digit == 2 || digit == 3 || digit == 5 || digit == 7;
  return decades < 2.0 && (digit == 2 || digit == 5);
}

// A label at every decade, or every few of them; below two decades also in between.
void PlaceLogarithmicTicks(PlotAxis& axis, Unit unit) {
  const int first = static_cast<int>(std::floor(std::log10(axis.low)));
  const int last = static_cast<int>(std::ceil(std::log10(axis.high)));
  const double decades = std::log10(axis.high / axis.low);
  const int every = static_cast<int>(std::ceil(decades / 6.0));
  for (int decade = first; decade <= last; decade += every) {
    for (const int digit : {1, 2, 3, 4, 5, 6, 7, 8, 9}) {
      const double at = digit * std::pow(10.0, decade);
      if (at < axis.low * (1 - 1e-9) || at > axis.high * (1 + 1e-9)) continue;
      if (IsLabelled(digit, decades)) {
        axis.ticks.push_back({at, TickText(unit, at, at)});
      } else if (every == 1) {
        axis.ticks.push_back({at, ""});
      }
    }
  }
}

}  // namespace

PlotAxis MakeAxis(std::string title, Unit unit, double low, double high, PlotScale scale) {
  PlotAxis axis{std::move(title)};
  if (scale == PlotScale::kLogarithmic && low > 0.0 && high / low >= 3.0) {
    const double margin = std::pow(high / low, 0.03);
    axis.low = low / margin;
    axis.high = high * margin;
    axis.logarithmic = true;
    PlaceLogarithmicTicks(axis, unit);
    return axis;
  }
  if (scale == PlotScale::kLogarithmic || scale == PlotScale::kFromZero) {
    low = std::min(0.0, low);
    high = std::max(0.0, high);
  }
  // Values that are all alike still need a picture of some height.
  const double size = std::max(std::abs(low), std::abs(high));
  double span = high - low;
  if (span <= 1e-9 * size || span == 0.0) span = size > 0.0 ? size : 1.0;
  const bool from_zero = scale != PlotScale::kLinear;
  axis.low = from_zero && low == 0.0 ? 0.0 : low - 0.04 * span;
  axis.high = from_zero && high == 0.0 && low < 0.0 ? 0.0 : high + 0.04 * span;
  PlaceLinearTicks(axis, unit);
  return axis;
}

}  // namespace hushed
