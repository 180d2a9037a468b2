#pragma once

#include <functional>
#include <string>
#include <vector>

#include "algorithm/setting.h"

namespace hushed {

// A combination of axes that makes no sense, and why.
struct Refusal {
  std::string combination;
  std::function<bool(const AxisMap&)> applies;
  std::string reason;
  std::vector<std::string> algorithms = {};  // that it is refused for; empty: all

  bool Refuses(const std::string& algorithm, const AxisMap& axes) const;
};

const std::vector<Refusal>& Refusals();

// Throws ConfigError for combinations that make no sense, with the reason.
void RefuseSenseless(const std::string& algorithm, const AxisMap& axes);

}  // namespace hushed
