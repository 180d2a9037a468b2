#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/fixed_sum.h"
#include "core/turnstile.h"
#include "hushed/algorithm.h"
#include "hushed/exchange.h"
#include "transport/lanes.h"
#include "transport/mpi/ledger.h"

namespace hushed {

// A rank's share of one exchange, taken in while its workers finish: what everybody must know of
// each position, and the messages, either encoded as they will travel or added up.
//
// Where the server hears each, messages stay encoded. Where it hears the sum, they stay encoded as
// long as they are smaller than what they add up to and fit in two dense vectors; then they are
// added, in the fixed shape of all positions.
template <class Real>
class Share {
 public:
  using Slot = typename Lanes<Real>::Slot;

  // Begins with positions [first, last) of `positions`.
  void Start(Hears hears, std::size_t positions, std::size_t size, std::size_t first,
             std::size_t last);

  // Takes in one position. Thread-safe.
  void Take(std::size_t position, Slot upload);

  // Once every position is in. Integers of `counts` are final; its sums of doubles are not in
  // position order over all ranks and are left to the reader of the ledgers.
  const Total<Real>& counts() const { return counts_; }
  std::span<const std::byte> ledger() const { return ledger_.bytes(); }

  // Whether messages are still encoded, and they: of each position that spoke, 64 bits of size and
  // Message::Write()'s bytes.
  bool encoded() const { return encoded_; }
  std::span<const std::byte> messages() const { return messages_; }

  // The sum's parts, after adding what was still encoded. To be given back before the next Start().
  std::vector<SumPart<Real>> TakeParts();
  void GiveBack(std::vector<SumPart<Real>> parts) { sum_.GiveBack(std::move(parts)); }

 private:
  void Note(std::size_t position, const Slot& upload);
  void AddEncoded();

  Hears hears_ = Hears::kSum;
  std::size_t size_ = 0;
  std::unique_ptr<Turnstile> in_order_;
  Total<Real> counts_;
  LedgerWriter ledger_;
  bool encoded_ = true;
  std::vector<std::byte> messages_;
  struct Pending {  // a position that is not in the sum yet
    std::size_t position;
    bool spoke;
    std::size_t begin, size;  // its message, which may be empty
    Real weight;
  };
  std::vector<Pending> pending_;
  FixedSum<Real> sum_;
};

// The messages of several ranks, read in position order.
class MessageReader {
 public:
  explicit MessageReader(std::span<const std::byte> bytes) : bytes_(bytes) {}
  Message Next();

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace hushed
