#include "participation/participation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace hushed {
namespace {

std::vector<WorkerId> Selected(Participation<double>& participation, std::uint64_t round,
                               std::vector<double> x = {0.0}, double movement = 0.0) {
  std::vector<WorkerId> address;
  participation.Select({.index = round, .movement = movement}, x, address);
  return address;
}

TEST(Participation, AllAddressesEverybody) {
  const auto all = MakeParticipation<double>({"all", {}}, 3, 1);
  EXPECT_EQ(Selected(*all, 7), (std::vector<WorkerId>{0, 1, 2}));
}

TEST(Participation, FractionDrawsAscendingDistinctWorkersAnewEachRound) {
  const Choice choice{"fraction", {{"fraction", 0.3}}};
  EXPECT_EQ(CohortSize(choice, 10), 3u);
  EXPECT_EQ(CohortSize({"fraction", {{"fraction", 0.001}}}, 10), 1u);
  const auto fraction = MakeParticipation<double>(choice, 10, 1);
  std::vector<int> counts(10, 0);
  bool changed = false;
  for (std::uint64_t round = 0; round < 10'000; ++round) {
    const auto cohort = Selected(*fraction, round);
    ASSERT_EQ(cohort.size(), 3u);
    ASSERT_TRUE(std::is_sorted(cohort.begin(), cohort.end()));
    ASSERT_EQ(std::adjacent_find(cohort.begin(), cohort.end()), cohort.end());
    for (const WorkerId m : cohort) ++counts[m];
    changed |= cohort != Selected(*fraction, round + 1);
    ASSERT_EQ(cohort, Selected(*fraction, round)) << "a function of seed and round";
  }
  EXPECT_TRUE(changed);
  // Binomial(10000, 0.3): standard deviation 45.8; five of them.
  for (const int count : counts) EXPECT_NEAR(count, 3000, 229);
}

// Every worker once a cycle; over 6000 cycles each of the six orders of three comes about 1000
// times (binomial: standard deviation 28.9; five of them).
TEST(Participation, InTurnAddressesEachWorkerOnceACycleInAFreshOrder) {
  const Choice choice{"in-turn", {}};
  EXPECT_EQ(CohortSize(choice, 3), 1u);
  EXPECT_EQ(RoundsInACycle(choice, 3), 3u);
  EXPECT_EQ(RoundsInACycle({"all", {}}, 3), 1u);
  const auto in_turn = MakeParticipation<double>(choice, 3, 1);
  std::map<std::vector<WorkerId>, int> counts;
  for (std::uint64_t cycle = 0; cycle < 6000; ++cycle) {
    std::vector<WorkerId> order;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const auto address = Selected(*in_turn, 3 * cycle + i);
      ASSERT_EQ(address.size(), 1u);
      order.push_back(address[0]);
    }
    ASSERT_TRUE(std::is_permutation(order.begin(), order.end(), std::begin({0u, 1u, 2u})));
    ++counts[order];
  }
  ASSERT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 144);
}

// L_m^2 |x - xhat_m|^2 > movement, with L = (1, 2).
TEST(LagPs, AddressesThoseWhoWouldNotice) {
  const Choice choice{"lag-ps", {{"smoothness", std::vector<double>{1.0, 2.0}}}};
  const auto lag = MakeParticipation<double>(choice, 2, 1);
  EXPECT_EQ(Selected(*lag, 0, {0.0}), (std::vector<WorkerId>{0, 1}));
  EXPECT_EQ(Selected(*lag, 1, {1.0}, 1.0), (std::vector<WorkerId>{1})) << "1 > 1 is false, 4 > 1";
  EXPECT_EQ(Selected(*lag, 2, {1.1}, 1.0), (std::vector<WorkerId>{0})) << "1.21 > 1, 0.04 is not";
}

TEST(LagPs, NeedsOneSmoothnessForAllOrOneEach) {
  const Choice three{"lag-ps", {{"smoothness", std::vector<double>{1.0, 2.0, 3.0}}}};
  EXPECT_THROW(MakeParticipation<double>(three, 2, 1), ConfigError);
}

TEST(LasgPs, LearnsTheSmoothnessFromWhatWorkersMeasure) {
  const Choice choice{"lasg-ps", {{"first_estimate", 0.1}, {"max_age", std::int64_t{3}}}};
  const auto lasg = MakeParticipation<double>(choice, 1, 1);
  EXPECT_TRUE(EstimatesSmoothness(choice));
  EXPECT_EQ(Selected(*lasg, 0, {0.0}).size(), 1u);
  EXPECT_EQ(Selected(*lasg, 1, {1.0}, 1.0).size(), 0u) << "0.1 > 1 is false";
  Upload<double> upload;
  upload.scalars[0] = 4.0;
  lasg->Hear(upload);
  EXPECT_EQ(Selected(*lasg, 2, {1.0}, 1.0).size(), 1u) << "4 > 1";
  EXPECT_EQ(Selected(*lasg, 5, {1.0}, 1.0).size(), 0u);
  EXPECT_EQ(Selected(*lasg, 6, {1.0}, 1.0).size(), 1u) << "its message would be 4 rounds old";
}

}  // namespace
}  // namespace hushed
