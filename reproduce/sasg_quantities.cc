#include "sasg_quantities.h"

#include <fmt/format.h>

#include <limits>

#include "record/groups.h"

namespace hushed {
namespace {

constexpr double kNever = std::numeric_limits<double>::quiet_NaN();

// A quantity of the line that first reached the target; NaN when none did.
std::function<double(const Run&)> AtTarget(double target,
                                           std::function<double(const MetricsLine&)> of) {
  return [target, of](const Run& run) {
    for (const TargetReached& reached : run.summary.targets) {
      if (reached.value == target && reached.reached) return of(reached.at);
    }
    return kNever;
  };
}

double Uploads(const MetricsLine& line) { return static_cast<double>(line.uploads); }
double Steps(const MetricsLine& line) { return static_cast<double>(line.step); }
double Bytes(const MetricsLine& line) { return BytesOf(static_cast<double>(line.uplink_bits)); }
double ValueBytes(const MetricsLine& line) {
  return BytesOf(static_cast<double>(line.uplink_value_bits));
}
// Of those that always speaking would have taken.
double Share(const Run& run) {
  return Uploads(run.summary.final) / static_cast<double>(run.summary.steps * run.summary.workers);
}

}  // namespace

double Silent(const Run& run, std::uint64_t from, std::uint64_t to) {
  double before = 0.0, after = 0.0;
  for (const MetricsLine& line : run.lines) {
    if (line.step == from) before = Uploads(line);
    if (line.step == to) after = Uploads(line);
  }
  return 1.0 - (after - before) / static_cast<double>((to - from) * run.summary.workers);
}

double TrainLossAt(const Run& run, std::uint64_t step) {
  for (const MetricsLine& line : run.lines) {
    if (line.step == step) return MetricOf(line, "train_loss");
  }
  return kNever;
}

std::vector<Quantity> OfTheWholeRun() {
  return {
      {{"uploads", "uploads", Unit::kCount,
        [](const Run& run) { return Uploads(run.summary.final); }},
       "uploads",
       [](const Authors& a) { return a.uploads; }},
      {{"share", "share", Unit::kShare, Share},
       "share",
       [](const Authors& a) { return a.uploads / kAuthors[0].uploads; }},
      {{"test accuracy", "test_accuracy", Unit::kShare,
        [](const Run& run) { return FinalOf(run, "test_accuracy"); }},
       "test_accuracy",
       [](const Authors& a) { return a.accuracy; }},
      {{"train loss", "train_loss", Unit::kNumber,
        [](const Run& run) { return FinalOf(run, "train_loss"); }},
       "train_loss",
       [](const Authors& a) { return a.train_loss; }},
      {{"values sent", "value_bytes", Unit::kBytes,
        [](const Run& run) { return ValueBytes(run.summary.final); }}},
      {{"bytes sent", "bytes", Unit::kBytes,
        [](const Run& run) { return Bytes(run.summary.final); }}},
  };
}

std::vector<Quantity> ToTarget(double target) {
  const std::string prefix = fmt::format("to_{}.", target);
  return {{{"uploads", prefix + "uploads", Unit::kCount, AtTarget(target, Uploads)},
           "to_0.98.uploads",
           [](const Authors& a) { return a.uploads_to_target; }},
          {{"steps", prefix + "steps", Unit::kCount, AtTarget(target, Steps)},
           "to_0.98.steps",
           [](const Authors& a) { return a.steps_to_target; }},
          {{"values sent", prefix + "value_bytes", Unit::kBytes, AtTarget(target, ValueBytes)},
           "to_0.98.value_bytes",
           [](const Authors& a) { return BytesOf(a.bits_to_target); }},
          {{"bytes sent", prefix + "bytes", Unit::kBytes, AtTarget(target, Bytes)}}};
}

}  // namespace hushed
