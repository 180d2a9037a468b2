#include "data/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace hushed {
namespace {

using Ids = std::vector<std::uint32_t>;

// Worker 0 owns 10 .. 10 + size - 1, worker 1 the example 7.
std::shared_ptr<const Partition> TwoWorkers(std::uint32_t size) {
  Ids ids;
  for (std::uint32_t i = 0; i < size; ++i) ids.push_back(10 + i);
  ids.push_back(7);
  return std::make_shared<const Partition>(ids, std::vector<std::uint64_t>{0, size, size + 1});
}

Ids Drawn(const Sampler& sampler, WorkerId worker, std::uint64_t step) {
  Ids scratch;
  const Batch batch = sampler.Draw(worker, step, scratch);
  return {batch.examples.begin(), batch.examples.end()};
}

TEST(Sampler, AnEpochVisitsEachExampleOnce) {
  for (const std::uint32_t size : {1, 2, 3, 5, 7, 16, 17, 64, 1000}) {
    for (const std::uint64_t batch : {1, 3, 10}) {
      const Sampler sampler(TwoWorkers(size), 42, batch, Sampling::kEpoch);
      const std::uint64_t steps = sampler.steps_per_epoch(0);
      EXPECT_EQ(steps, (size + std::min<std::uint64_t>(batch, size) - 1) /
                           std::min<std::uint64_t>(batch, size));
      for (const std::uint64_t epoch : {0, 1, 5}) {
        Ids seen;
        for (std::uint64_t step = epoch * steps; step < (epoch + 1) * steps; ++step) {
          const Ids ids = Drawn(sampler, 0, step);
          EXPECT_LE(ids.size(), batch);
          seen.insert(seen.end(), ids.begin(), ids.end());
        }
        std::sort(seen.begin(), seen.end());
        EXPECT_TRUE(std::ranges::equal(seen, TwoWorkers(size)->shard(0)))
            << size << " examples, batch " << batch << ", epoch " << epoch;
      }
    }
  }
}

TEST(Sampler, EpochsAndWorkersAndSeedsDiffer) {
  const auto partition = std::make_shared<const Partition>(Partition::Copies(2, 100));
  const Sampler sampler(partition, 1, 100, Sampling::kEpoch);
  const Sampler other(partition, 2, 100, Sampling::kEpoch);
  const std::set<Ids> orders = {Drawn(sampler, 0, 0), Drawn(sampler, 0, 1), Drawn(sampler, 1, 0),
                                Drawn(other, 0, 0)};
  EXPECT_EQ(orders.size(), 4u);
}

TEST(Sampler, IsAPureFunctionOfSeedWorkerAndStep) {
  for (const Sampling sampling : {Sampling::kEpoch, Sampling::kReplacement}) {
    const Sampler first(TwoWorkers(50), 9, 8, sampling), second(TwoWorkers(50), 9, 8, sampling);
    const Ids later = Drawn(first, 0, 1000);
    for (std::uint64_t step = 0; step < 20; ++step) Drawn(second, 0, step);
    EXPECT_EQ(Drawn(second, 0, 1000), later);
    Ids scratch;
    Stream once = first.Draw(0, 3, scratch).randomness,
           again = second.Draw(0, 3, scratch).randomness;
    EXPECT_EQ(once.Next(), again.Next());
  }
}

TEST(Sampler, DrawManyEqualsDraw) {
  for (const Sampling sampling : {Sampling::kEpoch, Sampling::kReplacement}) {
    for (const std::uint64_t batch : {0, 1, 4, 100}) {
      for (const WorkerId worker : {0, 1}) {
        const Sampler sampler(TwoWorkers(13), 5, batch, sampling);
        Ids ids = {1, 2, 3}, scratch;
        std::vector<Batch> batches;
        sampler.DrawMany(worker, 2, 17, ids, batches);
        ASSERT_EQ(batches.size(), 17u);
        for (std::uint64_t i = 0; i < 17; ++i) {
          Batch drawn = sampler.Draw(worker, 2 + i, scratch);
          EXPECT_TRUE(std::ranges::equal(batches[i].examples, drawn.examples)) << "step " << 2 + i;
          EXPECT_EQ(batches[i].randomness.Next(), drawn.randomness.Next()) << "step " << 2 + i;
        }
      }
    }
  }
}

TEST(Sampler, BatchZeroIsTheWholeShardAsStored) {
  for (const Sampling sampling : {Sampling::kEpoch, Sampling::kReplacement}) {
    const Sampler sampler(TwoWorkers(13), 5, 0, sampling);
    EXPECT_EQ(sampler.steps_per_epoch(0), 1u);
    EXPECT_TRUE(std::ranges::equal(Drawn(sampler, 0, 4), TwoWorkers(13)->shard(0)));
    EXPECT_TRUE(std::ranges::equal(sampler.Whole(0, 4).examples, TwoWorkers(13)->shard(0)));
  }
}

// Binomial(n = 40,000, 1/8): standard deviation 66.1; five of them are exceeded by none of eight
// examples with p > 1 - 5e-6.
TEST(Sampler, ReplacementDrawsEveryExampleEquallyOften) {
  const Sampler sampler(TwoWorkers(8), 3, 4, Sampling::kReplacement);
  std::map<std::uint32_t, double> counts;
  for (std::uint64_t step = 0; step < 10'000; ++step) {
    for (const std::uint32_t id : Drawn(sampler, 0, step)) ++counts[id];
  }
  EXPECT_EQ(counts.size(), 8u);
  for (const auto& [id, count] : counts) EXPECT_NEAR(count, 5000.0, 5 * 66.1) << id;
}

}  // namespace
}  // namespace hushed
