#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hushed/errors.h"
#include "record/groups.h"
#include "record/plot_axis.h"

namespace hushed {

// gnuplot is not installed; the message names the package.
class PlotterMissing : public Error {
 public:
  using Error::Error;
};

// What a metric is drawn against: what has been spent so far. Local steps pass within long rounds,
// too.
enum class Against { kRounds, kUploads, kUplink, kSeconds, kSteps };
// In reports.
inline constexpr Against kAllAgainst[] = {Against::kRounds, Against::kUploads, Against::kUplink,
                                          Against::kSeconds};

// One group's mean over its seeds, and the least and largest of them.
struct Curve {
  struct Point {
    double x, y, low, high;
  };
  std::string label;
  bool several = false;       // seeds
  bool diverged = false;      // every one of them
  std::vector<Point> points;  // at most 201
  std::size_t group = 0;      // its place among the groups: what it looks like in every plot
};

struct Plot {
  std::string title;  // "test accuracy against uplink"
  PlotAxis x, y;
  Unit unit = Unit::kNumber;  // of y
  std::vector<Curve>
      curves;  // each at least one point, inside x; y leaves out what dwarfs the rest
  std::vector<double> levels;  // targets, inside y
};

// Nothing when there is no point to draw: the metric is nowhere finite. Evaluations that all
// (undiverged) seeds of a group have made become its points.
std::optional<Plot> MakePlot(const std::vector<Run>& runs, const std::string& metric,
                             Against against);

struct PlotLook {
  int width = 600;
  int height = 400;         // with a legend of one line; each further one adds its own
  std::string background;   // "white"; empty: none
  std::string id = "plot";  // tells plots in one page apart; letters and digits
};

// The plot as an <svg> element. Throws PlotterMissing without gnuplot, Error when it fails.
std::string DrawSvg(const Plot& plot, const PlotLook& look);

// The plot in characters, at most `columns` wide and `rows` high (at least 20 and 6), for
// terminals: lines that end in no blanks, each with its newline. Throws as DrawSvg().
std::string DrawText(const Plot& plot, int columns, int rows);

// Both at once, for a picture that stands alone. Throws Error when there is nothing to draw.
std::string PlotSvg(const std::vector<Run>& runs, const std::string& metric, Against against,
                    const PlotLook& look = {.background = "white"});

}  // namespace hushed
