#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/partition.h"
#include "data/sampler.h"
#include "hushed/algorithm.h"
#include "hushed/problem.h"
#include "local/learning_rate.h"

namespace hushed {

// What an algorithm does on each axis, by the axis's name; those it does not have are missing.
using AxisMap = std::map<std::string, Choice>;

// What an algorithm is built from: the problem's shape, who owns what, and what the job asks for.
struct Setting {
  Layout layout;
  std::uint32_t workers = 1;
  std::uint64_t seed = 0;
  std::uint64_t total_steps = 0;  // local steps of the whole training; 0: not known in advance
  std::shared_ptr<const Partition> partition;
  std::shared_ptr<const Sampler> sampler;
  double learning_rate = 0.1;
  Values options;  // of the algorithm itself
  AxisMap axes;    // options complete

  const Choice& axis(const std::string& name) const { return axes.at(name); }
  LearningRate rate() const { return {learning_rate, axis("schedule"), total_steps}; }

  // The weight of each worker in a mean, [M]: 1, or its examples under weighted-mean.
  std::vector<double> weights() const;

  // Rounds in which each worker works once; see LocalUpdate.
  std::uint64_t cycle() const;

  // What the gradient of a worker's whole shard counts in gradient_evaluations: its batches, or 1
  // where every local step is a whole shard's.
  std::uint64_t shard_evaluations(WorkerId worker) const;
};

// The algorithm of this name, built in this setting. The name is one of the catalogue.
template <class Real>
std::unique_ptr<Algorithm<Real>> MakeAlgorithm(const std::string& name, Setting setting);

}  // namespace hushed
