#pragma once

#include <memory>
#include <string>

#include "algorithm/setting.h"
#include "config/job.h"
#include "data/dataset.h"
#include "engine/engine.h"
#include "problem/models.h"

namespace hushed {

// A job with its data loaded and dealt: everything a training is made of.
template <class Real>
struct Prepared {
  std::shared_ptr<const Dataset> data;
  ProblemFactory<Real> factory;
  Setting setting;
  EngineSettings engine;
};

// The scalar a job trains in: "float" or "double".
std::string PrecisionOf(const Job& job);

// data: already loaded for this job, or null. Throws ConfigError or DataError.
template <class Real>
Prepared<Real> Prepare(const Job& job, std::shared_ptr<const Dataset> data = nullptr);

}  // namespace hushed
