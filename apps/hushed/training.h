#pragma once

#include <memory>
#include <string>

#include "config/job.h"
#include "data/dataset.h"
#include "record/metrics_line.h"
#include "record/run_folder.h"
#include "transport/mpi/session.h"

namespace hushed {

// One training as the command does it: into a run folder, with progress, until done or interrupted.
struct TrainingRequest {
  Job job;
  std::string label;    // empty: the algorithm
  std::string command;  // what was asked for, for log.txt
  std::string folder;
  IfPresent if_present = IfPresent::kRefuse;
  std::size_t threads = 1;
  bool quiet = false;
  std::shared_ptr<const Dataset> data;  // loaded already, or null
  MpiSession* session = nullptr;        // null: on this machine alone
};

inline IfPresent IfPresentOf(bool force, bool resume = false) {
  return resume ? IfPresent::kResume : force ? IfPresent::kReplace : IfPresent::kRefuse;
}

Summary TrainInto(const TrainingRequest& request);

// The number of threads to use: `asked`, or else the cores that this process may run on, at most
// its share of the machine's when it is one of `processes` there.
std::size_t ThreadsOf(std::size_t asked, std::size_t processes = 1);

}  // namespace hushed
