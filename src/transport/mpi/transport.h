#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "hushed/transport.h"
#include "problem/models.h"
#include "transport/mpi/session.h"

namespace hushed {

// How sums over ranks are made.
enum class ReductionKind {
  kExact,  // the fixed shape: the bits of the threads transport
  kFast,   // MPI_Allreduce: other bits on other numbers of ranks
};

// Workers 0 .. workers - 1 split over the ranks of the session (transport/placement.h), each share
// on `threads` lanes. The server is replicated: every rank hears the same and moves shared alike,
// so no downlink travels. A failure of any rank's worker is thrown on every rank.
// Throws ConfigError when there are fewer workers than ranks.
template <class Real>
std::unique_ptr<Transport<Real>> MakeMpiTransport(MpiSession& session,
                                                  const ProblemFactory<Real>& factory,
                                                  std::uint64_t seed, std::size_t threads,
                                                  std::uint64_t workers, ReductionKind reduction);

}  // namespace hushed
