#include <algorithm>

#include "algorithm/generic.h"
#include "core/kernels.h"
#include "core/scratch.h"
#include "core/stopwatch.h"

namespace hushed {

template <class Real>
GenericWorker<Real>::GenericWorker(const Setting& setting, const LocalUpdate<Real>& local,
                                   const std::vector<double>& weights, Snapshots<Real>& snapshots)
    : setting_(setting),
      local_(local),
      weights_(weights),
      snapshots_(snapshots),
      trigger_(MakeTrigger<Real>(setting.axis("trigger"), snapshots)),
      compressor_(MakeUnlessExact<Real>(setting.axis("compress"), setting.layout)),
      measures_(EstimatesSmoothness(setting.axis("participation"))) {}

template <class Real>
void GenericWorker<Real>::Work(const Round& round, std::span<const Real> shared,
                               Workspace<Real>& workspace, Upload<Real>& out) {
  const std::size_t d = setting_.layout.parameter_size(), n = setting_.layout.size();
  const auto x = shared.first(d);
  out.weight = weights_[out.worker];
  if (!round.whole()) segmented_.resize(n);
  const auto work = round.whole() ? out.Dense(n) : std::span<Real>(segmented_);
  const auto update = work.first(d), statistics = work.subspan(d);
  bool knows_gradient = false;
  if (round.segment_begin == 0) {
    std::copy(shared.begin() + d, shared.begin() + n, statistics.begin());
    knows_gradient = trigger_ != nullptr || measures_;
    silent_ = knows_gradient && !Speaks(round, x, update, statistics, workspace, out);
  }
  if (measures_ && round.ends() && estimate_ >= 0) {
    out.scalar_count = 1;
    out.scalars[0] = estimate_;
  }
  if (silent_) {
    out.outcome = Outcome::kSilent;
    return;
  }
  if (local_.has_momentum()) velocity_.resize(d);
  LocalState<Real> state{update, statistics, velocity_};
  const Real scale =
      local_.Run(round, x, knows_gradient ? update : std::span<Real>(), workspace, state, out);
  if (round.ends()) {
    Subtract<Real>(shared.subspan(d, n - d), statistics, statistics);
    return Say(round, work, scale, workspace, out);
  }
  const auto preview = out.Dense(n);
  std::copy(update.begin(), update.end(), preview.begin());
  Subtract<Real>(shared.subspan(d, n - d), statistics, preview.subspan(d));
  out.message.template AppendView<Real>(preview, Real{1}, 0);
}

// Evaluates the first gradient and asks the trigger.
template <class Real>
bool GenericWorker<Real>::Speaks(const Round& round, std::span<const Real> x,
                                 std::span<Real> gradient, std::span<Real> statistics,
                                 Workspace<Real>& workspace, Upload<Real>& out) {
  const Batch batch = local_.Draw(round, out.worker, 0, workspace.examples());
  local_.Evaluate(round, x, batch, gradient, statistics, workspace, out);
  const Gradient<Real> fresh(workspace.problem(), batch, x, gradient, out.gradient_evaluations);
  const bool speaks = !trigger_ || trigger_->Speaks(round, fresh, workspace);
  if (measures_) Measure(round, fresh, workspace);
  return speaks;
}

template <class Real>
void GenericWorker<Real>::Measure(const Round& round, const Gradient<Real>& gradient,
                                  Workspace<Real>& workspace) {
  if (measured_at_) {
    auto change = gradient.SquaredChange(*measured_at_);
    if (!change) {
      const auto elsewhere = workspace.Vector(kScratchElsewhere, measured_at_->size());
      gradient.At(*measured_at_, elsewhere);
      change = SquaredDistance<Real>(gradient.value(), elsewhere);
    }
    const double moved = SquaredDistance<Real>(gradient.x(), *measured_at_);
    estimate_ = moved > 0 ? *change / moved : 0.0;
  }
  measured_at_ = snapshots_.Of(round.index, gradient.x());
}

template <class Real>
void GenericWorker<Real>::Say(const Round& round, std::span<Real> work, Real scale,
                              Workspace<Real>& workspace, Upload<Real>& out) {
  const std::size_t d = setting_.layout.parameter_size();
  const auto update = work.first(d), statistics = work.subspan(d);
  if (compressor_) {
    const Stopwatch watch;
    compressor_->EncodeScaled(scale, update, 0, workspace.streams(out.worker, round.index),
                              out.message);
    workspace.compress_seconds() += watch.Seconds();
  } else {
    out.message.template AppendView<Real>(update, scale, 0);
  }
  if (!statistics.empty()) out.message.template AppendView<Real>(statistics, Real{1}, d);
}

template <class Real>
void GenericWorker<Real>::Serialize(Archive& archive) {
  if (trigger_) trigger_->Serialize(archive);
  if (compressor_) compressor_->Serialize(archive);
  archive.Vector(velocity_);
  hushed::Serialize(archive, measured_at_);
  archive.Vector(segmented_);
  archive.Value(silent_);
  archive.Value(estimate_);
}

template class GenericWorker<float>;
template class GenericWorker<double>;

}  // namespace hushed
