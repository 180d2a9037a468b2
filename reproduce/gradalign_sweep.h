#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "overrides.h"
#include "study.h"
#include "trainers.h"

namespace hushed {

// Displacements tried one beside the other. Beta 0 is the reference, whose rounds are one exchange
// and half the gradients: it does twice as many, and is looked at half way too.
struct Sweep {
  std::string name, title;
  std::string job;
  Overrides overrides = {};
  double rate;
  std::string reference;  // an algorithm
  std::vector<double> betas;
  std::uint64_t rounds;
  std::uint64_t steps = 1;  // local steps a round
  double loss;              // train loss at which r is compared
  std::uint64_t evaluations = 30;
  std::vector<int> seeds = {1, 2, 3};
};

// Trains and tells.
void Hold(const Sweep& sweep, Trainers& trainers, Findings& findings);

}  // namespace hushed
