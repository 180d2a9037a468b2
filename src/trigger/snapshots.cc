#include "trigger/snapshots.h"

#include <utility>

namespace hushed {

template <class Real>
void Serialize(Archive& archive, Snapshot<Real>& snapshot) {
  std::vector<Real> x;
  if (!archive.loading() && snapshot) x = *snapshot;
  archive.Vector(x);
  if (!archive.loading()) return;
  snapshot = x.empty() ? nullptr : std::make_shared<const std::vector<Real>>(std::move(x));
}

template <class Real>
Snapshot<Real> Snapshots<Real>::Of(std::uint64_t round, std::span<const Real> x) {
  const std::scoped_lock lock(mutex_);
  auto snapshot = round == round_ ? latest_.lock() : nullptr;
  if (snapshot) return snapshot;
  snapshot = std::make_shared<const std::vector<Real>>(x.begin(), x.end());
  round_ = round;
  latest_ = snapshot;
  return snapshot;
}

template class Snapshots<float>;
template class Snapshots<double>;
template void Serialize(Archive&, Snapshot<float>&);
template void Serialize(Archive&, Snapshot<double>&);

}  // namespace hushed
