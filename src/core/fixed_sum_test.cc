#include "core/fixed_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

#include "core/test_sums.h"

namespace hushed {
namespace {

constexpr std::size_t kSize = 5;

void CountOne(const PartialSum<float>& sum) {
  sum.values[0] = sum.begun ? sum.values[0] + 1.0F : 1.0F;
}

bool Present(std::size_t position) { return position % 7 != 3; }

FixedSum<float>::Adder AdderOf(std::size_t position) {
  if (!Present(position)) return {};
  return WildAdder(position, kSize);
}

// The definition, written plainly: blocks of at most 8 left to right, then blocks pairwise.
std::vector<float> Reference(std::size_t positions) {
  std::size_t blocks = 1;
  while (positions > 8 * blocks) blocks *= 2;
  std::vector<std::vector<float>> level;
  for (std::size_t block = 0; block < blocks; ++block) {
    std::vector<float> sum;
    for (std::size_t p = block * positions / blocks; p < (block + 1) * positions / blocks; ++p) {
      if (!Present(p)) continue;
      if (sum.empty()) sum.assign(kSize, 0.0F);
      const auto v = WildVector(p, kSize);
      for (std::size_t i = 0; i < kSize; ++i) sum[i] += v[i];
    }
    level.push_back(sum);
  }
  while (level.size() > 1) {
    std::vector<std::vector<float>> next;
    for (std::size_t i = 0; i < level.size(); i += 2) {
      auto left = level[i];
      if (!level[i + 1].empty()) {
        if (left.empty()) {
          left = level[i + 1];
        } else {
          for (std::size_t j = 0; j < kSize; ++j) left[j] += level[i + 1][j];
        }
      }
      next.push_back(left);
    }
    level = next;
  }
  return level.empty() || level[0].empty() ? std::vector<float>(kSize, 0.0F) : level[0];
}

std::vector<float> Finished(FixedSum<float>& sum) {
  const auto result = sum.Finish();
  return {result.begin(), result.end()};
}

class FixedSumOver : public testing::TestWithParam<std::size_t> {};

TEST_P(FixedSumOver, AnyOrderOfArrivalGivesTheDefinition) {
  const std::size_t positions = GetParam();
  FixedSum<float> sum;
  for (const int step : {1, -1, 7}) {
    sum.Start(positions, kSize);
    std::vector<std::size_t> order(positions);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (step == -1) std::reverse(order.begin(), order.end());
    if (step == 7) {
      std::stable_sort(order.begin(), order.end(),
                       [](std::size_t a, std::size_t b) { return a % 7 < b % 7; });
    }
    for (const std::size_t p : order) sum.Add(p, AdderOf(p));
    EXPECT_EQ(Finished(sum), Reference(positions)) << "order " << step;
  }
}

TEST_P(FixedSumOver, ThreadsGiveTheDefinition) {
  const std::size_t positions = GetParam();
  FixedSum<float> sum;
  sum.Start(positions, kSize);
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (std::size_t p; (p = next++) < positions;) sum.Add(p, AdderOf(p));
    });
  }
  threads.clear();
  EXPECT_EQ(Finished(sum), Reference(positions));
}

INSTANTIATE_TEST_SUITE_P(Sizes, FixedSumOver, testing::Values(1, 2, 8, 9, 16, 17, 33, 100, 1000));

TEST(FixedSum, UpToEightPositionsAreAddedInOrder) {
  FixedSum<float> sum;
  sum.Start(3, 1);
  // (1 + 1e8) - 1e8 is 0 in float; any other order gives 1.
  const float values[] = {1.0F, 1e8F, -1e8F};
  for (const std::size_t p : {2u, 0u, 1u}) {
    sum.Add(p, [&values, p](const PartialSum<float>& s) {
      s.values[0] = s.begun ? s.values[0] + values[p] : values[p];
    });
  }
  EXPECT_EQ(sum.Finish()[0], 0.0F);
}

TEST(FixedSum, InOrderItHoldsLogarithmicallyManyVectors) {
  FixedSum<float> sum;
  sum.Start(8 * 1024, 1);
  for (std::size_t p = 0; p < 8 * 1024; ++p) sum.Add(p, CountOne);
  EXPECT_EQ(sum.Finish()[0], 8.0F * 1024.0F);
  EXPECT_LE(sum.peak_vectors(), 12u);  // log2(1024) + 1 done and one open
}

TEST(FixedSum, NobodyPresentGivesZeros) {
  FixedSum<float> sum;
  sum.Start(20, 2);
  for (std::size_t p = 0; p < 20; ++p) sum.Add(p, {});
  EXPECT_EQ(Finished(sum), (std::vector<float>{0, 0}));
}

}  // namespace
}  // namespace hushed
