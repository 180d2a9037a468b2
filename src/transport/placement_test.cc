#include "transport/placement.h"

#include <gtest/gtest.h>

#include "core/sum_tree.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

TEST(Placement, EveryWorkerRunsOnOneRankInOrder) {
  for (const std::uint64_t workers : {8u, 15u, 48u, 100u, 112u, 128u, 129u, 1000u}) {
    for (const std::size_t ranks : {1u, 2u, 3u, 5u, 8u}) {
      const Placement placement(workers, ranks);
      std::uint64_t next = 0;
      for (std::size_t rank = 0; rank < ranks; ++rank) {
        const auto [first, last] = placement.WorkersOf(rank);
        EXPECT_EQ(first, next);
        EXPECT_GT(last, first) << workers << " workers, rank " << rank << " of " << ranks;
        for (; next < last; ++next) {
          EXPECT_EQ(placement.RankOf(static_cast<WorkerId>(next)), rank);
        }
        if (workers % ranks == 0) {
          EXPECT_EQ(last - first, workers / ranks);
        } else if (workers >= 16 * ranks) {
          const SumTree tree(workers);
          EXPECT_EQ(first, tree.BlockBegin(tree.BlockOf(first)));
          EXPECT_LE(last - first, workers / ranks + 8);
        }
      }
      EXPECT_EQ(next, workers);
    }
  }
}

TEST(Placement, EveryPartIsEvaluatedOnce) {
  const Placement placement(8, 5);
  for (const std::size_t parts : {1u, 4u, 20u, 71u}) {
    std::size_t next = 0;
    for (std::size_t rank = 0; rank < 5; ++rank) {
      const auto [first, last] = placement.PartsOf(rank, parts);
      EXPECT_EQ(first, next);
      next = last;
    }
    EXPECT_EQ(next, parts);
  }
}

TEST(Placement, RefusesRanksWithoutAWorker) {
  try {
    Placement(3, 4);
    ADD_FAILURE();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "train.workers = 3: fewer than the 4 ranks; every rank runs at least one worker");
  }
}

}  // namespace
}  // namespace hushed
