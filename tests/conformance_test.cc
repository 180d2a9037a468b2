// One suite for every way of running: the model's bits do not depend on threads, on how workers are
// split over (pretended) ranks, or on how often one looks.
#include <gtest/gtest.h>

#include "harness.h"

namespace hushed {
namespace {

class EveryAlgorithm : public testing::TestWithParam<std::string> {};

// Algorithms that address a cohort need one of more than a worker here.
std::vector<std::string> OverridesOf(const std::string& algorithm) {
  const auto& axes = AxesOf(algorithm);
  std::vector<std::string> overrides;
  if (axes.at("participation").kind == "fraction") {
    overrides.push_back("algorithm.participation.fraction=0.75");
  }
  if (axes.at("local_steps").kind == "epochs") {
    overrides.push_back("train.steps=0");
    overrides.push_back("train.rounds=3");
  }
  return overrides;
}

TEST_P(EveryAlgorithm, GivesTheSameBitsOnAnyNumberOfThreadsAndRanks) {
  const std::string toml = SmallJob(GetParam());
  const auto overrides = OverridesOf(GetParam());
  const RunResult one = Ran(toml, overrides);
  EXPECT_EQ(one.summary.ending, "finished");
  EXPECT_GT(one.summary.final.uploads, 0u);
  for (const std::size_t threads : {1u, 2u, 5u}) {
    for (const std::size_t ranks : {1u, 2u, 3u}) {
      const RunResult other = Ran(toml, overrides, threads, ranks);
      EXPECT_EQ(other.summary.model_digest, one.summary.model_digest)
          << threads << " threads, " << ranks << " ranks";
      EXPECT_EQ(other.summary.final.uplink_bits, one.summary.final.uplink_bits);
      EXPECT_EQ(other.summary.final.uploads, one.summary.final.uploads);
      EXPECT_EQ(other.summary.final.metrics, one.summary.final.metrics);
    }
  }
}

TEST_P(EveryAlgorithm, GivesTheSameBitsHoweverOftenItIsEvaluated) {
  const std::string toml = SmallJob(GetParam());
  auto overrides = OverridesOf(GetParam());
  const std::string digest = DigestOf(toml, overrides);
  for (const char* every : {"0", "1", "5"}) {
    auto others = overrides;
    others.push_back(std::string("train.evaluate_every=") + every);
    EXPECT_EQ(DigestOf(toml, others), digest) << "evaluate_every = " << every;
  }
}

TEST_P(EveryAlgorithm, AnotherSeedGivesOtherBits) {
  const auto overrides = OverridesOf(GetParam());
  auto reseeded = overrides;
  reseeded.push_back("seed=8");
  EXPECT_NE(DigestOf(SmallJob(GetParam()), overrides), DigestOf(SmallJob(GetParam()), reseeded));
}

INSTANTIATE_TEST_SUITE_P(List, EveryAlgorithm, testing::ValuesIn(AlgorithmNames()),
                         [](const auto& param) {
                           std::string name = param.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

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
