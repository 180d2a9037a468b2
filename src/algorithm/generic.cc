#include "algorithm/generic.h"

#include <utility>

namespace hushed {

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

template class Generic<float>;
template class Generic<double>;

}  // namespace hushed
