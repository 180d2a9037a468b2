#pragma once

// What the implicit-bias study and the tests of its laws share.
#include <cstdint>
#include <span>
#include <vector>

#include "overrides.h"
#include "problem/hard_margin.h"
#include "trainer.h"

namespace hushed {

double Length(const std::vector<double>& v);
double Distance(const std::vector<double>& a, const std::vector<double>& b);

// | a/|a| - b/|b| |
double DirectionError(const std::vector<double>& a, const std::vector<double>& b);

// The mean of the hard-margin separators of the workers' own examples, each of length 1; shards[m]
// holds worker m's.
std::vector<double> MeanOfLocalSeparators(const LinearView& view, std::size_t columns,
                                          const std::vector<std::vector<std::uint32_t>>& shards);

// local-gd on two clouds of 100 examples in 5 columns that overlap, a label each to two of four
// workers: what it changes of jobs/local-gd.toml.
Overrides Overlapping();

// Where that stays with `steps` local steps: after time / (rate * steps) rounds.
std::vector<double> Stationary(Trainer& trainer, double rate, int steps, double time = 500.0);

}  // namespace hushed
