// Laws, bits and errors are checked for every kind in laws_test.cc and bits_test.cc; here stands
// only what is particular to random-k.
#include "compress/random_k.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "compress/sampling.h"
#include "compress/testing.h"

namespace hushed {
namespace {

TEST(SampleAscending, GivesKDistinctPositionsInOrder) {
  std::vector<std::uint32_t> drawn;
  for (const std::uint64_t n : {0, 1, 2, 7, 64, 1000}) {
    for (std::uint64_t k = 0; k <= n; k += 1 + n / 50) {
      SampleAscending(/*seed=*/k, n, k, drawn);
      ASSERT_EQ(drawn.size(), k);
      ASSERT_TRUE(std::is_sorted(drawn.begin(), drawn.end()));
      ASSERT_EQ(std::set(drawn.begin(), drawn.end()).size(), k);
      ASSERT_TRUE(drawn.empty() || drawn.back() < n);
    }
  }
}

// Both ways of drawing: k positions of 5, and the complement of as many.
TEST(SampleAscending, GivesEverySubsetEquallyOften) {
  constexpr int kDraws = 100'000;
  for (const std::uint64_t k : {2, 3}) {
    std::map<std::vector<std::uint32_t>, int> counts;
    std::vector<std::uint32_t> drawn;
    for (int seed = 0; seed < kDraws; ++seed) {
      SampleAscending(static_cast<std::uint64_t>(seed), 5, k, drawn);
      ++counts[drawn];
    }
    EXPECT_EQ(counts.size(), 10u);
    // Binomial(100000, 1/10): standard deviation 94.9; five of them.
    for (const auto& [subset, count] : counts) EXPECT_NEAR(count, kDraws / 10, 5 * 94.9);
  }
}

TEST(RandomK, KeepsEveryPositionEquallyOften) {
  constexpr int kRounds = 20'000;
  constexpr int kSize = 10;
  for (const bool shared : {false, true}) {
    const auto random_k = MakeRandomK<double>({.fraction = 0.3, .shared_positions = shared});
    std::vector<double> kept(kSize, 0.0);
    for (int round = 0; round < kRounds; ++round) {
      Encoded(*random_k, Ones<double>(kSize), StreamsOf(0, round)).AddTo<double>(kept, 1.0);
    }
    // Binomial(20000, 0.3): standard deviation 64.8; five of them.
    for (const double count : kept) EXPECT_NEAR(count, 0.3 * kRounds, 5 * 64.8);
  }
}

TEST(RandomK, SharedPositionsAgreeAcrossWorkersAndCostNoBits) {
  const auto random_k = MakeRandomK<float>({.fraction = 0.1, .shared_positions = true});
  const auto v = GaussianVector<float>(1000, 2);
  const Message first = Encoded(*random_k, v, StreamsOf(/*worker=*/0, /*round=*/7));
  const Message second = Encoded(*random_k, v, StreamsOf(/*worker=*/5, /*round=*/7));
  const Message later = Encoded(*random_k, v, StreamsOf(/*worker=*/0, /*round=*/8));
  EXPECT_EQ(Support(first), Support(second));
  EXPECT_NE(Support(first), Support(later));
  EXPECT_EQ(first.bits().positions, 0u);
  EXPECT_EQ(first.bits().values, 100u * 32u);
  EXPECT_EQ(Support(Message::Read(Written(first))), Support(first)) << "redrawn from the seed";
}

TEST(RandomK, OwnPositionsDifferAcrossWorkers) {
  const auto random_k = MakeRandomK<float>({.fraction = 0.1});
  const auto v = GaussianVector<float>(1000, 2);
  EXPECT_NE(Support(Encoded(*random_k, v, StreamsOf(0, 7))),
            Support(Encoded(*random_k, v, StreamsOf(1, 7))));
}

TEST(RandomK, ScalesByNOverKWhenUnbiasedAndNotOtherwise) {
  const auto v = GaussianVector<double>(1000, 3);
  for (const bool unbiased : {false, true}) {
    const auto random_k = MakeRandomK<double>({.fraction = 0.25, .unbiased = unbiased});
    const Message message = Encoded(*random_k, v);
    const auto decoded = Decoded<double>(message, v.size());
    EXPECT_EQ(Support(message).size(), 250u);
    for (const auto i : Support(message)) EXPECT_EQ(decoded[i], (unbiased ? 4.0 : 1.0) * v[i]);
  }
}

TEST(RandomK, KeepingAllIsTheIdentityBitwise) {
  const auto v = GaussianVector<float>(257, 3);
  for (const bool unbiased : {false, true}) {
    const auto random_k = MakeRandomK<float>({.fraction = 1.0, .unbiased = unbiased});
    EXPECT_TRUE(SameBits(Decoded<float>(Encoded(*random_k, v), v.size()), v));
  }
}

}  // namespace
}  // namespace hushed
