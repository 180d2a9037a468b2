#include "engine/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/digest.h"
#include "core/kernels.h"
#include "core/stopwatch.h"
#include "engine/evaluation.h"
#include "hushed/errors.h"
#include "transport/together.h"

namespace hushed {

template <class Real>
Engine<Real>::Engine(const Algorithm<Real>& algorithm, Transport<Real>& transport,
                     std::vector<Real> shared, const EngineSettings& settings, Observer& observer)
    : algorithm_(algorithm),
      memory_(algorithm.memory()),
      transport_(transport),
      settings_(settings),
      observer_(observer),
      server_(algorithm.MakeServer()),
      shared_(std::move(shared)),
      remembered_(memory_ == Memory::kNone ? 0 : settings.workers),
      by_lane_(transport.lanes()),
      lane_times_(transport.lanes()) {
  shared_.resize(algorithm.shared_size());
}

template <class Real>
Ending Engine<Real>::Train(const std::atomic<bool>& stop, std::function<void()> checkpoint) {
  checkpoint_ = std::move(checkpoint);
  if (evaluated_step_ == kNever) Evaluate(model());
  const std::uint64_t every = settings_.checkpoint_every;
  while (!finished_ && (in_long_round() || !Over(stop))) {
    PlayRound(stop);
    const bool whole = plan_.round.exchange == 0 && !cut_ && !finished_;
    if (whole && every > 0 && plan_.round.index % every == 0) Checkpoint();
  }
  if (!finished_ && !cut_) Checkpoint();
  const bool satisfied = observer_.satisfied();  // by what an unbroken training looks at, too
  if (evaluated_step_ != counters_.step || evaluated_exchange_ != counters_.exchange) {
    Evaluate(model());
  }
  if (finished_) return Ending::kFinished;
  return satisfied ? Ending::kSatisfied : Ending::kInterrupted;
}

// One move of the model, or what is left of it.
template <class Real>
void Engine<Real>::PlayRound(const std::atomic<bool>& stop) {
  std::uint32_t& exchange = plan_.round.exchange;
  do {
    if (!open_) OpenExchange();
    PlaySegments(stop);
    Total<Real> total;
    RunExchange(*server_, total);
    transport_.WithLanes([&] { Answer(total); });
    Account(total);
    observer_.Moved(counters_);
    open_ = false;
    if (++exchange == algorithm_.exchanges()) return EndRound();
  } while (!transport_.Stopped(stop));
}

template <class Real>
void Engine<Real>::EndRound() {
  if (memory_ != Memory::kRun) {
    for (auto& worker : remembered_) worker.reset();
  }
  Round& round = plan_.round;
  const std::uint64_t before = round.first_step;
  round.exchange = 0;
  round.first_step += round.steps;
  ++round.index;
  ++counters_.round;
  counters_.step = round.first_step;
  finished_ = plan_.last;
  CheckRanksAgree();
  if (Due(before, counters_.step)) Evaluate(model());
}

// Replicas that have drifted apart (another CPU type, a faulty memory) must not go on.
template <class Real>
void Engine<Real>::CheckRanksAgree() {
  const std::uint64_t every = settings_.check_every;
  if (transport_.ranks() == 1 || every == 0) return;
  if (counters_.round % every != 0 && !finished_) return;
  const auto differing = transport_.Differing(Digest(std::span<const Real>(shared_)));
  if (differing.empty()) return;
  throw TransportError(
      fmt::format("round {}: what rank{} {} shared with rank 0 is no longer the same there",
                  counters_.round, differing.size() > 1 ? "s" : "", fmt::join(differing, ", ")));
}

template <class Real>
void Engine<Real>::OpenExchange() {
  Round& round = plan_.round;
  open_ = true;
  if (round.exchange == 0) {
    round.steps = 1;
    round.epochs = 0;
    plan_.quorum = 0;
    plan_.last = false;
  }
  server_->Open(shared_, plan_);
  if (settings_.max_steps > 0) {
    const std::uint64_t left = settings_.max_steps - round.first_step;
    round.steps = std::min(round.steps, left);
    plan_.last |= round.steps == left;
  }
  if (settings_.max_rounds > 0) plan_.last |= round.index + 1 >= settings_.max_rounds;
  round.segment_begin = 0;
  round.segment_end = round.steps;
}

// Works all but the last segment of a long round: up to the last evaluation inside it. When the
// training is over the round is cut there, so that the workers' progress is still averaged.
template <class Real>
void Engine<Real>::PlaySegments(const std::atomic<bool>& stop) {
  Round& round = plan_.round;
  const std::uint64_t every = settings_.evaluate_every;
  const bool works = round.exchange + 1 == algorithm_.exchanges();
  long_round_ = works && every > 0 && round.epochs == 0 && round.steps > every;
  if (!long_round_) return;
  remembered_.resize(settings_.workers);
  for (;;) {
    if (in_long_round() && Over(stop)) {
      Checkpoint();
      round.steps = round.segment_begin;
      plan_.last = false;
      cut_ = true;
      break;
    }
    const std::uint64_t at = round.first_step + round.segment_begin;
    const std::uint64_t end = (at / every + 1) * every - round.first_step;
    if (end >= round.steps) break;
    PlaySegment(end);
  }
  round.segment_end = round.steps;
}

template <class Real>
void Engine<Real>::PlaySegment(std::uint64_t end) {
  Round& round = plan_.round;
  round.segment_end = end;
  Onlooker<Real> nobody;
  Total<Real> total;
  RunExchange(nobody, total);
  AccountWork(total);
  counters_.step = round.first_step + end;
  observer_.Moved(counters_);
  EvaluatePreview(total);
  round.segment_begin = end;
}

template <class Real>
void Engine<Real>::Checkpoint() {
  const bool again = !open_ && checkpointed_exchange_ == counters_.exchange;
  if (checkpoint_ && !again) checkpoint_();
  if (!open_) checkpointed_exchange_ = counters_.exchange;
}

template <class Real>
void Engine<Real>::Answer(const Total<Real>& total) {
  const Stopwatch watch;
  downlink_.Clear();
  server_->Close(plan_, total, shared_, downlink_);
  transport_.Tell(plan_.round, downlink_);
  algorithm_.Apply(plan_.round, downlink_, shared_);
  const double seconds = watch.Seconds();
  seconds_.aggregate += seconds;
  counters_.seconds += seconds;
}

template <class Real>
void Engine<Real>::Account(const Total<Real>& total) {
  ++counters_.exchange;
  counters_.uploads += total.spoken;
  counters_.uplink_bits += total.uplink.total();
  counters_.uplink_value_bits += total.uplink.values;
  const std::uint64_t listeners =
      algorithm_.everyone_listens(plan_.round.exchange) ? settings_.workers : plan_.address.size();
  counters_.downlink_bits += downlink_.bits().total() * listeners;
  AccountWork(total);
}

template <class Real>
void Engine<Real>::AccountWork(const Total<Real>& total) {
  counters_.gradient_evaluations += total.gradient_evaluations;
  examples_ += total.examples;
  counters_.epoch = static_cast<double>(examples_) / static_cast<double>(settings_.train_examples);
}

// The instantaneous mean of the local models, which nobody has communicated.
template <class Real>
void Engine<Real>::EvaluatePreview(const Total<Real>& total) {
  std::vector<Real> mean(shared_.begin(), shared_.begin() + settings_.model_size);
  if (total.weight > 0) {
    const auto scale = static_cast<Real>(-1.0 / (total.weight + total.silent_weight));
    Axpy<Real>(scale, total.sum.first(mean.size()), mean);
  }
  Evaluate(mean);
}

template <class Real>
void Engine<Real>::Evaluate(std::span<const Real> model) {
  const Stopwatch watch;
  if (!AllFinite(model)) {
    throw DivergedError(fmt::format("round {}, step {}: the model holds NaN or infinity",
                                    counters_.round, counters_.step));
  }
  MetricsLine line = counters_;
  line.metrics = EvaluateModel(transport_, model);
  if (settings_.variance_over) {
    line.metrics.emplace_back("gradient_variance",
                              GradientVariance(transport_, *settings_.variance_over,
                                               settings_.workers, counters_, model));
  }
  evaluated_step_ = counters_.step;
  evaluated_exchange_ = counters_.exchange;
  seconds_.evaluate += watch.Seconds();
  Together(transport_, [&] {
    observer_.Evaluated(line);
    if (!observer_.wants_model()) return;
    observer_.Model(line, std::vector<double>(model.begin(), model.end()));
  });
  for (const auto& [name, value] : line.metrics) {
    if (name == "train_loss" && !std::isfinite(value)) {
      throw DivergedError(fmt::format("round {}, step {}: train_loss is {}", counters_.round,
                                      counters_.step, value));
    }
  }
}

template <class Real>
bool Engine<Real>::Due(std::uint64_t before, std::uint64_t after) const {
  const std::uint64_t every = settings_.evaluate_every;
  return every > 0 && after / every > before / every;
}

template class Engine<float>;
template class Engine<double>;

}  // namespace hushed
