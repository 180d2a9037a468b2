#include "core/joined_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "core/test_sums.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

constexpr std::size_t kSize = 5000;  // more than is joined at a time

// Some positions are absent, among them a whole block and the ends.
using Present = bool (*)(std::size_t position);
bool Most(std::size_t position) { return position % 7 != 3 && position / 16 != 2; }
bool Few(std::size_t position) { return position % 37 == 20; }
bool None(std::size_t) { return false; }

FixedSum<float>::Adder AdderOf(std::size_t position, Present present) {
  if (!present(position)) return {};
  return WildAdder(position, kSize);
}

std::vector<float> SummedByOne(std::size_t positions, Present present) {
  FixedSum<float> sum;
  sum.Start(positions, kSize);
  for (std::size_t p = 0; p < positions; ++p) sum.Add(p, AdderOf(p, present));
  const auto result = sum.Finish();
  return {result.begin(), result.end()};
}

// Every rank sums a contiguous share alone; the cuts fall anywhere.
std::vector<SumPart<float>> PartsOf(std::size_t positions, std::size_t ranks, Present present) {
  std::vector<SumPart<float>> parts;
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const std::size_t first = rank * positions / ranks, last = (rank + 1) * positions / ranks;
    FixedSum<float> mine;
    mine.Start(positions, kSize, first, last);
    for (std::size_t p = last; p-- > first;) mine.Add(p, AdderOf(p, present));
    const auto places = PlacesOf(positions, first, last);
    std::size_t at = 0;
    for (auto& part : mine.TakeParts()) {
      EXPECT_EQ(part.place, places.at(at++));
      const auto [begin, end] = PositionsOf(part.place, positions);
      bool any = false;
      for (std::size_t p = begin; p < end; ++p) any = any || present(p);
      EXPECT_EQ(part.present, any) << "positions " << begin << " to " << end;
      parts.push_back(std::move(part));
    }
    EXPECT_EQ(at, places.size());
  }
  return parts;
}

class JoinedSumOver : public testing::TestWithParam<std::size_t> {};

TEST_P(JoinedSumOver, AnySplitOverRanksGivesTheSameBits) {
  const std::size_t positions = GetParam();
  for (const Present present : {Most, Few, None}) {
    const std::vector<float> expected = SummedByOne(positions, present);
    for (const std::size_t ranks : {1u, 2u, 3u, 5u, 8u}) {
      if (ranks > positions) continue;
      auto parts = PartsOf(positions, ranks, present);
      std::reverse(parts.begin(), parts.end());  // they arrive in any order
      std::vector<SumPlace> places;
      std::vector<SumVector<float>> vectors;
      for (const auto& part : parts) {
        places.push_back(part.place);
        vectors.push_back({part.present ? part.vector.data() : nullptr});
      }
      std::vector<float> joined(kSize);
      JoinedSum<float>(positions, places).Add(vectors, joined);
      EXPECT_EQ(joined, expected) << ranks << " ranks";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, JoinedSumOver, testing::Values(1, 2, 8, 10, 16, 17, 33, 100, 300));

// Then a dense sum travels at the volume of one vector a rank.
TEST(JoinedSum, EvenSharesOfAPowerOfTwoOfRanksAreOnePartEach) {
  for (const std::size_t ranks : {2u, 4u, 8u}) {
    for (std::size_t positions = 4 * ranks + 1; positions < 400; ++positions) {
      for (std::size_t rank = 0; rank < ranks; ++rank) {
        const auto places =
            PlacesOf(positions, rank * positions / ranks, (rank + 1) * positions / ranks);
        ASSERT_EQ(places.size(), 1u) << positions << " positions, rank " << rank << " of " << ranks;
      }
    }
  }
}

// At the ends of a share are leaves of a block begun elsewhere, and the prefix of one that goes on
// elsewhere; between them two nodes a level at most.
TEST(JoinedSum, ARankHandsOutLogarithmicallyManyParts) {
  constexpr std::size_t kPositions = 1000;
  for (std::size_t first = 0; first < kPositions; first += 7) {
    for (std::size_t last = first + 1; last <= kPositions; last += 13) {
      ASSERT_LE(PlacesOf(kPositions, first, last).size(),
                7u + 1u + 2 * SumTree(kPositions).height())
          << first << ", " << last;
    }
  }
}

// FixedSum begins every block with zero, and 0 + -0 is 0.
TEST(JoinedSum, LeavesOfMinusZeroGiveZero) {
  const std::vector<float> zeros = {-0.0F};
  const std::vector<SumPlace> places = {{.kind = SumPlace::Kind::kLeaf, .index = 0},
                                        {.kind = SumPlace::Kind::kLeaf, .index = 1}};
  for (const float* second : {zeros.data(), static_cast<const float*>(nullptr)}) {
    std::vector<float> sum = {1.0F};
    JoinedSum<float>(2, places).Add(std::vector<SumVector<float>>{{zeros.data()}, {second}}, sum);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(sum[0]), 0u);
  }
}

// Six leaves, so that they are not all added four at a time; each product is rounded first.
TEST(JoinedSum, LeavesAreScaled) {
  std::vector<SumPlace> places;
  std::vector<std::vector<float>> leaves;
  std::vector<SumVector<float>> vectors;
  std::vector<float> expected(kSize, 0.0F), sum(kSize);
  for (std::size_t p = 0; p < 6; ++p) {
    const float scale = 0.1F * static_cast<float>(p + 1);
    places.push_back({.kind = SumPlace::Kind::kLeaf, .index = p});
    leaves.push_back(GaussianVector<float>(kSize, p));
    vectors.push_back({leaves[p].data(), scale});
    for (std::size_t i = 0; i < kSize; ++i) {
      const float product = scale * leaves[p][i];
      expected[i] += product;
    }
  }
  JoinedSum<float>(6, places).Add(vectors, sum);
  EXPECT_EQ(sum, expected);
}

TEST(JoinedSum, OfNothingIsZero) {
  std::vector<float> sum(3, 1.0F);
  JoinedSum<float>(0, {}).Add({}, sum);
  EXPECT_EQ(sum, (std::vector<float>{0, 0, 0}));
}

}  // namespace
}  // namespace hushed
