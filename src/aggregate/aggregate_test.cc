#include "aggregate/aggregate.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "compress/sparse_codec.h"
#include "core/memory_archive.h"

namespace hushed {
namespace {

const Choice kMean = {"mean", {{"reuse", false}}};
const Choice kReuse = {"mean", {{"reuse", true}}};

// What a worker says of a model of two parameters and one statistic; nullopt: silent.
using Says = std::optional<std::vector<double>>;

// One exchange in which worker m says says[m]; the mean, multiplied out.
std::vector<double> Exchanged(Aggregate<double>& aggregate, const std::vector<Says>& says,
                              const std::vector<double>& weights) {
  Total<double> total;
  std::vector<double> sum(3, 0.0);
  for (WorkerId m = 0; m < says.size(); ++m) {
    Upload<double> upload;
    upload.Reset(m, 0);
    upload.weight = weights[m];
    upload.outcome = says[m] ? Outcome::kSpoke : Outcome::kSilent;
    if (says[m]) upload.message.AppendView<double>(std::span(*says[m]).first(2), 1.0, 0);
    if (says[m]) upload.message.AppendView<double>(std::span(*says[m]).subspan(2), 1.0, 2);
    total.Count(upload);
    if (aggregate.hears() == Hears::kEach) aggregate.Hear(upload);
    upload.message.AddTo<double>(sum, upload.weight);
  }
  total.sum = sum;
  const Scaled<double> mean = aggregate.Mean(total);
  std::vector<double> values(mean.vector.begin(), mean.vector.end());
  for (double& value : values) value *= mean.scale;
  return values;
}

TEST(Mean, CountsSilentWorkersAsZero) {
  const auto mean = MakeAggregate<double>(kMean, {1, 1}, 2, 3);
  EXPECT_EQ(mean->hears(), Hears::kSum);
  EXPECT_EQ(Exchanged(*mean, {Says{{2, 4, 6}}, std::nullopt}, {1, 1}),
            (std::vector<double>{1, 2, 3}));
}

TEST(WeightedMean, CountsWorkersByTheirWeight) {
  const auto mean = MakeAggregate<double>({"weighted-mean", {{"reuse", false}}}, {1, 3}, 2, 3);
  EXPECT_EQ(Exchanged(*mean, {Says{{4, 0, 0}}, Says{{0, 4, 8}}}, {1, 3}),
            (std::vector<double>{1, 3, 6}));
}

TEST(Mean, NobodySpeakingMovesNothing) {
  const auto mean = MakeAggregate<double>(kMean, {1, 1}, 2, 3);
  EXPECT_EQ(Exchanged(*mean, {}, {}), (std::vector<double>{0, 0, 0}));
}

// I9: silence keeps the aggregate; statistics are of those who spoke, and are not re-used.
TEST(Reuse, AddsTheLastMessageAgain) {
  const auto mean = MakeAggregate<double>(kReuse, {1, 1}, 2, 3);
  EXPECT_EQ(mean->hears(), Hears::kEach);
  EXPECT_EQ(Exchanged(*mean, {Says{{2, 4, 5}}, Says{{6, 0, 7}}}, {1, 1}),
            (std::vector<double>{4, 2, 6}));
  EXPECT_EQ(Exchanged(*mean, {std::nullopt, Says{{8, 2, 9}}}, {1, 1}),
            (std::vector<double>{5, 3, 9}));
  EXPECT_EQ(Exchanged(*mean, {std::nullopt, std::nullopt}, {1, 1}), (std::vector<double>{5, 3, 0}));
}

// (1 (0, 2, 0, 0) + 3 (4, 0, 0, 8)) / 4, and statistics of those who spoke.
TEST(Reuse, AddsSparseMessagesByTheirWeight) {
  const auto mean = MakeAggregate<double>({"weighted-mean", {{"reuse", true}}}, {1, 3}, 4, 5);
  const Entries<double> entries[] = {{{1}, {2}}, {{0, 3}, {4, 8}}};
  const std::vector<double> statistics[] = {{4}, {8}};
  const auto hear = [&](WorkerId m) {
    Upload<double> upload;
    upload.Reset(m, 0);
    upload.weight = m == 0 ? 1 : 3;
    AppendSparse<double>(entries[m], 0, 4, upload.message);
    upload.message.AppendView<double>(statistics[m], 1.0, 4);
    mean->Hear(upload);
  };
  const auto said = [&] {
    const Scaled<double> scaled = mean->Mean({});
    std::vector<double> values(scaled.vector.begin(), scaled.vector.end());
    for (double& value : values) value *= scaled.scale;
    return values;
  };
  hear(0);
  EXPECT_EQ(said(), (std::vector<double>{0, 0.5, 0, 0, 4}));
  hear(1);
  EXPECT_EQ(said(), (std::vector<double>{3, 0.5, 0, 6, 8}));
  hear(0);
  hear(1);
  EXPECT_EQ(said(), (std::vector<double>{3, 0.5, 0, 6, 7}));
}

// A message may view its upload's vector, which goes with it, or what changes after the exchange.
TEST(Reuse, KeepsWhatWasSaidWhateverItViewed) {
  const auto mean = MakeAggregate<double>(kReuse, {1, 1}, 2, 2);
  Upload<double> upload;
  std::vector<double> elsewhere = {6, 2};
  for (WorkerId m = 0; m < 2; ++m) {
    upload.Reset(m, 0);
    const auto own = upload.Dense(2);
    own[0] = 1, own[1] = 2;
    upload.message.AppendView<double>(m == 0 ? own : std::span<double>(elsewhere), 2.0, 0);
    mean->Hear(upload);
  }
  elsewhere = {0, 0};
  upload.Dense(2)[0] = 100;
  for (int round = 0; round < 2; ++round) {
    const Scaled<double> said = mean->Mean({});
    EXPECT_EQ(said.scale, 0.5);
    EXPECT_EQ(std::vector<double>(said.vector.begin(), said.vector.end()),
              (std::vector<double>{14, 8}));
  }
}

TEST(Reuse, RemembersThroughItsArchive) {
  const auto first = MakeAggregate<double>(kReuse, {1, 1}, 2, 3);
  Exchanged(*first, {Says{{2, 4, 5}}, Says{{6, 0, 7}}}, {1, 1});
  SavingArchive saved;
  first->Serialize(saved);
  const auto second = MakeAggregate<double>(kReuse, {1, 1}, 2, 3);
  LoadingArchive loaded(saved.bytes());
  second->Serialize(loaded);
  EXPECT_TRUE(loaded.finished());
  EXPECT_EQ(Exchanged(*second, {std::nullopt, std::nullopt}, {1, 1}),
            (std::vector<double>{4, 2, 0}));
}

}  // namespace
}  // namespace hushed
