#pragma once

#include <cstdint>
#include <span>

#include "hushed/exchange.h"

namespace hushed {

// u = x - P(x) into `update` (both [d]): what a worker subtracts to stand where its own examples
// allow, nearest to x. The head of projection.cc says what P is. Throws ConfigError unless the
// problem is linear without l2, DataError naming the worker when no model satisfies its examples.
template <class Real>
void ProjectionUpdate(Problem<Real>& problem, std::span<const std::uint32_t> examples,
                      std::span<const Real> x, WorkerId worker, std::span<Real> update);

}  // namespace hushed
