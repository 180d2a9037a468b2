#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "hushed/exchange.h"

namespace hushed {

// Throws ConfigError unless projections solve this problem, of the model of this name: it must be
// linear with one output and without l2. Asked before anything is written.
template <class Real>
void RequireProjectable(const Problem<Real>& problem, const std::string& model_name);

// u = x - P(x) into `update` (both [d]): what a worker subtracts to stand where its own examples
// allow, nearest to x. The head of projection.cc says what P is. The problem must be one that
// RequireProjectable() lets pass. Throws DataError naming the worker when no model satisfies its
// examples: in the first round of a training, since only the solve itself can tell.
template <class Real>
void ProjectionUpdate(Problem<Real>& problem, std::span<const std::uint32_t> examples,
                      std::span<const Real> x, WorkerId worker, std::span<Real> update);

}  // namespace hushed
