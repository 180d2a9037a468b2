#include "transport/mpi/sums.h"

#include <utility>

#include "core/kernels.h"

namespace hushed {

template <class Real>
std::span<const Real> Sums<Real>::OfMessages(MessageReader messages,
                                             std::span<const LedgerEntry> entries,
                                             std::size_t size) {
  std::vector<Message> decoded(entries.size());
  std::vector<WeightedMessage<Real>> weighted(entries.size());
  for (std::size_t p = 0; p < entries.size(); ++p) {
    if (entries[p].outcome != Outcome::kSpoke) continue;
    decoded[p] = messages.Next();
    weighted[p] = {&decoded[p], static_cast<Real>(entries[p].weight)};
  }
  sum_.resize(size);
  message_sum_.Sum(weighted, sum_);
  return sum_;
}

template <class Real>
std::span<const Real> Sums<Real>::OfParts(Share<Real>& share, const std::vector<std::size_t>& cuts,
                                          std::span<const LedgerEntry> entries, std::size_t size) {
  std::vector<SumPart<Real>> parts = share.TakeParts();
  if (kind_ == ReductionKind::kExact) {
    shape_.SetCuts(cuts);
    shape_.SetPresent(
        [&](std::size_t position) { return entries[position].outcome == Outcome::kSpoke; });
    sum_.resize(size);
    reduction_.Run(communicator_, shape_, parts, sum_);
  } else {
    sum_.assign(size, Real{0});
    for (const SumPart<Real>& part : parts) {
      if (part.present) Axpy<Real>(Real{1}, part.vector, sum_);
    }
    communicator_.AllReduce<Real>(sum_);
  }
  share.GiveBack(std::move(parts));
  return sum_;
}

template class Sums<float>;
template class Sums<double>;

}  // namespace hushed
