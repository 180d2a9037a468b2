#include "algorithm/generic.h"

#include <utility>

namespace hushed {

std::vector<double> Setting::weights() const {
  std::vector<double> weights(workers, 1.0);
  if (!IsWeighted(axis("aggregate"))) return weights;
  for (WorkerId m = 0; m < workers; ++m) {
    weights[m] = static_cast<double>(partition->shard(m).size());
  }
  return weights;
}

std::uint64_t Setting::cycle() const { return RoundsInACycle(axis("participation"), workers); }

std::uint64_t Setting::shard_evaluations(WorkerId worker) const {
  return axis("local").kind == "full-gradient" ? 1 : sampler->steps_per_epoch(worker);
}

template <class Real>
void Algorithm<Real>::Apply(const Round&, const Message& downlink, std::span<Real> shared) const {
  downlink.AddTo<Real>(shared, Real{-1});
}

template <class Real>
Generic<Real>::Generic(Setting setting)
    : setting_(std::move(setting)),
      local_(setting_.axis("local"), setting_.rate(), setting_.sampler, setting_.cycle()),
      weights_(setting_.weights()) {}

template <class Real>
Memory Generic<Real>::memory() const {
  const bool remembers = setting_.axis("trigger").kind != "always" ||
                         Remembers(setting_.axis("compress")) || local_.has_momentum() ||
                         EstimatesSmoothness(setting_.axis("participation"));
  return remembers ? Memory::kRun : Memory::kNone;
}

template <class Real>
std::unique_ptr<Worker<Real>> Generic<Real>::MakeWorker() const {
  return std::make_unique<GenericWorker<Real>>(setting_, local_, weights_, snapshots_);
}

template <class Real>
std::unique_ptr<Server<Real>> Generic<Real>::MakeServer() const {
  return std::make_unique<GenericServer<Real>>(setting_, local_);
}

template class Algorithm<float>;
template class Algorithm<double>;
template class Generic<float>;
template class Generic<double>;

}  // namespace hushed
