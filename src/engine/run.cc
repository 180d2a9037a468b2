#include "engine/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <optional>

#include "core/digest.h"
#include "engine/first_model.h"
#include "engine/host.h"
#include "engine/prepare.h"
#include "engine/recorder.h"
#include "engine/saved_training.h"
#include "record/job_difference.h"
#include "transport/mpi/transport.h"
#include "transport/together.h"
#include "transport/transports.h"

namespace hushed {
namespace {

template <class Real>
Summary Summarise(const Job& job, const RunOptions& options, const Engine<Real>& engine,
                  const Recorder& recorder, std::uint64_t dimension) {
  Summary summary;
  summary.algorithm = job.algorithm;
  summary.label = options.label.empty() ? job.algorithm : options.label;
  summary.seed = job.seed;
  summary.workers = static_cast<std::uint64_t>(job.train.workers);
  summary.dimension = dimension;
  summary.rounds = engine.counters().round;
  summary.exchanges = engine.counters().exchange;
  summary.steps = engine.counters().step;
  recorder.Fill(summary);
  summary.seconds = engine.seconds();
  summary.seconds.total = engine.counters().seconds + summary.seconds.evaluate;
  summary.peak_memory_bytes = PeakMemoryBytes();
  summary.model_digest = HexDigest(Digest(engine.model()));
  summary.host = HostFacts();
  summary.host.emplace_back("threads", std::to_string(options.threads));
  return summary;
}

// What the log says at the start and at the end.
std::string BeginningText(const Job& job, const RunOptions& options, std::size_t ranks) {
  const std::string place = ranks > 1 ? fmt::format("{} ranks from {} on, {} threads each", ranks,
                                                    HostName(), options.threads)
                                      : fmt::format("{}, {} threads", HostName(), options.threads);
  std::string machine;
  for (const auto& [name, value] : HostFacts()) {
    if (name == "cpu" || name == "cores") machine += fmt::format(", {} {}", name, value);
  }
  return fmt::format("hushed {}{}{}; {}, seed {}, {} workers; {}{}", Version(),
                     options.command.empty() ? "" : " ", options.command, job.algorithm, job.seed,
                     job.train.workers, place, machine);
}

std::string EndText(const Summary& summary) {
  return fmt::format("round {}, step {}, {:.1f} s, model_digest {}", summary.rounds, summary.steps,
                     summary.seconds.total, summary.model_digest);
}

// Where a training that diverged came to an end: its counters, and metrics that are not numbers.
MetricsLine WithoutValues(const MetricsLine& last, MetricsLine counters) {
  for (const auto& [name, value] : last.metrics) {
    counters.metrics.emplace_back(name, std::numeric_limits<double>::quiet_NaN());
  }
  return counters;
}

template <class Real>
std::unique_ptr<Transport<Real>> TransportOf(const Job& job, const RunOptions& options,
                                             const ProblemFactory<Real>& factory) {
  if (!options.session) {
    return MakeNamedTransport<Real>(options.transport, {factory, job.seed, options.threads},
                                    options.ranks);
  }
  const bool exact = job.transport.reduction == "exact";
  return MakeMpiTransport<Real>(*options.session, factory, job.seed, options.threads,
                                static_cast<std::uint64_t>(job.train.workers),
                                exact ? ReductionKind::kExact : ReductionKind::kFast);
}

// A training with all it is made of. The run folder is written and the observer told on rank 0.
template <class Real>
class Training {
 public:
  Training(const Job& job, const RunOptions& options)
      : job_(job),
        options_(options),
        prepared_(Together(options.session, [&] { return PrepareHere(); })),
        algorithm_(MakeAlgorithm<Real>(job.algorithm, prepared_.setting)),
        transport_(TransportOf<Real>(job, options, prepared_.factory)) {
    algorithm_->MakeServer();  // refuses what only it can see, before anything is written
    const Layout& layout = prepared_.setting.layout;
    std::vector<Real> start =
        Together(options.session, [&] { return FirstModel<Real>(job, layout); });
    RequireSameOnAllRanks(start);
    const bool first = transport_->rank() == 0;
    folder_ = Together(options.session, [&] { return first ? OpenFolder() : nullptr; });
    recorder_.emplace(job.train.targets, job.train.stop_at_target, folder_.get(),
                      first ? options.observer : nullptr);
    engine_.emplace(*algorithm_, *transport_, std::move(start), prepared_.engine, *recorder_);
    const CheckpointHead head = {sizeof(Real), JobDigest(ToToml(job)), prepared_.data_digest};
    saved_.emplace(*engine_, *recorder_, *transport_, head, folder_.get());
  }

  RunResult Run() try {
    static const std::atomic<bool> kNever{false};
    const std::atomic<bool>& stop = options_.stop ? *options_.stop : kNever;
    if (options_.folder.empty()) return Finish(engine_->Train(stop));
    Together(options_.session, [this] {
      if (folder_) folder_->Log("start", BeginningText(job_, options_, transport_->ranks()));
    });
    if (options_.if_present == IfPresent::kResume) saved_->Load(Noticing());
    Together(options_.session, [this] {
      if (folder_) folder_->WriteJob(ToToml(job_));
    });
    const bool was_finished = engine_->finished();
    const Ending ending = engine_->Train(stop, [this] { saved_->Save(); });
    RunResult result = Finish(ending);
    if (ending == Ending::kFinished && !was_finished) saved_->Save();
    LogEnd(result.summary);
    return result;
  } catch (const DivergedError& error) {
    LogEnd(WriteDown("diverged").summary, ": " + Describe(error));
    throw;
  } catch (const std::exception& error) {
    LogFailure(Describe(error));
    throw;
  }

 private:
  Prepared<Real> PrepareHere() const {
    if (!options_.session) return Prepare<Real>(job_, options_.data);
    return Prepare<Real>(job_, options_.data,
                         {options_.session->rank(), options_.session->ranks()});
  }

  void RequireSameOnAllRanks(std::span<const Real> start) {
    const std::string toml = ToToml(WithoutDigests(job_)), whole = ToToml(job_);
    RunningDigest first_model;  // and the files it comes from
    first_model.Add(std::as_bytes(std::span(whole)));
    first_model.Add(std::as_bytes(start));
    const struct {
      const char* what;
      std::uint64_t digest;
    } shared[] = {{"job", DigestBytes(std::as_bytes(std::span(toml)))},
                  {"data", prepared_.data_digest},
                  {"partition", prepared_.partition_digest},
                  {"first model", first_model.value()}};
    for (const auto& [what, digest] : shared) {
      const auto differing = transport_->Differing(digest);
      if (differing.empty()) continue;
      throw ConfigError(
          fmt::format("rank{} {}: another {} than rank 0 has; all ranks must train "
                      "the same job on the same data",
                      differing.size() > 1 ? "s" : "", fmt::join(differing, ", "), what));
    }
  }

  std::unique_ptr<RunFolder> OpenFolder() const {
    if (options_.folder.empty()) return nullptr;
    if (options_.if_present == IfPresent::kResume) RequireSameJob(options_.folder, ToToml(job_));
    auto folder = std::make_unique<RunFolder>(options_.folder, options_.if_present, options_.clock);
    if (job_.record.csv) folder->AlsoWrite(MakeMetricsCsv(folder->path()));
    if (job_.record.tensorboard) {
      folder->AlsoWrite(MakeEventWriter(folder->path(), options_.clock));
    }
    return folder;
  }

  // The options' notice, and the log's.
  std::function<void(const std::string&)> Noticing() {
    return [this](const std::string& notice) {
      if (folder_) folder_->Log("notice", notice);
      if (options_.notice) options_.notice(notice);
    };
  }

  // What went wrong may be that nothing can be written.
  void LogFailure(const std::string& what) noexcept try {
    if (folder_) folder_->Log("failed", what);
  } catch (...) {
  }

  RunResult Finish(Ending ending) {
    switch (ending) {
      case Ending::kFinished:
        return WriteDown("finished");
      case Ending::kSatisfied:
        return WriteDown("target");
      case Ending::kInterrupted:
        break;
    }
    return WriteDown("interrupted");
  }

  void LogEnd(const Summary& summary, const std::string& why = "") {
    if (folder_) folder_->Log("end", summary.ending + why + "; " + EndText(summary));
  }

  RunResult WriteDown(const std::string& ending) {
    const Layout& layout = prepared_.setting.layout;
    const auto model = engine_->model();
    RunResult result{Summarise(job_, options_, *engine_, *recorder_, layout.parameter_size()),
                     recorder_->lines(),
                     {model.begin(), model.end()}};
    result.summary.transport = {options_.session ? "mpi" : options_.transport, transport_->ranks(),
                                saved_->SentBytes()};
    result.summary.ending = ending;
    if (ending == "diverged")
      result.summary.final = WithoutValues(result.summary.final, engine_->counters());
    Together(options_.session, [&] {
      if (!folder_) return;
      folder_->WriteModel(layout, model);
      folder_->WriteScript(transport_->problem().TorchScript(model));
      folder_->WriteSummary(result.summary);
    });
    return result;
  }

  const Job& job_;
  const RunOptions& options_;
  Prepared<Real> prepared_;
  std::unique_ptr<Algorithm<Real>> algorithm_;
  std::unique_ptr<Transport<Real>> transport_;
  std::unique_ptr<RunFolder> folder_;  // null on other ranks, and where nothing is written
  std::optional<Recorder> recorder_;
  std::optional<Engine<Real>> engine_;
  std::optional<SavedTraining<Real>> saved_;
};

}  // namespace

RunResult RunJob(const Job& given, const RunOptions& options) {
  const Job job = Together(options.session, [&] { return WithDigests(given); });
  return PrecisionOf(job) == "float" ? Training<float>(job, options).Run()
                                     : Training<double>(job, options).Run();
}

}  // namespace hushed
