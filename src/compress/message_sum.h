#pragma once

#include <cstddef>
#include <span>

#include "core/fixed_sum.h"
#include "hushed/message.h"

namespace hushed {

// A message as it counts in a sum.
template <class Real>
struct WeightedMessage {
  const Message* message = nullptr;  // null: absent
  Real weight = 1;
};

// Sums messages that are all at hand in the fixed shape: the same bits as handing them to a
// FixedSum (core/fixed_sum.h) one by one. Where they are sparse or dense it is done in pieces that stay in
// the first caches, by all lent threads (core/slices.h), so that the sum is written once however
// many messages there are.
template <class Real>
class MessageSum {
 public:
  // out <- the sum, positions in order; zeros where all are absent. No message views `out`. One that
  // reaches beyond it, or was encoded for another scalar type, throws TransportError.
  void Sum(std::span<const WeightedMessage<Real>> messages, std::span<Real> out);

 private:
  FixedSum<Real> whole_;  // of messages that are not taken apart
};

}  // namespace hushed
