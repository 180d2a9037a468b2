#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "hushed/stream.h"

namespace hushed {

// Which workers and which evaluation parts run on which rank: contiguous blocks in rank order.
// Shares are even where ranks divide workers. Where not, and there are 16 workers a rank or more, a
// rank begins at the nearest block of a fixed-shape sum (core/sum_tree.h), so that what it adds up
// of one is few whole subtrees.
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
