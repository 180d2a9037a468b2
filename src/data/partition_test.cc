// Laws of every partition, over several sizes and seeds; then what is particular to each kind.
#include "data/partition.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "data/test_files.h"

namespace hushed {
namespace {

// `size` examples whose class is example % classes; no rows, for partitions look at none.
Dataset Labelled(std::uint64_t size, std::uint32_t classes) {
  Dataset data;
  data.name = "made";
  data.classes = classes;
  data.train.size = size;
  for (std::uint64_t i = 0; i < size; ++i) {
    data.train.targets.push_back(static_cast<double>(i % classes));
  }
  return data;
}

Partition Made(const Dataset& data, const std::string& kind, const Values& options,
               std::uint32_t workers, std::uint64_t seed = 1) {
  return MakePartition({kind, options}, data, workers, seed);
}

std::string Refusal(const Dataset& data, const std::string& kind, const Values& options,
                    std::uint32_t workers) {
  return ErrorOf<ConfigError>([&] { Made(data, kind, options, workers); });
}

std::vector<std::uint64_t> Sizes(const Partition& partition) {
  std::vector<std::uint64_t> sizes;
  for (WorkerId m = 0; m < partition.workers(); ++m) sizes.push_back(partition.shard(m).size());
  return sizes;
}

std::set<double> LabelsOf(const Dataset& data, std::span<const std::uint32_t> shard) {
  std::set<double> labels;
  for (const std::uint32_t i : shard) labels.insert(data.train.targets[i]);
  return labels;
}

// Every example has one owner, every worker at least `least` examples, in ascending order.
void ExpectLaws(const Partition& partition, const Dataset& data, std::uint64_t least,
                const std::string& what) {
  std::vector<int> owners(data.train.size, 0);
  for (WorkerId m = 0; m < partition.workers(); ++m) {
    const auto shard = partition.shard(m);
    EXPECT_GE(shard.size(), least) << what << ", worker " << m;
    EXPECT_TRUE(std::is_sorted(shard.begin(), shard.end())) << what << ", worker " << m;
    for (const std::uint32_t i : shard) ++owners.at(i);
  }
  EXPECT_EQ(std::count(owners.begin(), owners.end(), 1), static_cast<std::ptrdiff_t>(owners.size()))
      << what;
}

struct Dealt {
  const char* kind;
  Values options;
};

std::vector<Dealt> DealtKinds() {
  const auto whole = [](std::int64_t value) { return Value(value); };
  return {{"iid", {}},
          {"shards", {{"shards_per_worker", whole(1)}}},
          {"shards", {{"shards_per_worker", whole(2)}}},
          {"dirichlet", {{"alpha", 0.01}}},
          {"dirichlet", {{"alpha", 1e-6}}},
          {"dirichlet", {{"alpha", 1e6}}},
          {"dirichlet", {{"alpha", 0.5}, {"min_size", whole(2)}}},
          {"by-label", {{"classes_per_worker", whole(1)}}},
          {"by-label", {{"classes_per_worker", whole(3)}}},
          {"mixed", {{"iid_fraction", 0.0}}},
          {"mixed", {{"iid_fraction", 0.3}}},
          {"mixed", {{"iid_fraction", 1.0}}},
          {"by-owner", {}}};
}

TEST(Partition, DealsEveryExampleOnceAndLeavesNobodyEmpty) {
  for (const auto& [kind, options] : DealtKinds()) {
    for (const std::uint64_t size : {20, 64, 1001}) {
      for (const std::uint32_t workers : {1, 2, 7, 10}) {
        for (const std::uint64_t seed : {1, 19, 42}) {
          Dataset data = Labelled(size, 5);
          for (std::uint64_t i = 0; i < size; ++i) {
            data.owners.push_back(static_cast<std::uint32_t>(i % workers));
          }
          const auto least = options.contains("min_size") ? 2 : 1;
          ExpectLaws(Made(data, kind, options, workers, seed), data, least,
                     std::string(kind) + " of " + std::to_string(size));
        }
      }
    }
  }
}

TEST(Partition, IsAFunctionOfTheSeed) {
  const Dataset data = Labelled(200, 4);
  for (const auto& [kind, options] : DealtKinds()) {
    if (kind == std::string("by-owner")) continue;
    const Partition once = Made(data, kind, options, 5, 3), again = Made(data, kind, options, 5, 3);
    for (WorkerId m = 0; m < 5; ++m) {
      EXPECT_TRUE(std::ranges::equal(once.shard(m), again.shard(m))) << kind;
    }
  }
  const auto first = Made(data, "iid", {}, 5, 3), second = Made(data, "iid", {}, 5, 4);
  EXPECT_FALSE(std::ranges::equal(first.shard(0), second.shard(0)));
}

TEST(Partition, AsManyWorkersAsExamplesGetOneEach) {
  const Dataset data = Labelled(30, 3);
  for (const auto& [kind, options] : std::vector<Dealt>{{"iid", {}},
                                                        {"dirichlet", {{"alpha", 0.01}}},
                                                        {"by-label", {}},
                                                        {"mixed", {{"iid_fraction", 0.5}}}}) {
    EXPECT_EQ(Sizes(Made(data, kind, options, 30)), std::vector<std::uint64_t>(30, 1)) << kind;
  }
}

TEST(Partition, IidSizesDifferByOneAtMost) {
  const auto sizes = Sizes(Made(Labelled(1003, 10), "iid", {}, 10));
  EXPECT_EQ(std::count(sizes.begin(), sizes.end(), 100), 7);
  EXPECT_EQ(std::count(sizes.begin(), sizes.end(), 101), 3);
}

// 1,000 examples of 10 labels in 20 pieces of 50: a piece has one label.
TEST(Partition, ShardsHaveOneLabelAPiece) {
  const Dataset data = Labelled(1000, 10);
  const Partition partition = Made(data, "shards", {{"shards_per_worker", std::int64_t{2}}}, 10);
  for (WorkerId m = 0; m < 10; ++m) {
    EXPECT_EQ(partition.shard(m).size(), 100u);
    EXPECT_LE(LabelsOf(data, partition.shard(m)).size(), 2u);
  }
}

// Over 1,000 workers alpha = 0.01 favours about ten a label: most are below 10 examples before they
// are topped up. The same draw with min_size 1 shows how many, for only the richest give.
TEST(Partition, DirichletEndsAtSmallAlphaWithAThousandWorkers) {
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
TEST(Partition, DirichletSharesHaveTheMomentsOfTheirDistribution) {
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

TEST(Partition, ByLabelGivesTheLabelsItSays) {
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

TEST(Partition, ByLabelCountsOnlyLabelsThatAreThere) {
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

TEST(Partition, ByLabelSaysWhatItDidWithLabelsThatNobodyHas) {
  const Dataset data = Labelled(100, 10);
  const Partition partition = Made(data, "by-label", {{"classes_per_worker", std::int64_t{2}}}, 3);
  ExpectLaws(partition, data, 1, "by-label");
  EXPECT_EQ(partition.note(), "4 labels that no worker was given were dealt over all");
}

TEST(Partition, MixedZeroIsSortedAndOneIsIid) {
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

TEST(Partition, MixedSortsValuesToo) {
  Dataset data = Labelled(40, 40);
  data.classes = 0;
  for (double& target : data.train.targets) target = -0.5 * target;
  const Partition partition = Made(data, "mixed", {{"iid_fraction", 0.0}}, 4);
  for (std::uint32_t i = 0; i < 40; ++i) {
    EXPECT_EQ(std::ranges::count(partition.shard(3 - i / 10), i), 1) << "example " << i;
  }
}

TEST(Partition, CopyGivesEverybodyEverything) {
  const Dataset data = Labelled(5, 5);
  const Partition partition = Made(data, "copy", {}, 7);  // more workers than examples
  EXPECT_EQ(partition.workers(), 7u);
  EXPECT_EQ(partition.largest_shard(), 5u);
  for (WorkerId m = 0; m < 7; ++m) {
    EXPECT_TRUE(std::ranges::equal(partition.shard(m), std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  }
}

TEST(Partition, ByOwnerFollowsTheData) {
  Dataset data = Labelled(4, 2);
  data.owners = {1, 0, 1, 1};
  const Partition partition = Made(data, "by-owner", {}, 2);
  EXPECT_TRUE(std::ranges::equal(partition.shard(0), std::vector<std::uint32_t>{1}));
  EXPECT_TRUE(std::ranges::equal(partition.shard(1), std::vector<std::uint32_t>{0, 2, 3}));
  EXPECT_EQ(Refusal(data, "by-owner", {}, 1),
            "partition.kind = \"by-owner\": made was made for more than the 1 workers of this job");
  EXPECT_EQ(Refusal(data, "by-owner", {}, 3),
            "partition.kind = \"by-owner\": worker 2 owns no example of made");
  EXPECT_EQ(Refusal(Labelled(4, 2), "by-owner", {}, 2),
            "partition.kind = \"by-owner\": made does not say whose its examples are; use another "
            "kind");
}

TEST(Partition, RefusesWhatCannotBeWithBothNumbers) {
  const Dataset data = Labelled(10, 2);
  EXPECT_EQ(Refusal(data, "iid", {}, 11),
            "partition.kind = \"iid\": 11 workers need 11 training examples, made has 10");
  EXPECT_EQ(
      Refusal(data, "shards", {{"shards_per_worker", std::int64_t{4}}}, 3),
      "partition.kind = \"shards\": 4 shards for each of 3 workers need 12 training examples, "
      "made has 10");
  EXPECT_EQ(Refusal(data, "dirichlet", {{"min_size", std::int64_t{6}}}, 2),
            "partition.kind = \"dirichlet\": min_size = 6 for each of 2 workers need 12 training "
            "examples, made has 10");
  EXPECT_EQ(Refusal(data, "shard", {}, 2), "unknown partition 'shard', did you mean 'shards'?");
}

TEST(Partition, RefusesLabelsWhereThereAreNone) {
  Dataset data = Labelled(10, 1);
  data.classes = 0;
  for (const char* kind : {"shards", "dirichlet", "by-label"}) {
    EXPECT_EQ(Refusal(data, kind, {}, 2),
              std::string("partition.kind = \"") + kind +
                  "\" deals by label, and made has no classes: use iid or copy");
  }
  data.train.targets.clear();
  EXPECT_EQ(Refusal(data, "mixed", {}, 2),
            "partition.kind = \"mixed\" sorts by label, and made has no rows: use iid, by-owner or "
            "copy");
}

}  // namespace
}  // namespace hushed
