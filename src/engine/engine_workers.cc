// The engine's workers, and what is kept of a training.
#include <fmt/format.h>

#include <algorithm>

#include "core/stopwatch.h"
#include "engine/engine.h"
#include "hushed/errors.h"
#include "record/metrics_archive.h"

namespace hushed {
namespace {

template <class... T>
void SerializeAll(Archive& archive, T&... values) {
  (archive.Value(values), ...);
}

void SerializePlan(Archive& archive, Plan& plan) {
  Round& round = plan.round;
  SerializeAll(archive, round.index, round.exchange, round.first_step, round.steps, round.epochs,
               round.learning_rate, round.movement, round.segment_begin, round.segment_end);
  archive.Vector(plan.address);
  SerializeAll(archive, plan.quorum, plan.last);
}

}  // namespace

template <class Real>
void Engine<Real>::RunExchange(Server<Real>& server, Total<Real>& total) {
  const auto lane_sum = [this] {
    LaneTime sum;
    for (const LaneTime& time : lane_times_) {
      sum.run += time.run;
      sum.compress += time.compress;
    }
    return sum;
  };
  const Stopwatch watch;
  const LaneTime before = lane_sum();
  const double waited = transport_.wait_seconds();
  transport_.Exchange(plan_, *this, server, algorithm_.upload_size(plan_.round.exchange), total);
  const LaneTime after = lane_sum();
  const double wall = watch.Seconds();
  const auto lanes = static_cast<double>(lane_times_.size());
  const double run = (after.run - before.run) / lanes;
  const double compress = (after.compress - before.compress) / lanes;
  seconds_.compute += run - compress;
  seconds_.compress += compress;
  const double wait = transport_.wait_seconds() - waited;
  seconds_.wait += wait;
  seconds_.transport += std::max(0.0, wall - run - wait);
  counters_.seconds += wall;
}

template <class Real>
void Engine<Real>::Run(WorkerId worker, std::size_t lane, Workspace<Real>& workspace,
                       Upload<Real>& upload) {
  const Stopwatch watch;
  const double compressed = workspace.compress_seconds();
  WorkerFor(worker, lane).Work(plan_.round, shared_, workspace, upload);
  lane_times_[lane].run += watch.Seconds();
  lane_times_[lane].compress += workspace.compress_seconds() - compressed;
}

template <class Real>
Worker<Real>& Engine<Real>::WorkerFor(WorkerId worker, std::size_t lane) {
  const bool remembers = memory_ != Memory::kNone || long_round_;
  auto& object = remembers ? remembered_[worker] : by_lane_[lane];
  if (!object) object = algorithm_.MakeWorker();
  return *object;
}

template <class Real>
void Engine<Real>::Serialize(Archive& archive) {
  archive.Vector(shared_);
  if (shared_.size() != algorithm_.shared_size()) {
    throw DataError(fmt::format("holds a model of {} scalars, and the job's data make one of {}",
                                shared_.size(), algorithm_.shared_size()));
  }
  SerializePlan(archive, plan_);
  hushed::Serialize(archive, counters_);
  SerializeAll(archive, open_, finished_, seconds_, examples_, evaluated_step_,
               evaluated_exchange_);
  std::uint64_t kept = remembered_.size();
  archive.Value(kept);
  if (kept > settings_.workers) {
    throw DataError(fmt::format("holds {} workers, and the job has {}", kept, settings_.workers));
  }
  remembered_.resize(kept);
  if (finished_) return;
  server_->Serialize(archive);
  transport_.Serialize(archive);
}

// Between rounds only workers with a memory for the whole run know anything.
template <class Real>
WorkerId Engine<Real>::kept_workers() const {
  const bool in_round = open_ || plan_.round.exchange > 0;
  if (finished_ || (memory_ != Memory::kRun && !in_round)) return 0;
  return static_cast<WorkerId>(remembered_.size());
}

template <class Real>
void Engine<Real>::SerializeWorker(WorkerId worker, Archive& archive) {
  auto& object = remembered_[worker];
  std::uint8_t present = object != nullptr;
  archive.Value(present);
  if (present == 0) return object.reset();
  if (!object) object = algorithm_.MakeWorker();
  object->Serialize(archive);
}

#define HUSHED_INSTANTIATE(Real)                                                           \
  template void Engine<Real>::RunExchange(Server<Real>&, Total<Real>&);                    \
  template void Engine<Real>::Run(WorkerId, std::size_t, Workspace<Real>&, Upload<Real>&); \
  template Worker<Real>& Engine<Real>::WorkerFor(WorkerId, std::size_t);                   \
  template void Engine<Real>::Serialize(Archive&);                                         \
  template WorkerId Engine<Real>::kept_workers() const;                                    \
  template void Engine<Real>::SerializeWorker(WorkerId, Archive&);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
