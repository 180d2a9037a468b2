#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "hushed/stream.h"

namespace hushed {

// Which workers and which evaluation parts run on which rank: contiguous blocks in rank order.
// From 16 workers a rank on (of a power of two of ranks, from five on) a rank's share of a fixed-shape
// sum over all workers is few whole subtrees (core/sum_tree.h).
class Placement {
 public:
  Placement() = default;  // one rank runs all

  // Throws ConfigError when a rank would have no worker.
  Placement(std::uint64_t workers, std::size_t ranks);

  std::size_t ranks() const { return ranks_; }

  // Workers [first, second) of the rank.
  std::pair<std::uint64_t, std::uint64_t> WorkersOf(std::size_t rank) const;
  std::size_t RankOf(WorkerId worker) const;

  // Parts [first, second) of `parts` that the rank evaluates; there may be none.
  std::pair<std::size_t, std::size_t> PartsOf(std::size_t rank, std::size_t parts) const;

 private:
  std::uint64_t Begin(std::size_t rank) const;

  std::uint64_t workers_ = 1;
  std::size_t ranks_ = 1;
};

}  // namespace hushed
