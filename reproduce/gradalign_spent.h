#pragma once

// What a training has spent, and what it has reached by then.
#include <string>
#include <vector>

#include "record/plot.h"

namespace hushed {

// What is spent.
enum class Cost { kExchanges, kUplink, kPasses };
inline constexpr Cost kCosts[] = {Cost::kExchanges, Cost::kUplink, Cost::kPasses};

std::string CostName(Cost cost);                 // "exchanges", "uplink", "passes"
std::string CostText(Cost cost, double amount);  // "600 exchanges", "1.91 GB sent"

// passes: how many passes over the training examples a counted gradient evaluation makes.
double Spent(const MetricsLine& line, Cost cost, double passes);

// The metric once `budget` is spent: its mean over the evaluations in the last fifth of it, or its
// last value before the budget where there is none. NaN when the metric is missing.
double LevelAt(const std::vector<MetricsLine>& lines, const std::string& metric, Cost cost,
               double passes, double budget);

// r where the train loss first falls to a level, between two evaluations: a straight line of log r
// over log loss. NaN when it never does.
double VarianceAtLoss(const Run& run, double level);

// The metric of several seeds against what is spent, up to `budget`; the first twentieth is left
// out where it would flatten the rest. Evaluations that all seeds have made become its points.
Curve CurveOf(const std::string& label, const std::vector<Run>& runs, const std::string& metric,
              Cost cost, double passes, double budget);

}  // namespace hushed
