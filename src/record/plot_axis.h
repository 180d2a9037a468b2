#pragma once

#include <string>
#include <vector>

#include "record/quantities.h"

namespace hushed {

struct Tick {
  double at = 0.0;
  std::string label;  // empty: a minor tick
};

// One axis of a plot: what it shows and where its ticks stand.
struct PlotAxis {
  std::string title;
  double low = 0.0;
  double high = 1.0;  // > low
  bool logarithmic = false;
  std::vector<Tick> ticks;  // in [low, high], at most 60
};

enum class PlotScale {
  kFromZero,     // linear, with 0 in it
  kLinear,       // linear around the values
  kLogarithmic,  // taken only when the values are positive and spread over a factor of 3 or more
};

// An axis that holds [low, high], both finite, low <= high. Where kLogarithmic cannot be taken,
// kFromZero is.
PlotAxis MakeAxis(std::string title, Unit unit, double low, double high, PlotScale scale);

}  // namespace hushed
