#pragma once

#include <span>

namespace hushed {

enum class Activation { kRelu, kTanh };

// z <- act(z). A NaN stays one.
template <class Real>
void Activate(Activation activation, std::span<Real> z);

// delta <- delta * act'(z), where a = act(z): act' is 1 where a > 0 and else 0 (relu), or
// 1 - a^2 (tanh). a and delta have one size.
template <class Real>
void TimesSlope(Activation activation, std::span<const Real> a, std::span<Real> delta);

}  // namespace hushed
