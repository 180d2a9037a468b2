#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/partition.h"
#include "data/permutation.h"
#include "hushed/problem.h"

namespace hushed {

enum class Sampling {
  kEpoch,        // each epoch visits the whole shard once, in a fresh order
  kReplacement,  // every example of a batch is drawn independently
};

// Which examples a worker's local step uses: a pure function of (seed, worker, step), found without
// remembering an order. Thread-safe.
class Sampler {
 public:
  // batch: examples a step; 0: the whole shard.
  Sampler(std::shared_ptr<const Partition> partition, std::uint64_t seed, std::uint64_t batch,
          Sampling sampling);

  // ceil(shard / batch); the last batch of an epoch may be smaller.
  std::uint64_t steps_per_epoch(WorkerId worker) const;

  // The batch of this step; `scratch` holds its ids while it is used. O(batch).
  Batch Draw(WorkerId worker, std::uint64_t step, std::vector<std::uint32_t>& scratch) const;

  // The whole shard as it is stored, with the randomness of this step.
  Batch Whole(WorkerId worker, std::uint64_t step) const;

  // The batches of `steps` consecutive steps, which view `ids`.
  void DrawMany(WorkerId worker, std::uint64_t first_step, std::uint64_t steps,
                std::vector<std::uint32_t>& ids, std::vector<Batch>& batches) const;

 private:
  std::uint64_t BatchSize(std::uint64_t shard_size) const;
  Permutation OrderOf(WorkerId worker, std::uint64_t epoch) const;

  std::shared_ptr<const Partition> partition_;
  std::uint64_t seed_;
  std::uint64_t batch_;
  Sampling sampling_;
};

}  // namespace hushed
