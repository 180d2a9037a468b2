#include "record/groups.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

namespace hushed {
namespace {

std::string SeedlessJob(const std::string& text) {
  const std::string_view line = SeedLine(text);
  if (line.empty()) return text;
  return std::string(text).erase(static_cast<std::size_t>(line.data() - text.data()), line.size());
}

std::string FolderName(const Run& run) {
  const auto path = run.path.lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

// Gives each group a label no other has.
void TellApart(std::vector<Group>& groups) {
  const auto count = [&](const std::string& label) {
    return std::count_if(groups.begin(), groups.end(),
                         [&](const Group& group) { return group.label == label; });
  };
  std::vector<std::string> labels;
  for (const Group& group : groups) {
    const std::string folder = FolderName(*group.runs.front());
    labels.push_back(count(group.label) == 1 || folder.empty() ? group.label
                                                               : group.label + " (" + folder + ")");
  }
  std::set<std::string> taken;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].label = labels[i];
    for (int n = 2; !taken.insert(groups[i].label).second; ++n) {
      groups[i].label = labels[i] + " #" + std::to_string(n);
    }
  }
}

}  // namespace

std::vector<Group> GroupRuns(const std::vector<Run>& runs) {
  std::vector<Group> groups;
  for (const Run& run : runs) {
    const auto belongs = [&](const Group& group) {
      const Run& first = *group.runs.front();
      return first.label() == run.label() &&
             SeedlessJob(first.job_text) == SeedlessJob(run.job_text);
    };
    const auto found = std::find_if(groups.begin(), groups.end(), belongs);
    if (found == groups.end()) {
      groups.push_back({run.label(), {&run}});
    } else {
      found->runs.push_back(&run);
    }
  }
  TellApart(groups);
  return groups;
}

std::vector<std::string> MetricsToShow(const std::vector<Run>& runs) {
  constexpr std::size_t kOwn = 3;
  std::vector<std::string> usual, own;
  for (const Run& run : runs) {
    for (const auto& [name, value] : run.summary.final.metrics) {
      const bool is_usual = name == "train_loss" || name == "test_loss" || name == "test_accuracy";
      std::vector<std::string>& list = is_usual ? usual : own;
      if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
    }
  }
  const auto has = [&](const char* name) {
    return std::find(usual.begin(), usual.end(), name) != usual.end();
  };
  own.resize(std::min(own.size(), kOwn));
  std::vector<std::string> shown;
  if (has("test_accuracy")) {
    shown.push_back("test_accuracy");
  } else if (!own.empty()) {
    shown.swap(own);
  } else if (has("test_loss")) {
    shown.push_back("test_loss");
  }
  if (has("train_loss")) shown.push_back("train_loss");
  shown.insert(shown.end(), own.begin(), own.end());
  return shown;
}

std::string MetricTitle(const std::string& metric) {
  std::string title = metric;
  std::replace(title.begin(), title.end(), '_', ' ');
  return title;
}

Unit MetricUnit(const std::string& metric) {
  return metric.find("accuracy") != metric.npos ? Unit::kShare : Unit::kNumber;
}

double MetricOf(const MetricsLine& line, const std::string& metric) {
  for (const auto& [name, value] : line.metrics) {
    if (name == metric) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace hushed
