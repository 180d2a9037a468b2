#pragma once

#include <cstdint>
#include <span>

#include "hushed/problem.h"

namespace hushed {

// The first model: every tensor drawn by its InitialValue from its own stream of `seed`. x holds
// layout.size() scalars. float and double draw the same values, rounded.
template <class Real>
void DrawInitial(const Layout& layout, std::uint64_t seed, std::span<Real> x);

}  // namespace hushed
