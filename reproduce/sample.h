#pragma once

#include <functional>
#include <string>
#include <vector>

#include "record/quantities.h"
#include "record/saved_run.h"
#include "record/table.h"
#include "study.h"

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

// The mean as the number `name`, the deviation as `name`.deviation.
void AddSample(const std::string& name, const Sample& sample, Findings& findings);

// A column of a table whose rows are runs that differ in their seed.
struct Column {
  std::string title;
  std::string name;  // in results.json
  Unit unit;
  std::function<double(const Run&)> of;
};

// A row's cells, one a column, which are also the numbers `prefix`NAME.
void AddSamples(const std::string& prefix, const std::vector<Column>& columns,
                const std::vector<Run>& runs, std::vector<Table::Cell>& row, Findings& findings);

// The value as a quantity, or as the format "{:.2f}" has it; a dash for NaN.
std::string KnownText(double value, Unit unit);
std::string KnownText(double value, const char* format);

// A figure that is not hushed's, in the format; where it is known, also the number `name`.
Table::Cell KnownCell(const std::string& name, double value, const char* format,
                      Findings& findings);

// The run's last value of a metric, and the best of its lines; NaN when it has none.
double FinalOf(const Run& run, const std::string& metric);
double BestOf(const Run& run, const std::string& metric);

}  // namespace hushed
