#pragma once

#include <span>

namespace hushed {

// Throws DivergedError naming the first entry of v that is NaN or infinite, or, when all are
// finite, saying that their norm is not.
template <class Real>
[[noreturn]] void ThrowDiverged(std::span<const Real> v);

// Throws it if any entry is NaN or infinite.
template <class Real>
void RequireFinite(std::span<const Real> v);

}  // namespace hushed
