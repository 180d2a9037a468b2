#pragma once

#include <memory>
#include <string>

#include "algorithm/setting.h"
#include "config/job.h"
#include "data/dataset.h"
#include "engine/engine.h"
#include "problem/models.h"
#include "transport/placement.h"

namespace hushed {

// A job with its data loaded and dealt: everything a training is made of.
template <class Real>
struct Prepared {
  std::shared_ptr<const Dataset> data;
  ProblemFactory<Real> factory;
  Setting setting;
  EngineSettings engine;

  // What ranks that train together, and whoever takes up a checkpoint, must have alike.
  std::uint64_t data_digest = 0;       // of all data, on any number of ranks
  std::uint64_t partition_digest = 0;  // 0 on a single rank
};

// The scalar a job trains in: "float" or "double".
std::string PrecisionOf(const Job& job);

// Where this process stands among those that train a job together.
struct Place {
  std::size_t rank = 0, ranks = 1;
};

// data: already loaded for this job, or null. Only what the rank at `place` needs of it is kept.
// Throws ConfigError or DataError.
template <class Real>
Prepared<Real> Prepare(const Job& job, std::shared_ptr<const Dataset> data = nullptr,
                       const Place& place = {});

}  // namespace hushed
