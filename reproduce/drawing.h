#pragma once

#include <string>
#include <vector>

#include "record/plot.h"

namespace hushed {

// One axis as a drawing asks for it; its range is found.
struct DrawnAxis {
  std::string title;
  Unit unit = Unit::kNumber;
  PlotScale scale = PlotScale::kLinear;
};

// Curves that are not runs: error against workers, say. Points need x and y; low and high may span
// an interval around y, where Curve::several is set.
std::string DrawCurves(const std::string& title, const DrawnAxis& x, const DrawnAxis& y,
                       std::vector<Curve> curves);

// y = values[i] at xs[i], with nothing around it.
Curve MakeLine(const std::string& label, const std::vector<double>& xs,
               const std::vector<double>& values);

}  // namespace hushed
