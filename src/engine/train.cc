#include "hushed/train.h"

#include <limits>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "engine/run.h"

namespace hushed {
namespace {

TrainProgress ProgressOf(const MetricsLine& line) {
  return {line.round,       line.step,          line.epoch,  line.uploads,
          line.uplink_bits, line.downlink_bits, line.metrics};
}

class Caller final : public Observer {
 public:
  explicit Caller(const std::function<void(const TrainProgress&)>& evaluated)
      : evaluated_(evaluated) {}
  void Evaluated(const MetricsLine& line) override {
    if (evaluated_) evaluated_(ProgressOf(line));
  }
  void Moved(const MetricsLine&) override {}

 private:
  const std::function<void(const TrainProgress&)>& evaluated_;
};

}  // namespace

double TrainProgress::metric(const std::string& name) const {
  for (const auto& [measured, value] : metrics) {
    if (measured == name) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

TrainResult Train(const TrainRequest& request) {
  if (request.resume && request.folder.empty()) {
    throw ConfigError("resume without a folder: there is nothing to go on with");
  }
  const Job job = ParseJob(MakeCatalogue(), {request.name, request.job}, request.overrides);
  Caller caller(request.evaluated);
  RunOptions options;
  options.threads = request.threads;
  options.transport = request.transport;
  options.folder = request.folder;
  options.if_present = request.resume ? IfPresent::kResume : IfPresent::kRefuse;
  options.notice = request.notice;
  options.observer = &caller;
  options.stop = request.stop;
  RunResult result = RunJob(job, options);
  return {ProgressOf(result.summary.final), std::move(result.model), result.summary.model_digest,
          result.summary.ending};
}

}  // namespace hushed
