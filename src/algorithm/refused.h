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
};

const std::vector<Refusal>& Refusals();

}  // namespace hushed
