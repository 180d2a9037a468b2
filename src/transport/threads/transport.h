#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "hushed/transport.h"
#include "problem/models.h"

namespace hushed {

// All workers in this process, on `threads` lanes (1 to 4096, else ConfigError). `ranks` > 1 pretends
// that the workers are split over that many machines: each sums its contiguous share alone and hands
// over the parts, as a cluster does; the result is the same to the last bit.
template <class Real>
std::unique_ptr<Transport<Real>> MakeThreadsTransport(const ProblemFactory<Real>& factory,
                                                      std::uint64_t seed, std::size_t threads,
                                                      std::size_t ranks = 1);

}  // namespace hushed
