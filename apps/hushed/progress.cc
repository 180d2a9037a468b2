#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "status_text.h"

namespace hushed {
namespace {

constexpr double kRenewSeconds = 0.1;

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
  metrics_ = MetricsText(line);
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

std::string Progress::LineOf(const MetricsLine& counters) const {
  const Pace pace = PaceOf(&train_, *start_, counters, since_start_.Seconds());
  return StatusText(label_, counters, metrics_, pace);
}

void Progress::Renew(const std::string& text) {
  fmt::print(stderr, "\r\033[K{}", text.substr(0, TerminalColumns(STDERR_FILENO) - 1));
  std::fflush(stderr);
  since_shown_.Lap();
}

}  // namespace hushed
