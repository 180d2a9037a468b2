#pragma once

#include <string>
#include <vector>

#include "record/quantities.h"
#include "record/saved_run.h"

namespace hushed {

// Runs that differ in their seed alone: one row of a table, one curve of a plot.
struct Group {
  std::string label;             // unique among the groups
  std::vector<const Run*> runs;  // at least one
};

// In the order in which they first appear. Runs belong together when their labels and, apart from
// the seed, their jobs are the same; groups of one label are told apart by their folders' names.
// The runs must outlive the groups.
std::vector<Group> GroupRuns(const std::vector<Run>& runs);

// The names of the metrics worth showing, most telling first: test_accuracy or else the problem's
// own metrics or else test_loss, then train_loss, then up to three of the problem's own.
std::vector<std::string> MetricsToShow(const std::vector<Run>& runs);

std::string MetricTitle(const std::string& metric);  // "test accuracy"
Unit MetricUnit(const std::string& metric);          // accuracies are shares

// The metric's value in the line; NaN when it has none.
double MetricOf(const MetricsLine& line, const std::string& metric);

}  // namespace hushed
