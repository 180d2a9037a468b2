// Local-GD on examples that no plane separates: how far beside the minimum it stays.
#include <fmt/format.h>

#include <cmath>

#include "drawing.h"
#include "implicit_bias_runs.h"
#include "slope.h"

namespace hushed {
namespace {

constexpr double kRates[] = {0.0025, 0.01, 0.04};
constexpr double kSmall = 0.11;  // η(L − 1) up to which the slope is fitted

struct Gap {
  int steps = 1;
  double rate = 0.0;
  double gap = 0.0;  // to the minimum, over its length

  double product() const { return rate * (steps - 1); }
};

std::vector<Gap> Gaps(const BiasStudy& study) {
  const double time = study.options.quick ? 5 : 500;
  const auto minimum = Stationary(study.trainer, 0.2, 1, time);
  std::vector<Gap> gaps;
  for (const int steps : {1, 2, 6, 11, 51}) {
    for (const double rate : kRates) {
      const auto stays = Stationary(study.trainer, rate, steps, time);
      const double gap = Distance(stays, minimum) / Length(minimum);
      gaps.push_back({steps, rate, gap});
      study.findings.Number(fmt::format("overlapping.eta{}.L{}.gap", rate, steps), gap);
    }
  }
  return gaps;
}

// Of log gap against log η(L − 1).
double Slope(const std::vector<Gap>& gaps) {
  std::vector<double> products, values;
  for (const Gap& gap : gaps) {
    if (gap.steps == 1 || gap.product() > kSmall) continue;
    products.push_back(std::log(gap.product()));
    values.push_back(std::log(gap.gap));
  }
  return SlopeOf(products, values);
}

void Draw(const BiasStudy& study, const std::vector<Gap>& gaps) {
  std::vector<Curve> curves;
  for (const double rate : kRates) {
    std::vector<double> products, values;
    for (const Gap& gap : gaps) {
      if (gap.rate != rate || gap.steps == 1) continue;
      products.push_back(gap.product());
      values.push_back(gap.gap);
    }
    curves.push_back(MakeLine(fmt::format("η = {}", rate), products, values));
  }
  study.findings.Picture("implicit-bias-gap",
                         DrawCurves("gap to the pooled minimum against η(L − 1)",
                                    {"η(L − 1)", Unit::kNumber, PlotScale::kLogarithmic},
                                    {"gap", Unit::kNumber, PlotScale::kLogarithmic}, curves),
                         "Gap to the pooled minimum against η(L − 1)");
}

}  // namespace

void OverlapClouds(const BiasStudy& study) {
  study.findings.Heading("Examples that no plane separates");
  const std::vector<Gap> gaps = Gaps(study);
  Table table;
  table.columns = {{"L", ""}};
  for (const double rate : kRates) table.columns.push_back({fmt::format("η = {}", rate), ""});
  for (const Gap& gap : gaps) {
    if (gap.rate == kRates[0]) table.rows.push_back({{fmt::format("{}", gap.steps)}});
    table.rows.back().push_back(
        {gap.steps == 1 ? fmt::format("{:.0e}", gap.gap) : QuantityText(Unit::kNumber, gap.gap)});
  }
  const double slope = Slope(gaps);
  study.findings.Number("overlapping.slope", slope);
  study.findings.Add(
      fmt::format(
          "Two clouds of 100 examples in 5 columns that overlap, one label a worker: distance "
          "of the point where Local-GD stays from the minimum of the pooled loss, over the "
          "minimum's length. The slope of log gap against log η(L − 1) is {:.3f} up to "
          "η(L − 1) = 0.1.",
          slope),
      table);
  Draw(study, gaps);
}

}  // namespace hushed
