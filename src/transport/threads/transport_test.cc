#include "transport/threads/transport.h"

#include <gtest/gtest.h>

#include "transport/transport_cases.h"

namespace hushed {
namespace {

MakeTransport Over(std::size_t ranks) {
  return [ranks](std::size_t, std::size_t threads) {
    return MakeThreadsTransport<double>(SmallProblems(), 1, threads, ranks);
  };
}

TEST(ThreadsTransport, GivesTheSameBitsOnAnyThreadsAndRanks) {
  for (const std::size_t workers : {1u, 2u, 3u, 16u, 17u, 100u, 300u}) {
    for (const std::size_t ranks : {1u, 2u, 3u, 8u}) ExpectTheReference(workers, 40, Over(ranks));
  }
}

TEST(ThreadsTransport, CountsWhoSpokeWasSilentOrLost) {
  const auto transport = Over(1)(21, 2);
  const Heard heard = Exchanged(*transport, PlanFor(21), 3, Says::kDense, Hears::kEach);
  ASSERT_EQ(heard.each.size(), 21u);
  std::array<std::uint64_t, 3> counts{};
  std::uint64_t vectors = 0;
  for (WorkerId m = 0; m < 21; ++m) {
    EXPECT_EQ(heard.each[m][0], m);
    const Outcome outcome = Speakers::OutcomeOf(m);
    ++counts[static_cast<std::size_t>(outcome)];
    vectors += outcome == Outcome::kSpoke && !Speakers::SaysNothing(m) ? 1 : 0;
  }
  EXPECT_EQ(heard.counts[0], counts[0]);
  EXPECT_EQ(heard.counts[1], counts[1]);
  EXPECT_EQ(heard.counts[2], counts[2]);
  EXPECT_EQ(heard.uplink.values, vectors * 3 * 64);
}

TEST(ThreadsTransport, PassesOnTheFirstFailureAndWorksAgainAfterwards) {
  ExpectFirstFailure(10, Over(1));
}

TEST(ThreadsTransport, RunsEveryPartOnceAndKeepsTheirOrder) { ExpectPartsInOrder(10, Over(1)); }

TEST(ThreadsTransport, RefusesANumberOfThreadsThatItCannotHave) {
  for (const std::size_t threads : {std::size_t{0}, std::size_t{4097}, ~std::size_t{0}}) {
    EXPECT_THROW(Over(1)(10, threads), ConfigError) << threads;
  }
}

}  // namespace
}  // namespace hushed
