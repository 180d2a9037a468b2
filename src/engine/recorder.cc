#include "engine/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "record/metrics_archive.h"

namespace hushed {

namespace {

bool Better(const std::string& metric, double a, double b) {
  return SmallerIsBetter(metric) ? a < b : a > b;
}

}  // namespace

Recorder::Recorder(const std::vector<Target>& targets, std::string stop_at_target,
                   RunFolder* folder, Observer* watcher)
    : stop_at_target_(std::move(stop_at_target)), folder_(folder), watcher_(watcher) {
  for (const Target& target : targets) targets_.push_back({target.metric, target.value, false, {}});
}

void Recorder::Evaluated(const MetricsLine& line) {
  lines_.push_back(line);
  if (folder_) folder_->AppendLine(line);
  for (const auto& [metric, value] : line.metrics) {
    NoteBest(metric, value);
    NoteTargets(metric, value, line);
  }
  if (watcher_) watcher_->Evaluated(line);
}

void Recorder::NoteBest(const std::string& metric, double value) {
  const auto same = [&](const auto& best) { return best.first == metric; };
  const auto best = std::find_if(best_.begin(), best_.end(), same);
  if (best == best_.end()) {
    best_.emplace_back(metric, value);
  } else if (std::isnan(best->second) || Better(metric, value, best->second)) {
    best->second = value;
  }
}

void Recorder::NoteTargets(const std::string& metric, double value, const MetricsLine& line) {
  for (TargetReached& target : targets_) {
    if (target.reached || target.metric != metric) continue;
    if (!Reaches(metric, value, target.value)) continue;
    target.reached = true;
    target.at = line;
    if (!folder_) continue;
    folder_->Log("target",
                 fmt::format("{} {} is reached, with {:.6g}: round {}, step {}, {} uploads", metric,
                             target.value, value, line.round, line.step, line.uploads));
  }
}

bool Recorder::satisfied() const {
  const auto reached = [](const TargetReached& target) { return target.reached; };
  if (stop_at_target_ == "never") return false;
  if (stop_at_target_ == "any") return std::ranges::any_of(targets_, reached);
  return std::ranges::all_of(targets_, [&](const TargetReached& target) {
    return target.reached || (stop_at_target_ != "all" && stop_at_target_ != target.metric);
  });
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
