// The public face of core/fixed_sum.h.
#include <utility>

#include "core/fixed_sum.h"
#include "hushed/transport.h"

namespace hushed {

template <class Real>
ExchangeSum<Real>::ExchangeSum() : sum_(std::make_unique<FixedSum<Real>>()) {}

template <class Real>
ExchangeSum<Real>::~ExchangeSum() = default;

template <class Real>
void ExchangeSum<Real>::Start(std::size_t positions, std::size_t size) {
  sum_->Start(positions, size);
}

template <class Real>
void ExchangeSum<Real>::Add(std::size_t position, Adder add) {
  sum_->Add(position, std::move(add));
}

template <class Real>
std::span<const Real> ExchangeSum<Real>::Finish() {
  return sum_->Finish();
}

template class ExchangeSum<float>;
template class ExchangeSum<double>;

}  // namespace hushed
