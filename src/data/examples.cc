#include "data/dataset.h"
#include "hushed/problem.h"

namespace hushed {
namespace {

const Split& SplitOf(const Dataset& data, Of of) {
  return of == Of::kTraining ? data.train : data.test;
}

}  // namespace

const std::vector<std::uint64_t>& Examples::shape() const { return data_->shape; }
std::size_t Examples::columns() const { return data_->columns; }
std::uint32_t Examples::classes() const { return data_->classes; }
std::uint64_t Examples::size(Of of) const { return SplitOf(*data_, of).size; }
std::span<const double> Examples::targets(Of of) const { return SplitOf(*data_, of).targets; }

template <class Real>
void Examples::Gather(Of of, std::span<const std::uint32_t> examples, std::span<Real> out) const {
  hushed::Gather(*data_, SplitOf(*data_, of), examples, out);
}

template <class Real>
void Examples::Gather(const Batch& batch, std::span<Real> out) const {
  GatherAugmented(*data_, batch.examples, batch.randomness, out);
}

#define HUSHED_INSTANTIATE(Real)                                                             \
  template void Examples::Gather(Of, std::span<const std::uint32_t>, std::span<Real>) const; \
  template void Examples::Gather(const Batch&, std::span<Real>) const;
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
