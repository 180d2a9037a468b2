#pragma once

#include <limits>
#include <string>

#include "config/job.h"
#include "record/metrics_line.h"

namespace hushed {

// How fast a training goes and how much of it is left; NaN: not known.
struct Pace {
  double share = std::numeric_limits<double>::quiet_NaN();  // of the training that is done
  double seconds_left = std::numeric_limits<double>::quiet_NaN();
  double steps_per_second = std::numeric_limits<double>::quiet_NaN();
  double uplink_bits_per_second = std::numeric_limits<double>::quiet_NaN();
};

// How much of the training is done, by whichever of epochs, rounds and steps bounds it.
double DoneShare(const TrainOptions& train, const MetricsLine& counters);

// From `before` to `now`, which took that many seconds. train: null when the job is not known.
Pace PaceOf(const TrainOptions* train, const MetricsLine& before, const MetricsLine& now,
            double seconds);

// "sasg  epoch 2.00 (50%, 12 s left)  loss 0.3921  ...  uploads 1234  uplink 12.4 MB  820 steps/s";
// metrics: the part in the middle, MetricsText() of some line or empty.
std::string StatusText(const std::string& label, const MetricsLine& counters,
                       const std::string& metrics, const Pace& pace);

// "  loss 0.3921  accuracy 85.12%", and the metric of that name when it is neither; may be empty.
std::string MetricsText(const MetricsLine& line, const std::string& metric = "");

// Columns of the terminal that is open there; 80 when nobody says.
std::size_t TerminalColumns(int descriptor);

}  // namespace hushed
