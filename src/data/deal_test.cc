// What is particular to each kind of partition; the laws of all stand in partition_test.cc.
#include "data/deal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/test_partitions.h"

namespace hushed {
namespace {

TEST(Deal, IidSizesDifferByOneAtMost) {
  const auto sizes = Sizes(Made(Labelled(1003, 10), "iid", {}, 10));
  EXPECT_EQ(std::count(sizes.begin(), sizes.end(), 100), 7);
  EXPECT_EQ(std::count(sizes.begin(), sizes.end(), 101), 3);
}

// 1,000 examples of 10 labels in 20 pieces of 50: a piece has one label.
TEST(Deal, ShardsHaveOneLabelAPiece) {
  const Dataset data = Labelled(1000, 10);
  const Partition partition = Made(data, "shards", {{"shards_per_worker", std::int64_t{2}}}, 10);
  for (WorkerId m = 0; m < 10; ++m) {
    EXPECT_EQ(partition.shard(m).size(), 100u);
    EXPECT_LE(LabelsOf(data, partition.shard(m)).size(), 2u);
  }
}

// Over 1,000 workers alpha = 0.01 favours about ten a label: most are below 10 examples before they
// are topped up. The same draw with min_size 1 shows how many, for only the richest give.
TEST(Deal, DirichletEndsAtSmallAlphaWithAThousandWorkers) {
  const Dataset data = Labelled(60'000, 10);
  const auto drawn = [&](std::int64_t min_size) {
    return Made(data, "dirichlet", {{"alpha", 0.01}, {"min_size", min_size}}, 1000);
  };
  const auto sizes = Sizes(drawn(1));
  const auto poor = std::ranges::count_if(sizes, [](std::uint64_t size) { return size < 10; });
  EXPECT_GT(poor, 500);
  const Partition partition = drawn(10);
  ExpectLaws(partition, data, 10, "dirichlet");
  EXPECT_EQ(partition.note(),
            std::to_string(poor) + " workers were topped up to 10 examples from the richest");
}

// One worker's share of a label is Beta(alpha, (M - 1) alpha): E[s^k] = prod_{r < k} (a + r)/(M a +
// r). The mean of s^2 over 4,000 labels is within five standard deviations. A share of 1,000
// examples is rounded by at most 1/1000, which moves s^2 by 2 s / 1000, on average 1/2000.
TEST(Deal, DirichletSharesHaveTheMomentsOfTheirDistribution) {
  constexpr int kSeeds = 400, kClasses = 10, kWorkers = 4;
  const Dataset data = Labelled(10'000, kClasses);
  for (const double alpha : {0.1, 1.0, 10.0}) {
    double mean_square = 0.0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const Partition partition = Made(data, "dirichlet", {{"alpha", alpha}}, kWorkers, seed);
      std::vector<double> share(kClasses, 0.0);
      for (const std::uint32_t i : partition.shard(1)) share[i % kClasses] += 0.001;
      for (const double s : share) mean_square += s * s / (kSeeds * kClasses);
    }
    const auto factor = [&](int r) { return (alpha + r) / (kWorkers * alpha + r); };
    const double second = factor(0) * factor(1), fourth = second * factor(2) * factor(3);
    const double deviation = std::sqrt((fourth - second * second) / (kSeeds * kClasses));
    EXPECT_NEAR(mean_square, second, 5 * deviation + 1.0 / 2000) << "alpha " << alpha;
  }
}

TEST(Deal, ByLabelGivesTheLabelsItSays) {
  const Dataset data = Labelled(1000, 10);
  const Partition partition = Made(data, "by-label", {{"classes_per_worker", std::int64_t{3}}}, 10);
  for (WorkerId m = 0; m < 10; ++m) {
    const auto first = 3.0 * m;
    const std::set<double> expected = {std::fmod(first, 10), std::fmod(first + 1, 10),
                                       std::fmod(first + 2, 10)};
    EXPECT_EQ(LabelsOf(data, partition.shard(m)), expected) << "worker " << m;
    EXPECT_NEAR(static_cast<double>(partition.shard(m).size()), 100.0, 3.0);  // thirds of 100
  }
  EXPECT_EQ(partition.note(), "");
}

TEST(Deal, ByLabelCountsOnlyLabelsThatAreThere) {
  Dataset data = Labelled(90, 3);
  data.classes = 10;
  for (double& target : data.train.targets) target = 3 * target + 1;  // 1, 4, 7
  const Partition partition = Made(data, "by-label", {}, 3);
  for (WorkerId m = 0; m < 3; ++m) {
    EXPECT_EQ(LabelsOf(data, partition.shard(m)), std::set<double>{3.0 * m + 1});
  }
  EXPECT_EQ(Refusal(data, "by-label", {{"classes_per_worker", std::int64_t{4}}}, 3),
            "partition.classes_per_worker = 4 is more than the 3 labels that the training examples "
            "have");
}

TEST(Deal, ByLabelSaysWhatItDidWithLabelsThatNobodyHas) {
  const Dataset data = Labelled(100, 10);
  const Partition partition = Made(data, "by-label", {{"classes_per_worker", std::int64_t{2}}}, 3);
  ExpectLaws(partition, data, 1, "by-label");
  EXPECT_EQ(partition.note(), "4 labels that no worker was given were dealt over all");
}

TEST(Deal, MixedZeroIsSortedAndOneIsIid) {
  const Dataset data = Labelled(100, 10);
  const Partition sorted = Made(data, "mixed", {{"iid_fraction", 0.0}}, 10);
  for (WorkerId m = 0; m < 10; ++m) {
    EXPECT_EQ(LabelsOf(data, sorted.shard(m)), std::set<double>{static_cast<double>(m)});
    EXPECT_EQ(sorted.shard(m).size(), 10u);
  }
  const Partition mixed = Made(data, "mixed", {{"iid_fraction", 1.0}}, 10);
  const Partition iid = Made(data, "iid", {}, 10);
  for (WorkerId m = 0; m < 10; ++m) {
    EXPECT_TRUE(std::ranges::equal(mixed.shard(m), iid.shard(m)));
  }
}

TEST(Deal, MixedSortsValuesToo) {
  Dataset data = Labelled(40, 40);
  data.classes = 0;
  for (double& target : data.train.targets) target = -0.5 * target;
  const Partition partition = Made(data, "mixed", {{"iid_fraction", 0.0}}, 4);
  for (std::uint32_t i = 0; i < 40; ++i) {
    EXPECT_EQ(std::ranges::count(partition.shard(3 - i / 10), i), 1) << "example " << i;
  }
}

TEST(Deal, CopyGivesEverybodyEverything) {
  const Dataset data = Labelled(5, 5);
  const Partition partition = Made(data, "copy", {}, 7);  // more workers than examples
  EXPECT_EQ(partition.workers(), 7u);
  for (WorkerId m = 0; m < 7; ++m) {
    EXPECT_TRUE(std::ranges::equal(partition.shard(m), std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  }
}

TEST(Deal, ByOwnerFollowsTheData) {
  Dataset data = Labelled(4, 2);
  data.owners = {1, 0, 1, 1};
  const Partition partition = Made(data, "by-owner", {}, 2);
  EXPECT_TRUE(std::ranges::equal(partition.shard(0), std::vector<std::uint32_t>{1}));
  EXPECT_TRUE(std::ranges::equal(partition.shard(1), std::vector<std::uint32_t>{0, 2, 3}));
  EXPECT_EQ(Refusal(data, "by-owner", {}, 1),
            "partition.kind = \"by-owner\": made belongs to 2 workers, train.workers is 1");
  EXPECT_EQ(Refusal(data, "by-owner", {}, 3),
            "partition.kind = \"by-owner\": worker 2 owns no example of made");
  EXPECT_EQ(Refusal(Labelled(4, 2), "by-owner", {}, 2),
            "partition.kind = \"by-owner\": made does not say whose its examples are; use another "
            "kind");
}

}  // namespace
}  // namespace hushed
