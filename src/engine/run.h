#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/job.h"
#include "core/wall_clock.h"
#include "data/dataset.h"
#include "engine/engine.h"
#include "record/metrics_line.h"
#include "record/run_folder.h"
#include "transport/mpi/session.h"

namespace hushed {

// How to run a job, as far as it does not change the result.
struct RunOptions {
  std::size_t threads = 1;
  std::size_t ranks = 1;                // pretended machines; see MakeThreadsTransport
  std::string transport = "threads";    // or one that was registered; not read with a session
  MpiSession* session = nullptr;        // trains with the other ranks; every one calls RunJob alike
  std::string label;                    // of the run in comparisons; empty: the algorithm
  std::string command;                  // what was asked for, for log.txt; may be empty
  std::shared_ptr<const Dataset> data;  // loaded already for this job, or null
  std::string folder;                   // where the run is written down; empty: nowhere
  IfPresent if_present = IfPresent::kRefuse;
  Observer* observer = nullptr;                    // who watches; null: nobody
  const std::atomic<bool>* stop = nullptr;         // set from outside to end the run early
  std::function<void(const std::string&)> notice;  // hears of unsound checkpoints; may be empty
  WallClock clock = SystemClock();                 // of log.txt and event files
};

struct RunResult {
  Summary summary;
  std::vector<MetricsLine> lines;
  std::vector<double> model;  // x as trained, widened from its scalar type
};

// With a session, rank 0 alone writes the folder and is observed; what fails on one rank before the
// training begins, or in it, is thrown on all. The result is the same on every rank, but for lines,
// which are rank 0's.
//
// Trains a job from beginning to end, or from where the run in its folder was broken off. The run
// folder is made when the job is sound and its data there; when the training diverges it is
// completed before the DivergedError passes on.
RunResult RunJob(const Job& job, const RunOptions& options);

}  // namespace hushed
