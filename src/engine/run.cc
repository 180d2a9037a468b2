#include "engine/run.h"

#include <limits>
#include <optional>

#include "core/digest.h"
#include "engine/host.h"
#include "engine/prepare.h"
#include "engine/recorder.h"
#include "problem/initial.h"
#include "transport/threads/transport.h"

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

// Where a training that diverged came to an end: its counters, and metrics that are not numbers.
MetricsLine WithoutValues(const MetricsLine& last, MetricsLine counters) {
  for (const auto& [name, value] : last.metrics) {
    counters.metrics.emplace_back(name, std::numeric_limits<double>::quiet_NaN());
  }
  return counters;
}

template <class Real>
RunResult RunAs(const Job& job, const RunOptions& options) {
  const Prepared<Real> prepared = Prepare<Real>(job, options.data);
  const Layout& layout = prepared.setting.layout;
  const auto algorithm = MakeAlgorithm<Real>(job.algorithm, prepared.setting);
  const auto transport =
      MakeThreadsTransport<Real>(prepared.factory, job.seed, options.threads, options.ranks);
  std::vector<Real> start(layout.size());
  DrawInitial<Real>(layout, job.seed, start);
  algorithm->MakeServer();  // refuses what only it can see, before anything is written
  std::optional<RunFolder> folder;
  if (!options.folder.empty()) {
    folder.emplace(options.folder, options.if_present);
    folder->WriteJob(ToToml(job));
  }
  Recorder recorder(job.train.targets, folder ? &*folder : nullptr, options.observer);
  Engine<Real> engine(*algorithm, *transport, std::move(start), prepared.engine, recorder);

  static const std::atomic<bool> kNever{false};
  const auto finish = [&](const std::string& ending) {
    RunResult result{Summarise(job, options, engine, recorder, layout.parameter_size()),
                     recorder.lines(),
                     {engine.model().begin(), engine.model().end()}};
    result.summary.ending = ending;
    if (ending == "diverged")
      result.summary.final = WithoutValues(result.summary.final, engine.counters());
    if (folder) {
      folder->WriteModel(layout, engine.model());
      folder->WriteSummary(result.summary);
    }
    return result;
  };
  try {
    const Ending ending = engine.Train(options.stop ? *options.stop : kNever);
    return finish(ending == Ending::kFinished ? "finished" : "interrupted");
  } catch (const DivergedError&) {
    finish("diverged");
    throw;
  }
}

}  // namespace

RunResult RunJob(const Job& job, const RunOptions& options) {
  return PrecisionOf(job) == "float" ? RunAs<float>(job, options) : RunAs<double>(job, options);
}

}  // namespace hushed
