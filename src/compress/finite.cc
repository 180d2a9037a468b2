#include "compress/finite.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

#include "core/kernels.h"
#include "hushed/errors.h"

namespace hushed {

template <class Real>
void ThrowDiverged(std::span<const Real> v) {
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (std::isfinite(v[i])) continue;
    throw DivergedError(fmt::format("entry {} of {} to send is {}", i, v.size(), v[i]));
  }
  throw DivergedError(fmt::format(
      "the {} entries to send are finite but too large for their norm to be", v.size()));
}

template <class Real>
void RequireFinite(std::span<const Real> v) {
  if (!AllFinite(v)) ThrowDiverged(v);
}

#define HUSHED_INSTANTIATE(Real)                      \
  template void ThrowDiverged(std::span<const Real>); \
  template void RequireFinite(std::span<const Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
