// Local SGD steps.
//
//   g <- gradient of the batch at x - u
//   g <- g * min(1, clip_norm / |g|)            when clip_norm > 0
//   g <- g + correction                         when the algorithm has one
//   g <- g - proximal * u                       gradient of (proximal / 2) |y - x|^2 at y = x - u
//   g <- g + weight_decay * (x - u)
//   v <- momentum * v + g,  g <- v              when momentum > 0; v is the worker's own, kept
//   u <- u + lr * g
//
// Clipping is of each gradient, before it is accumulated. What is not a step sees gradients whole:
// triggers (also where the trigger's gradient becomes the first step), the estimates of lasg-ps,
// the displacements of FedGA and the control variates from shards. Authors' scripts: 10 for
// GradAlign and FedProx on EMNIST and Sent140, and for FedDyn; 1 for OpenDiLoCo. None clips by
// value.
//
// Cost a step: one gradient, one fused pass over d that also forms x - u for the next. Where the
// problem has a fused descent (sparse linear models, quadratics) and the scalar is double, plain
// steps go through it and u is what it moved.
#include "local/local_update.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/kernels.h"
#include "core/scratch.h"
#include "local/projection.h"

namespace hushed {

template <class Real>
Fields<typename LocalUpdate<Real>::Options> LocalUpdate<Real>::Options::fields() {
  return {
      {"momentum", &Options::momentum, FromBelow(0, 1),
       "heavy-ball momentum of each worker's own steps"},
      {"weight_decay", &Options::weight_decay, AtLeast(0), "L2 pull towards zero, per unit rate"},
      {"clip_norm", &Options::clip_norm, AtLeast(0),
       "gradients of local steps longer than this are shortened to it, one by one; triggers and "
       "displacements see them whole; 0: never"},
      {"proximal", &Options::proximal, AtLeast(0),
       "mu of (mu/2) |y - x|^2, which ties local steps to the model x they began at"},
  };
}

std::vector<KindInfo> LocalKinds() {
  const auto options = OptionsOf<LocalUpdate<double>::Options>();
  return {{"sgd", "steps on mini-batches", options},
          {"full-gradient", "steps on the worker's whole shard", options},
          {"projection", "the nearest model the shard allows: an exact solve, linear models", {}}};
}

template <class Real>
LocalUpdate<Real>::LocalUpdate(const Choice& choice, const LearningRate& rate,
                               std::shared_ptr<const Sampler> sampler, std::uint64_t cycle)
    : options_(FromValues<Options>(choice.options)),
      whole_shard_(choice.kind != "sgd"),
      projects_(choice.kind == "projection"),
      plain_(options_.momentum == 0 && options_.weight_decay == 0 && options_.clip_norm == 0 &&
             options_.proximal == 0),
      rate_(rate),
      sampler_(std::move(sampler)),
      cycle_(cycle) {}

template <class Real>
std::uint64_t LocalUpdate<Real>::StepsOf(const Round& round, WorkerId worker) const {
  if (round.epochs == 0) return round.steps;
  return round.epochs * (whole_shard_ ? 1 : sampler_->steps_per_epoch(worker));
}

// A worker's data order goes on from round to round; under `epochs` by its own count of steps, and
// in turn by the steps of its own rounds, which had as many as every round before this one.
template <class Real>
std::uint64_t LocalUpdate<Real>::FirstStep(const Round& round, WorkerId worker) const {
  if (round.epochs > 0) return round.index * StepsOf(round, worker);
  if (cycle_ == 1 || round.index == 0) return round.first_step;
  return round.index / cycle_ * (round.first_step / round.index);
}

template <class Real>
Batch LocalUpdate<Real>::Draw(const Round& round, WorkerId worker, std::uint64_t h,
                              std::vector<std::uint32_t>& scratch) const {
  const std::uint64_t step = FirstStep(round, worker) + h;
  return whole_shard_ ? sampler_->Whole(worker, step) : sampler_->Draw(worker, step, scratch);
}

template <class Real>
double LocalUpdate<Real>::RateAt(const Round& round, std::uint64_t h) const {
  return rate_.At(round.first_step + h);
}

template <class Real>
void LocalUpdate<Real>::Evaluate(const Round& round, std::span<const Real> at, const Batch& batch,
                                 std::span<Real> gradient, std::span<Real> buffers,
                                 Workspace<Real>& workspace, Upload<Real>& out) const {
  const double loss = workspace.problem().LossAndGradient(at, batch, gradient, buffers);
  ++out.gradient_evaluations;
  out.examples += batch.examples.size();
  if (!std::isfinite(loss)) {
    throw DivergedError(
        fmt::format("round {}, worker {}: the loss is {}", round.index, out.worker, loss));
  }
}

template <class Real>
void LocalUpdate<Real>::Direct(std::uint64_t h, std::span<const Real> at, std::span<Real> gradient,
                               LocalState<Real>& state) const {
  if (options_.clip_norm > 0) {
    const double norm = std::sqrt(SquaredNorm<Real>(gradient));
    if (norm > options_.clip_norm) {
      Scale<Real>(static_cast<Real>(options_.clip_norm / norm), gradient, gradient);
    }
  }
  if (!state.correction.empty()) Axpy(Real{1}, state.correction, gradient);
  if (options_.proximal > 0 && h > 0) {
    Axpy<Real>(static_cast<Real>(-options_.proximal), state.update, gradient);
  }
  if (options_.weight_decay > 0) {
    Axpy(static_cast<Real>(options_.weight_decay), at, gradient);
  }
  if (options_.momentum > 0) {
    const auto momentum = static_cast<Real>(options_.momentum);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      state.velocity[i] = momentum * state.velocity[i] + gradient[i];
      gradient[i] = state.velocity[i];
    }
  }
}

template <class Real>
Real LocalUpdate<Real>::Project(const Round& round, std::span<const Real> x,
                                Workspace<Real>& workspace, LocalState<Real>& state,
                                Upload<Real>& out) const {
  const Batch shard = sampler_->Whole(out.worker, round.first_step);
  ProjectionUpdate(workspace.problem(), shard.examples, x, out.worker, state.update);
  ++out.gradient_evaluations;
  out.examples += shard.examples.size();
  return 1;
}

template <class Real>
Real LocalUpdate<Real>::Run(const Round& round, std::span<const Real> x,
                            std::span<const Real> first_gradient, Workspace<Real>& workspace,
                            LocalState<Real>& state, Upload<Real>& out) const {
  if (projects_) return Project(round, x, workspace, state, out);
  const std::uint64_t steps = StepsOf(round, out.worker);
  const std::uint64_t begin = round.segment_begin;
  const std::uint64_t end = round.epochs > 0 ? steps : round.segment_end;
  std::span<Real> u = state.update;
  const auto y = workspace.Vector(kScratchPoint, x.size());
  if (begin > 0) Subtract<Real>(x, u, y);
  if (first_gradient.empty() && Descend(round, x, begin, end, workspace, state, out)) return 1;
  for (std::uint64_t h = begin; h < end; ++h) {
    const std::span<const Real> at = h == 0 ? x : std::span<const Real>(y);
    const auto g = h == 0 ? u : workspace.Vector(kScratchGradient, x.size());
    if (h == 0 && !first_gradient.empty()) {
      if (first_gradient.data() != g.data()) {
        std::copy(first_gradient.begin(), first_gradient.end(), g.begin());
      }
    } else {
      const Batch batch = Draw(round, out.worker, h, workspace.examples());
      Evaluate(round, at, batch, g, state.buffers, workspace, out);
    }
    if (!plain_ || !state.correction.empty()) Direct(h, at, g, state);
    const auto rate = static_cast<Real>(RateAt(round, h));
    if (h == 0) {
      if (steps == 1) return rate;
      Scale<Real>(rate, u, u);
      Subtract<Real>(x, u, y);
    } else if (h + 1 < end) {
      AccumulateAndStep<Real>(rate, g, u, x, y);
    } else {
      Axpy<Real>(rate, g, u);
    }
  }
  return 1;
}

// The batches of steps [begin, end) of the round, which view `ids`.
template <class Real>
void LocalUpdate<Real>::DrawMany(const Round& round, WorkerId worker, std::uint64_t begin,
                                 std::uint64_t end, std::vector<std::uint32_t>& ids,
                                 std::vector<Batch>& batches) const {
  const std::uint64_t first = FirstStep(round, worker);
  if (!whole_shard_) {
    return sampler_->DrawMany(worker, first + begin, end - begin, ids, batches);
  }
  batches.clear();
  for (std::uint64_t h = begin; h < end; ++h) batches.push_back(sampler_->Whole(worker, first + h));
}

template <class Real>
bool LocalUpdate<Real>::Descend(const Round& round, std::span<const Real> x, std::uint64_t begin,
                                std::uint64_t end, Workspace<Real>& workspace,
                                LocalState<Real>& state, Upload<Real>& out) const {
  constexpr std::uint64_t kChunk = 1024;  // steps drawn ahead
  const bool plain = plain_ && state.correction.empty();
  if (!std::is_same_v<Real, double> || !plain || end - begin < 2) return false;
  const auto y = workspace.Vector(kScratchPoint, x.size());
  if (begin == 0) std::copy(x.begin(), x.end(), y.begin());
  std::vector<std::uint32_t> ids;
  std::vector<Batch> batches;
  std::vector<double> rates;
  for (std::uint64_t h = begin, stop; h < end; h = stop) {
    stop = std::min(end, h + kChunk);
    DrawMany(round, out.worker, h, stop, ids, batches);
    rates.clear();
    for (std::uint64_t k = h; k < stop; ++k) rates.push_back(RateAt(round, k));
    if (!workspace.problem().Descend(y, batches, rates)) return false;  // none: said at the first
    out.gradient_evaluations += batches.size();
    for (const Batch& batch : batches) out.examples += batch.examples.size();
  }
  Subtract<Real>(x, y, state.update);
  return true;
}

template class LocalUpdate<float>;
template class LocalUpdate<double>;

}  // namespace hushed
