#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "hushed/stream.h"

namespace hushed {

// Which worker owns which training examples. Every example has exactly one owner, except under
// `copy`, where every worker owns all.
class Partition {
 public:
  // ids: the shards one behind the other in worker order; worker m owns
  // ids[begin[m] .. begin[m + 1]).
  Partition(std::vector<std::uint32_t> ids, std::vector<std::uint64_t> begin,
            std::string note = {});

  // Every one of `workers` workers owns examples 0 .. size - 1; stored once.
  static Partition Copies(std::uint32_t workers, std::uint64_t size);

  std::uint32_t workers() const { return workers_; }
  std::span<const std::uint32_t> shard(WorkerId worker) const;

  // What had to be done to honour the request ("12 workers were topped up to 10 examples from the
  // richest"), or empty.
  const std::string& note() const { return note_; }

 private:
  std::vector<std::uint32_t> ids_;
  std::vector<std::uint64_t> begin_;  // empty: copies
  std::uint32_t workers_ = 0;
  std::string note_;
};

// iid, shards, dirichlet, by-label, mixed, by-owner, file, copy, with their options.
std::vector<KindInfo> PartitionKinds();

// Deals the training examples to `workers` workers. Always ends. Throws ConfigError when the
// request cannot be met (more workers than examples, more shards than examples, labels where there
// are none), naming both numbers, and DataError when a file of the user's own is not a partition.
Partition MakePartition(const Choice& choice, const Dataset& data, std::uint32_t workers,
                        std::uint64_t seed);

}  // namespace hushed
