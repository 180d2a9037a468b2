// Laws of every partition, over several sizes and seeds; deal_test.cc has what is particular to
// each.
#include "data/partition.h"

#include <gtest/gtest.h>

#include "data/test_partitions.h"

namespace hushed {
namespace {

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
