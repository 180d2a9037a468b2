#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "algorithm/catalogue.h"
#include "commands.h"
#include "config/job_file.h"
#include "core/exit_code.h"
#include "record/quantities.h"
#include "record/run_json.h"
#include "training.h"
#include "transport/together.h"

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
  fmt::print("{} {} after {} local steps, {} rounds, {}\n", summary.algorithm,
             EndingText(summary.ending), summary.steps, summary.rounds,
             QuantityText(Unit::kSeconds, summary.seconds.total));
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

// "train jobs/first.toml --set train.workers=20", for the log.
std::string CommandText(const TrainCommand& command) {
  std::string text = "train " + command.job;
  for (const std::string& assignment : command.overrides) text += " --set " + assignment;
  return text + (command.resume ? " --resume" : "");
}

// Ranks on this machine.
std::size_t RanksHere(const MpiSession& session) {
  std::size_t count = 0;
  for (std::size_t r = 0; r < session.ranks(); ++r) {
    count += session.host(r) == session.host(session.rank()) ? 1 : 0;
  }
  return count;
}

void RunHere(const TrainCommand& command, MpiSession* session) {
  std::vector<std::string> overrides = command.overrides;
  if (!command.init.empty()) {
    overrides.push_back("train.init=" + ToText(command.init));
    overrides.push_back("train.init_digest=\"\"");
  }
  const Job job =
      Together(session, [&] { return ReadJob(TheCatalogue(), command.job, overrides); });
  const std::string folder =
      command.folder.empty() ? DefaultFolder(command.job, job) : command.folder;
  TrainingRequest request;
  request.job = job;
  request.command = CommandText(command);
  request.folder = folder;
  request.if_present = IfPresentOf(command.force, command.resume);
  request.threads = ThreadsOf(command.threads, session ? RanksHere(*session) : 1);
  request.quiet = command.quiet;
  request.session = session;
  const Summary summary = TrainInto(request);
  if (session && session->rank() != 0) return;
  if (command.json) {
    fmt::print("{}", ToJson(summary));
  } else {
    PrintSummary(summary, folder);
  }
}

// Ends this rank at once, from the session's own thread: MPI would wait for the lost one for ever.
void EndBecause(const std::string& what) {
  const std::string text =
      "hushed: " + what + "; `--resume` goes on from the newest checkpoint, if there is one\n";
  (void)!write(STDERR_FILENO, text.data(), text.size());
  _exit(4);
}

}  // namespace

std::string EndingText(const std::string& ending) {
  return ending == "target" ? "stopped at its target" : ending;
}

void RunTrain(const TrainCommand& command) {
  if (command.transport == "threads") return RunHere(command, nullptr);
  MpiSession session(EndBecause);
  if (session.rank() == 0 && session.unwatched() > 0) {
    fmt::print(stderr,
               "hushed: {} of {} ranks cannot reach rank 0 over TCP: should they end, it may go "
               "unnoticed\n",
               session.unwatched(), session.ranks());
  }
  try {
    RunHere(command, &session);
  } catch (const std::exception& error) {
    const int exit_code = ExitCodeOf(error);
    if (session.rank() != 0 && session.GiveUp()) throw ToldElsewhere{exit_code};
    throw;
  }
}

}  // namespace hushed
