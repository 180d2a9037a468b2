#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lanes.h"
#include "study.h"

namespace hushed {

// Displacements tried one beside the other; 0 is large-batch SGD, whose steps cost half, taken
// twice as many.
struct Sweep {
  std::string name, title;
  std::vector<std::string> overrides = {};
  std::vector<double> betas;
  std::uint64_t steps;
  std::vector<int> seeds = {1, 2, 3};
};

// Trains and tells.
void Hold(const Sweep& sweep, Lanes& lanes, Findings& findings);

}  // namespace hushed
