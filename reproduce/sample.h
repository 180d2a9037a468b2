#pragma once

#include <string>
#include <vector>

#include "record/quantities.h"
#include "record/saved_run.h"

namespace hushed {

// What several seeds gave.
struct Sample {
  double mean = 0.0;
  double deviation = 0.0;  // sample deviation; 0 for one value
};

// NaN when there is no value, or one of them is NaN.
Sample SampleOf(const std::vector<double>& values);

// value(run) for each run.
template <class Value>
Sample SampleOf(const std::vector<Run>& runs, const Value& value) {
  std::vector<double> values;
  for (const Run& run : runs) values.push_back(value(run));
  return SampleOf(values);
}

// "88.27 ± 0.32%"; a dash for NaN.
std::string SampleText(Unit unit, const Sample& sample);

// The value as a quantity, or as the format "{:.2f}" has it; a dash for NaN.
std::string KnownText(double value, Unit unit);
std::string KnownText(double value, const char* format);

// The run's last value of a metric, and its best; NaN when it has none.
double FinalOf(const Run& run, const std::string& metric);
double BestOf(const Run& run, const std::string& metric);

}  // namespace hushed
