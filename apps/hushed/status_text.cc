#include "status_text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <cmath>

#include "record/groups.h"
#include "record/quantities.h"

namespace hushed {
namespace {

// In whole seconds.
std::string TimeLeft(double seconds) {
  if (seconds >= 59.0) return QuantityText(Unit::kSeconds, seconds);
  return fmt::format("{:.0f} s", std::ceil(seconds));
}

std::string CountText(double count) { return QuantityText(Unit::kCount, std::round(count)); }

}  // namespace

double DoneShare(const TrainOptions& train, const MetricsLine& counters) {
  if (train.epochs > 0) return counters.epoch / train.epochs;
  if (train.steps > 0) {
    return static_cast<double>(counters.step) / static_cast<double>(train.steps);
  }
  return static_cast<double>(counters.round) / static_cast<double>(train.rounds);
}

Pace PaceOf(const TrainOptions* train, const MetricsLine& before, const MetricsLine& now,
            double seconds) {
  Pace pace;
  if (train != nullptr) {
    pace.share = DoneShare(*train, now);
    const double done = pace.share - DoneShare(*train, before);
    if (done > 0) pace.seconds_left = seconds * (1.0 - pace.share) / done;
  }
  if (seconds <= 0 || now.step <= before.step) return pace;
  pace.steps_per_second = static_cast<double>(now.step - before.step) / seconds;
  pace.uplink_bits_per_second =
      (static_cast<double>(now.uplink_bits) - static_cast<double>(before.uplink_bits)) / seconds;
  return pace;
}

std::string StatusText(const std::string& label, const MetricsLine& counters,
                       const std::string& metrics, const Pace& pace) {
  std::string text = fmt::format("{}  epoch {:.2f}", label, counters.epoch);
  if (pace.share < 1 && std::isfinite(pace.seconds_left)) {
    text += fmt::format(" ({:.0f}%, {} left)", 100.0 * pace.share, TimeLeft(pace.seconds_left));
  }
  text += fmt::format(
      "{}  uploads {}  uplink {}", metrics, CountText(static_cast<double>(counters.uploads)),
      QuantityText(Unit::kBytes, BytesOf(static_cast<double>(counters.uplink_bits))));
  if (std::isfinite(pace.steps_per_second)) {
    text += fmt::format("  {} steps/s", CountText(pace.steps_per_second));
  }
  return text;
}

std::string MetricsText(const MetricsLine& line, const std::string& metric) {
  std::string text;
  for (const auto& [name, value] : line.metrics) {
    if (name == "train_loss") {
      text += fmt::format("  loss {:.4g}", value);
    } else if (name == "test_accuracy") {
      text += fmt::format("  accuracy {}", QuantityText(Unit::kShare, value));
    } else if (name == metric) {
      text += fmt::format("  {} {}", MetricTitle(name), QuantityText(MetricUnit(name), value));
    }
  }
  return text;
}

std::size_t TerminalColumns(int descriptor) {
  winsize size{};
  const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace hushed
