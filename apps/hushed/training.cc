#include "training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <thread>

#include "engine/first_model.h"
#include "engine/host.h"
#include "engine/run.h"
#include "interrupt.h"
#include "progress.h"
#include "transport/together.h"

namespace hushed {

namespace {

// Before the data is read.
void CheckFolder(const TrainingRequest& request) {
  RequireUsable(request.folder, request.if_present);
  if (request.if_present == IfPresent::kResume) {
    RequireSameJob(request.folder, ToToml(WithDigests(request.job)));
  }
}

}  // namespace

Summary TrainInto(const TrainingRequest& request) {
  const bool first = request.session == nullptr || request.session->rank() == 0;
  Together(request.session, [&] {
    if (first) CheckFolder(request);
  });
  const std::string label = request.label.empty() ? request.job.algorithm : request.label;
  std::optional<Progress> progress;
  if (first && !request.quiet) progress.emplace(label, request.job.train);
  RunOptions options;
  options.threads = request.threads;
  options.session = request.session;
  options.label = label;
  options.command = request.command;
  options.data = request.data;
  options.folder = request.folder;
  options.if_present = request.if_present;
  options.observer = progress ? &*progress : nullptr;
  options.stop = &Interrupted();
  options.notice = [](const std::string& text) { fmt::print(stderr, "hushed: {}\n", text); };
  return RunJob(request.job, options).summary;
}

std::size_t ThreadsOf(std::size_t asked, std::size_t processes) {
  if (asked > 0) return asked;
  const std::size_t share = std::thread::hardware_concurrency() / processes;
  return std::max<std::size_t>(1, std::min(UsableCores(), share));
}

}  // namespace hushed
