#include <fmt/format.h>

#include <filesystem>

#include "algorithm/catalogue.h"
#include "commands.h"
#include "config/job_file.h"
#include "record/quantities.h"
#include "record/run_json.h"
#include "training.h"

namespace hushed {
namespace {

std::string DefaultFolder(const std::string& job_file, const Job& job) {
  const std::string stem = std::filesystem::path(job_file).stem().string();
  return fmt::format("runs/{}-{}-{}", stem, job.algorithm, job.seed);
}

std::string SizeText(std::uint64_t bits) {
  return QuantityText(Unit::kBytes, BytesOf(static_cast<double>(bits)));
}

void PrintSummary(const Summary& summary, const std::string& folder) {
  fmt::print("{} {} after {} local steps, {} rounds, {}\n", summary.algorithm, summary.ending,
             summary.steps, summary.rounds, QuantityText(Unit::kSeconds, summary.seconds.total));
  for (const auto& [name, value] : summary.final.metrics) {
    fmt::print("  {:<22} {:.6g}\n", name, value);
  }
  fmt::print("  {:<22} {}\n", "uploads", summary.final.uploads);
  fmt::print("  {:<22} {} ({} of values)\n", "uplink", SizeText(summary.final.uplink_bits),
             SizeText(summary.final.uplink_value_bits));
  fmt::print("  {:<22} {}\n", "downlink", SizeText(summary.final.downlink_bits));
  for (const TargetReached& target : summary.targets) {
    const std::string reached =
        target.reached ? fmt::format("at step {}, {} uploads, {} up", target.at.step,
                                     target.at.uploads, SizeText(target.at.uplink_bits))
                       : std::string("not reached");
    fmt::print("  {:<22} {}\n", fmt::format("{} {}", target.metric, target.value), reached);
  }
  fmt::print("  {:<22} {}\n", "model_digest", summary.model_digest);
  fmt::print("  {:<22} {}\n", "run folder", folder);
}

}  // namespace

void RunTrain(const TrainCommand& command) {
  const Job job = ReadJob(TheCatalogue(), command.job, command.overrides);
  const std::string folder =
      command.folder.empty() ? DefaultFolder(command.job, job) : command.folder;
  TrainingRequest request;
  request.job = job;
  request.folder = folder;
  request.if_present = IfPresentOf(command.force);
  request.threads = ThreadsOf(command.threads);
  request.quiet = command.quiet;
  const Summary summary = TrainInto(request);
  if (command.json) {
    fmt::print("{}", ToJson(summary));
  } else {
    PrintSummary(summary, folder);
  }
}

}  // namespace hushed
