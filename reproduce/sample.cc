#include "sample.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "record/groups.h"
#include "record/metrics_line.h"

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

void AddSample(const std::string& name, const Sample& sample, Findings& findings) {
  findings.Number(name, sample.mean);
  findings.Number(name + ".deviation", sample.deviation);
}

void AddSamples(const std::string& prefix, const std::vector<Column>& columns,
                const std::vector<Run>& runs, std::vector<Table::Cell>& row, Findings& findings) {
  for (const Column& column : columns) {
    const Sample sample = SampleOf(runs, column.of);
    row.push_back({SampleText(column.unit, sample)});
    AddSample(prefix + column.name, sample, findings);
  }
}

std::string KnownText(double value, Unit unit) {
  return std::isnan(value) ? "–" : QuantityText(unit, value);
}

std::string KnownText(double value, const char* format) {
  return std::isnan(value) ? "–" : fmt::format(fmt::runtime(format), value);
}

Table::Cell KnownCell(const std::string& name, double value, const char* format,
                      Findings& findings) {
  if (!std::isnan(value)) findings.Number(name, value);
  return {KnownText(value, format)};
}

double FinalOf(const Run& run, const std::string& metric) {
  return MetricOf(run.summary.final, metric);
}

double BestOf(const Run& run, const std::string& metric) {
  const double sign = SmallerIsBetter(metric) ? -1.0 : 1.0;
  double best = std::numeric_limits<double>::quiet_NaN();
  for (const MetricsLine& line : run.lines) {
    const double value = MetricOf(line, metric);
    if (std::isnan(best) || sign * value > sign * best) best = value;
  }
  return best;
}

}  // namespace hushed
