#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/options.h"

namespace hushed {

// A combination of axes that makes no sense, and why.
struct Refusal {
  std::string combination;
  std::function<bool(const std::map<std::string, Choice>&)> applies;
  std::string reason;
  std::vector<std::string> algorithms = {};  // that it is refused for; empty: all

  bool Refuses(const std::string& algorithm, const std::map<std::string, Choice>& axes) const;
};

const std::vector<Refusal>& Refusals();

}  // namespace hushed
