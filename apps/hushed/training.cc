#include "training.h"

#include <optional>

#include "engine/run.h"
#include "interrupt.h"
#include "progress.h"

namespace hushed {

Summary TrainInto(const TrainingRequest& request) {
  RequireUsable(request.folder, request.if_present);  // before the data is read
  const std::string label = request.label.empty() ? request.job.algorithm : request.label;
  std::optional<Progress> progress;
  if (!request.quiet) {
    progress.emplace(label, request.job.train);
  }
  RunOptions options;
  options.threads = request.threads;
  options.label = label;
  options.data = request.data;
  options.folder = request.folder;
  options.if_present = request.if_present;
  options.observer = progress ? &*progress : nullptr;
  options.stop = &Interrupted();
  return RunJob(request.job, options).summary;
}

}  // namespace hushed
