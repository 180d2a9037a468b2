#include "sample.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "record/groups.h"

namespace hushed {

Sample SampleOf(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  if (values.empty()) return {std::numeric_limits<double>::quiet_NaN(), 0.0};
  Sample sample;
  for (const double value : values) sample.mean += value / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - sample.mean) * (value - sample.mean);
  if (values.size() > 1) sample.deviation = std::sqrt(squares / (n - 1));
  return sample;
}

std::string SampleText(Unit unit, const Sample& sample) {
  if (!std::isfinite(sample.mean)) return "–";
  return QuantityText(unit, sample.mean, sample.deviation);
}

std::string KnownText(double value, Unit unit) {
  return std::isnan(value) ? "–" : QuantityText(unit, value);
}

std::string KnownText(double value, const char* format) {
  return std::isnan(value) ? "–" : fmt::format(fmt::runtime(format), value);
}

double FinalOf(const Run& run, const std::string& metric) {
  return MetricOf(run.summary.final, metric);
}

double BestOf(const Run& run, const std::string& metric) {
  for (const auto& [name, value] : run.summary.best) {
    if (name == metric) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace hushed
