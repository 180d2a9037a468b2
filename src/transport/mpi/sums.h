#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compress/message_sum.h"
#include "transport/mpi/ledger.h"
#include "transport/mpi/reduction.h"
#include "transport/mpi/share.h"
#include "transport/mpi/transport.h"

namespace hushed {

// The two ways in which all ranks come by the sum of an exchange; results are valid until the next.
template <class Real>
class Sums {
 public:
  Sums(Communicator& communicator, ReductionKind kind) : communicator_(communicator), kind_(kind) {}

  // Every rank decodes the messages of all, one of each position that spoke.
  std::span<const Real> OfMessages(MessageReader messages, std::span<const LedgerEntry> entries,
                                   std::size_t size);

  // Ranks add up their shares, and the parts of these travel. Rank r owns positions
  // [cuts[r], cuts[r + 1]).
  std::span<const Real> OfParts(Share<Real>& share, const std::vector<std::size_t>& cuts,
                                std::span<const LedgerEntry> entries, std::size_t size);

 private:
  Communicator& communicator_;
  ReductionKind kind_;
  MessageSum<Real> message_sum_;
  SumShape shape_;
  Reduction<Real> reduction_;
  std::vector<Real> sum_;
};

}  // namespace hushed
