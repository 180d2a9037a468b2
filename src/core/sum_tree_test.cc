#include "core/sum_tree.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

TEST(SumTree, BlocksHaveFourToEightPositions) {
  for (std::uint64_t positions = 1; positions < 2000; ++positions) {
    const SumTree tree(positions);
    EXPECT_EQ(tree.BlockBegin(tree.blocks()), positions);
    for (std::uint64_t block = 0; block < tree.blocks(); ++block) {
      const std::uint64_t begin = tree.BlockBegin(block), end = tree.BlockBegin(block + 1);
      ASSERT_LE(end - begin, 8u);
      ASSERT_TRUE(positions <= 8 ? end - begin == positions : end - begin >= 4) << positions;
      for (std::uint64_t p = begin; p < end; ++p) ASSERT_EQ(tree.BlockOf(p), block);
    }
  }
}

TEST(SumTree, ANodeIsItsTwoChildren) {
  for (const std::uint64_t positions : {9u, 100u, 1001u, 4'000'000'000u}) {
    const SumTree tree(positions);
    for (std::size_t level = 1; level <= tree.height(); ++level) {
      for (const std::uint64_t index : {std::uint64_t{0}, (tree.blocks() >> level) - 1}) {
        EXPECT_EQ(tree.Begin(level, index), tree.Begin(level - 1, 2 * index));
        EXPECT_EQ(tree.Begin(level, index + 1), tree.Begin(level - 1, 2 * index + 2));
      }
    }
    EXPECT_EQ(tree.Begin(tree.height(), 1), positions);
    EXPECT_EQ(tree.BlockOf(positions - 1), tree.blocks() - 1);
  }
}

TEST(SumTree, OfNothingIsOneEmptyBlock) {
  EXPECT_EQ(SumTree().blocks(), 1u);
  EXPECT_EQ(SumTree().BlockBegin(1), 0u);
}

}  // namespace
}  // namespace hushed
