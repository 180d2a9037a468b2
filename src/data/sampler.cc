#include "data/sampler.h"

#include <algorithm>
#include <utility>

namespace hushed {
namespace {

// Appends the ids of a step's batch: consecutive places of the epoch's order.
void AppendInOrder(std::span<const std::uint32_t> shard, const Permutation& order,
                   std::uint64_t step_of_epoch, std::uint64_t batch,
                   std::vector<std::uint32_t>& ids) {
  const std::uint64_t from = step_of_epoch * batch;
  const std::uint64_t to = std::min<std::uint64_t>(shard.size(), from + batch);
  for (std::uint64_t i = from; i < to; ++i) {
    ids.push_back(shard[order(static_cast<std::uint32_t>(i))]);
  }
}

// The same by independent draws.
void AppendDrawn(std::span<const std::uint32_t> shard, Stream stream, std::uint64_t batch,
                 std::vector<std::uint32_t>& ids) {
  for (std::uint64_t i = 0; i < batch; ++i) ids.push_back(shard[stream.Below(shard.size())]);
}

}  // namespace

Sampler::Sampler(std::shared_ptr<const Partition> partition, std::uint64_t seed,
                 std::uint64_t batch, Sampling sampling)
    : partition_(std::move(partition)), seed_(seed), batch_(batch), sampling_(sampling) {}

std::uint64_t Sampler::BatchSize(std::uint64_t shard_size) const {
  return batch_ == 0 ? shard_size : std::min(batch_, shard_size);
}

std::uint64_t Sampler::steps_per_epoch(WorkerId worker) const {
  const std::uint64_t size = partition_->shard(worker).size(), batch = BatchSize(size);
  return (size + batch - 1) / batch;
}

Batch Sampler::Whole(WorkerId worker, std::uint64_t step) const {
  return {partition_->shard(worker), Stream(seed_, Purpose::kExample, worker, 0, step)};
}

Permutation Sampler::OrderOf(WorkerId worker, std::uint64_t epoch) const {
  return {static_cast<std::uint32_t>(partition_->shard(worker).size()),
          Stream(seed_, Purpose::kBatch, worker, epoch, 0)};
}

Batch Sampler::Draw(WorkerId worker, std::uint64_t step,
                    std::vector<std::uint32_t>& scratch) const {
  if (batch_ == 0) return Whole(worker, step);
  const auto shard = partition_->shard(worker);
  const std::uint64_t batch = BatchSize(shard.size()), per_epoch = steps_per_epoch(worker);
  scratch.clear();
  if (sampling_ == Sampling::kReplacement) {
    AppendDrawn(shard, Stream(seed_, Purpose::kBatch, worker, 0, step), batch, scratch);
  } else {
    AppendInOrder(shard, OrderOf(worker, step / per_epoch), step % per_epoch, batch, scratch);
  }
  return {scratch, Stream(seed_, Purpose::kExample, worker, 0, step)};
}

void Sampler::DrawMany(WorkerId worker, std::uint64_t first_step, std::uint64_t steps,
                       std::vector<std::uint32_t>& ids, std::vector<Batch>& batches) const {
  const auto shard = partition_->shard(worker);
  const std::uint64_t batch = BatchSize(shard.size()), per_epoch = steps_per_epoch(worker);
  const Stream randomness(seed_, Purpose::kExample, worker, 0, first_step);
  const Stream drawn(seed_, Purpose::kBatch, worker, 0, first_step);
  ids.clear();
  ids.reserve(batch_ == 0 ? 0 : steps * batch);  // batches view the ids: they may not move
  batches.clear();
  Permutation order = OrderOf(worker, first_step / per_epoch);
  for (std::uint64_t step = first_step; step < first_step + steps; ++step) {
    const std::size_t begin = ids.size();
    if (batch_ == 0) {
      batches.push_back({shard, randomness.AtStep(step)});
      continue;
    }
    if (sampling_ == Sampling::kReplacement) {
      AppendDrawn(shard, drawn.AtStep(step), batch, ids);
    } else {
      if (step % per_epoch == 0) order = OrderOf(worker, step / per_epoch);
      AppendInOrder(shard, order, step % per_epoch, batch, ids);
    }
    batches.push_back({{ids.data() + begin, ids.size() - begin}, randomness.AtStep(step)});
  }
}

}  // namespace hushed
