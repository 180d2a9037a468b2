#include "problem/activation.h"

#include <cmath>
#include <cstddef>

namespace hushed {

template <class Real>
void Activate(Activation activation, std::span<Real> z) {
  if (activation == Activation::kTanh) {
    for (Real& entry : z) entry = std::tanh(entry);
  } else {
    for (Real& entry : z) entry = entry < Real{0} ? Real{0} : entry;
  }
}

template <class Real>
void TimesSlope(Activation activation, std::span<const Real> a, std::span<Real> delta) {
  if (activation == Activation::kTanh) {
    for (std::size_t i = 0; i < delta.size(); ++i) delta[i] *= Real{1} - a[i] * a[i];
  } else {
    for (std::size_t i = 0; i < delta.size(); ++i) delta[i] = a[i] > Real{0} ? delta[i] : Real{0};
  }
}

#define HUSHED_INSTANTIATE(Real)                       \
  template void Activate(Activation, std::span<Real>); \
  template void TimesSlope(Activation, std::span<const Real>, std::span<Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
