#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

namespace hushed {

// "key=value" settings that stand before those of a job file; of two of one key the later counts.
using Overrides = std::vector<std::string>;

inline Overrides Joined(Overrides first, const Overrides& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// train.targets: these test accuracies.
inline std::string TargetsKey(const std::vector<double>& targets) {
  std::string text;
  for (const double target : targets) {
    text += fmt::format("{}{{ metric = \"test_accuracy\", value = {} }}", text.empty() ? "" : ", ",
                        target);
  }
  return "train.targets=[" + text + "]";
}

}  // namespace hushed
