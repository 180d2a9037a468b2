#pragma once

#include <string>
#include <vector>

namespace hushed {

// "key=value" settings that stand before those of a job file; of two of one key the later counts.
using Overrides = std::vector<std::string>;

inline Overrides Joined(Overrides first, const Overrides& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace hushed
