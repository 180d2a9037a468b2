#include "engine/recorder.h"

#include <algorithm>

#include "record/metrics_archive.h"

namespace hushed {

namespace {

bool Better(const std::string& metric, double a, double b) {
  return SmallerIsBetter(metric) ? a < b : a > b;
}

}  // namespace

Recorder::Recorder(const std::vector<Target>& targets, RunFolder* folder, Observer* watcher)
    : folder_(folder), watcher_(watcher) {
  for (const Target& target : targets) targets_.push_back({target.metric, target.value, false, {}});
}

void Recorder::Evaluated(const MetricsLine& line) {
  lines_.push_back(line);
  for (const auto& metric : line.metrics) {
    const std::string& name = metric.first;
    const double value = metric.second;
    const auto same = [&](const auto& best) { return best.first == name; };
    const auto best = std::find_if(best_.begin(), best_.end(), same);
    if (best == best_.end()) {
      best_.emplace_back(name, value);
    } else if (Better(name, value, best->second)) {
      best->second = value;
    }
    for (TargetReached& target : targets_) {
      const bool good = value == target.value || Better(name, value, target.value);
      if (target.reached || target.metric != name || !good) continue;
      target.reached = true;
      target.at = line;
    }
  }
  if (folder_) folder_->AppendLine(line);
  if (watcher_) watcher_->Evaluated(line);
}

void Recorder::Moved(const MetricsLine& counters) {
  if (watcher_) watcher_->Moved(counters);
}

void Recorder::Serialize(Archive& archive) {
  MetricsLine last = lines_.empty() ? MetricsLine() : lines_.back();
  hushed::Serialize(archive, last);
  hushed::Serialize(archive, best_);
  for (TargetReached& target : targets_) hushed::Serialize(archive, target);
  if (archive.loading()) lines_.assign(1, last);
}

void Recorder::Fill(Summary& summary) const {
  if (!lines_.empty()) summary.final = lines_.back();
  summary.best = best_;
  summary.targets = targets_;
}

}  // namespace hushed
