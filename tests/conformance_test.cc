// The model's bits do not depend on threads, on how workers are split over (pretended) ranks, or on
// how often one looks. mpi_conformance_test.cc does the same with real ranks.
#include <gtest/gtest.h>

#include "harness.h"

namespace hushed {
namespace {

class EveryAlgorithm : public testing::TestWithParam<std::string> {};

void ExpectSameBitsOnAnyThreadsAndRanks(const std::string& algorithm,
                                        const std::vector<std::string>& overrides) {
  const std::string toml = SmallJob(algorithm);
  const RunResult one = Ran(toml, overrides);
  EXPECT_EQ(one.summary.ending, "finished");
  EXPECT_GT(one.summary.final.uploads, 0u);
  for (const std::size_t threads : {1u, 2u, 5u}) {
    for (const std::size_t ranks : {1u, 2u, 3u}) {
      const RunResult other = Ran(toml, overrides, threads, ranks);
      SCOPED_TRACE(std::to_string(threads) + " threads, " + std::to_string(ranks) + " ranks");
      ExpectSameRun(other, one);
    }
  }
}

TEST_P(EveryAlgorithm, GivesTheSameBitsOnAnyNumberOfThreadsAndRanks) {
  ExpectSameBitsOnAnyThreadsAndRanks(GetParam(), SmallJobOverrides(GetParam()));
}

// Algorithms that share more than the model, when a round addresses some of the workers only.
TEST(Cohorts, GiveTheSameBitsOnAnyNumberOfThreadsAndRanks) {
  for (const char* algorithm : {"fedga", "gradalign", "scaffold"}) {
    SCOPED_TRACE(algorithm);
    std::vector<std::string> overrides = {"algorithm.participation.kind=fraction",
                                          "algorithm.participation.fraction=0.75"};
    if (algorithm == std::string("fedga")) overrides.push_back("algorithm.compress.kind=qsgd");
    ExpectSameBitsOnAnyThreadsAndRanks(algorithm, overrides);
  }
}

TEST_P(EveryAlgorithm, GivesTheSameBitsHoweverOftenItIsEvaluated) {
  const std::string toml = SmallJob(GetParam());
  auto overrides = SmallJobOverrides(GetParam());
  const std::string digest = DigestOf(toml, overrides);
  for (const char* every : {"0", "1", "5"}) {
    auto others = overrides;
    others.push_back(std::string("train.evaluate_every=") + every);
    EXPECT_EQ(DigestOf(toml, others), digest) << "evaluate_every = " << every;
  }
}

// Without its estimates lasg-ps would address nobody before max_age.
TEST(LongRounds, TellTheSmoothnessTheyMeasuredHoweverOftenTheyAreEvaluated) {
  const std::string toml = SmallJob("local-sgd");
  const auto digest = [&](const char* every) {
    return DigestOf(toml, {"algorithm.local_steps.kind=fixed", "algorithm.local_steps.steps=4",
                           "algorithm.participation.kind=lasg-ps",
                           "algorithm.participation.first_estimate=1e-9",
                           "algorithm.participation.coefficient=1e-6",
                           "algorithm.participation.max_age=5", "algorithm.aggregate.reuse=true",
                           "train.steps=48", std::string("train.evaluate_every=") + every});
  };
  for (const char* every : {"1", "3", "4"}) EXPECT_EQ(digest(every), digest("0")) << every;
}

TEST_P(EveryAlgorithm, AnotherSeedGivesOtherBits) {
  const auto overrides = SmallJobOverrides(GetParam());
  auto reseeded = overrides;
  reseeded.push_back("seed=8");
  EXPECT_NE(DigestOf(SmallJob(GetParam()), overrides), DigestOf(SmallJob(GetParam()), reseeded));
}

INSTANTIATE_TEST_SUITE_P(List, EveryAlgorithm, testing::ValuesIn(AlgorithmNames()),
                         [](const auto& each) { return TestName(each.param); });

// Block boundaries of the fixed-shape sum, and many more workers than threads.
TEST(ManyWorkers, GiveTheSameBitsOnAnyNumberOfThreadsAndRanks) {
  for (const int workers : {1, 2, 10, 17, 1000}) {
    for (const char* algorithm : {"sgd", "sasg"}) {
      const std::vector<std::string> overrides = {"train.workers=" + std::to_string(workers),
                                                  "data.rows=2000",
                                                  "train.batch=2",
                                                  "train.steps=3",
                                                  "train.evaluate_every=0",
                                                  "train.precision=\"float\""};
      const std::string digest = DigestOf(SmallJob(algorithm), overrides);
      EXPECT_EQ(DigestOf(SmallJob(algorithm), overrides, 2, 1), digest) << workers;
      EXPECT_EQ(DigestOf(SmallJob(algorithm), overrides, 5, 3), digest) << workers;
      EXPECT_EQ(DigestOf(SmallJob(algorithm), overrides, 1, 8), digest) << workers;
    }
  }
}

}  // namespace
}  // namespace hushed
