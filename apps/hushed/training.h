#pragma once

#include <memory>
#include <string>

#include "config/job.h"
#include "data/dataset.h"
#include "record/metrics_line.h"
#include "record/run_folder.h"

namespace hushed {

// One training as the command does it: into a run folder, with progress, until done or interrupted.
struct TrainingRequest {
  Job job;
  std::string label;  // empty: the algorithm
  std::string folder;
  IfPresent if_present = IfPresent::kRefuse;
  std::size_t threads = 1;
  bool quiet = false;
  std::shared_ptr<const Dataset> data;  // loaded already, or null
};

inline IfPresent IfPresentOf(bool force) {
  return force ? IfPresent::kReplace : IfPresent::kRefuse;
}

Summary TrainInto(const TrainingRequest& request);

}  // namespace hushed
