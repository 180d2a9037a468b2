#include "transport/placement.h"

#include <fmt/format.h>

#include "core/sum_tree.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

// Workers a rank from which on whole blocks beat even shares, where ranks do not divide workers.
constexpr std::uint64_t kWholeBlocks = 16;

}  // namespace

Placement::Placement(std::uint64_t workers, std::size_t ranks) : workers_(workers), ranks_(ranks) {
  if (workers >= ranks) return;
  throw ConfigError(fmt::format(
      "train.workers = {}: fewer than the {} ranks; every rank runs at least one worker", workers,
      ranks));
}

std::uint64_t Placement::Begin(std::size_t rank) const {
  if (workers_ % ranks_ == 0 || workers_ < kWholeBlocks * ranks_) return rank * workers_ / ranks_;
  const SumTree tree(workers_);
  return tree.BlockBegin((2 * rank * tree.blocks() + ranks_) / (2 * ranks_));  // the nearest
}

std::pair<std::uint64_t, std::uint64_t> Placement::WorkersOf(std::size_t rank) const {
  return {Begin(rank), Begin(rank + 1)};
}

std::size_t Placement::RankOf(WorkerId worker) const {
  std::size_t first = 0, last = ranks_;  // the rank is in [first, last)
  while (last - first > 1) {
    const std::size_t middle = (first + last) / 2;
    (worker < Begin(middle) ? last : first) = middle;
  }
  return first;
}

std::pair<std::size_t, std::size_t> Placement::PartsOf(std::size_t rank, std::size_t parts) const {
  return {rank * parts / ranks_, (rank + 1) * parts / ranks_};
}

}  // namespace hushed
