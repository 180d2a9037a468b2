#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/job.h"
#include "engine/engine.h"
#include "record/run_folder.h"

namespace hushed {

// Writes every evaluation down and keeps what the summary will say: the last and best values and
// where targets were reached.
class Recorder final : public Observer {
 public:
  // stop_at_target: as in TrainOptions. folder and watcher may be null.
  Recorder(const std::vector<Target>& targets, std::string stop_at_target, RunFolder* folder,
           Observer* watcher);

  void Evaluated(const MetricsLine& line) override;
  void Moved(const MetricsLine& counters) override;
  bool satisfied() const override;
  bool wants_model() const override { return watcher_ != nullptr && watcher_->wants_model(); }
  void Model(const MetricsLine& line, std::span<const double> x) override {
    watcher_->Model(line, x);
  }

  const std::vector<MetricsLine>& lines() const { return lines_; }

  // Fills final, best and targets.
  void Fill(Summary& summary) const;

  // Saves or loads what Fill() needs. Of the lines that is the last; TakeUp() brings all of them.
  void Serialize(Archive& archive);
  void TakeUp(std::vector<MetricsLine> lines) { lines_ = std::move(lines); }

 private:
  void NoteBest(const std::string& metric, double value);
  void NoteTargets(const std::string& metric, double value, const MetricsLine& line);

  std::string stop_at_target_;
  RunFolder* folder_;
  Observer* watcher_;
  std::vector<MetricsLine> lines_;
  std::vector<std::pair<std::string, double>> best_;
  std::vector<TargetReached> targets_;
};

}  // namespace hushed
