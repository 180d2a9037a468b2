#pragma once

#include <optional>
#include <string>

#include "config/job.h"
#include "core/stopwatch.h"
#include "engine/engine.h"

namespace hushed {

// Shows a training on standard error: one line that renews itself on a terminal, cut to its width;
// a line per evaluation elsewhere.
class Progress final : public Observer {
 public:
  Progress(std::string label, const TrainOptions& train);
  ~Progress() override;

  void Evaluated(const MetricsLine& line) override;
  void Moved(const MetricsLine& counters) override;

 private:
  void NoteStart(const MetricsLine& counters);
  std::string LineOf(const MetricsLine& counters) const;
  void Renew(const std::string& text);

  std::string label_;
  TrainOptions train_;
  bool terminal_;
  Stopwatch since_start_, since_shown_;
  std::optional<MetricsLine> start_;  // not 0 when the run is resumed
  std::string metrics_;               // of the last evaluation
};

}  // namespace hushed
