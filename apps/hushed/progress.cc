#include "progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "record/quantities.h"

namespace hushed {
namespace {

constexpr double kRenewSeconds = 0.1;

std::size_t TerminalColumns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

// In whole seconds.
std::string TimeLeft(double seconds) {
  if (seconds >= 59.0) return QuantityText(Unit::kSeconds, seconds);
  return fmt::format("{:.0f} s", std::ceil(seconds));
}

std::string CountText(double count) { return QuantityText(Unit::kCount, std::round(count)); }

}  // namespace

Progress::Progress(std::string label, const TrainOptions& train)
    : label_(std::move(label)), train_(train), terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void Progress::NoteStart(const MetricsLine& counters) {
  if (start_) return;
  start_ = counters;
  since_start_.Lap();
}

void Progress::Evaluated(const MetricsLine& line) {
  NoteStart(line);
  metrics_.clear();
  for (const auto& [name, value] : line.metrics) {
    if (name == "train_loss") metrics_ += fmt::format("  loss {:.4g}", value);
    if (name == "test_accuracy")
      metrics_ += fmt::format("  accuracy {}", QuantityText(Unit::kShare, value));
  }
  if (terminal_) {
    Renew(LineOf(line));
  } else {
    fmt::print(stderr, "{}\n", LineOf(line));
  }
}

void Progress::Moved(const MetricsLine& counters) {
  NoteStart(counters);
  if (!terminal_ || since_shown_.Seconds() < kRenewSeconds) return;
  Renew(LineOf(counters));
}

// How much of the training is done, by whichever of epochs, rounds and steps bounds it.
double Progress::Share(const MetricsLine& counters) const {
  if (train_.epochs > 0) return counters.epoch / train_.epochs;
  if (train_.steps > 0) {
    return static_cast<double>(counters.step) / static_cast<double>(train_.steps);
  }
  return static_cast<double>(counters.round) / static_cast<double>(train_.rounds);
}

std::string Progress::LineOf(const MetricsLine& counters) const {
  const double seconds = since_start_.Seconds(), share = Share(counters);
  const double done = share - Share(*start_);  // since then
  const auto steps = static_cast<double>(counters.step - start_->step);
  std::string text = fmt::format("{}  epoch {:.2f}", label_, counters.epoch);
  if (done > 0 && share < 1) {
    text +=
        fmt::format(" ({:.0f}%, {} left)", 100.0 * share, TimeLeft(seconds * (1.0 - share) / done));
  }
  text += fmt::format(
      "{}  uploads {}  uplink {}", metrics_, CountText(static_cast<double>(counters.uploads)),
      QuantityText(Unit::kBytes, BytesOf(static_cast<double>(counters.uplink_bits))));
  if (steps > 0 && seconds > 0) text += fmt::format("  {} steps/s", CountText(steps / seconds));
  return text;
}

void Progress::Renew(const std::string& text) {
  fmt::print(stderr, "\r\033[K{}", text.substr(0, TerminalColumns() - 1));
  std::fflush(stderr);
  since_shown_.Lap();
}

}  // namespace hushed
