// What algorithms reduce to, bitwise, and the conservation laws of lazy sparse communication.
#include <gtest/gtest.h>

#include "harness.h"

namespace hushed {
namespace {

// sasg and lasg with a trigger that never lets a worker be silent.
const std::string kNeverSkip = "algorithm.trigger.warmup=1000000";
const std::string kKeepAll = "algorithm.compress.fraction=1.0";
const std::string kNoMemory = "algorithm.compress.error_memory=false";

TEST(Identities, KeepingEveryEntryIsSgd) {
  EXPECT_EQ(DigestOf(SmallJob("sparse-sgd"), {kKeepAll}), DigestOf(SmallJob("sgd")));
  EXPECT_EQ(DigestOf(SmallJob("sparse-sgd"), {kKeepAll, kNoMemory}), DigestOf(SmallJob("sgd")));
}

TEST(Identities, SasgThatNeverSkipsIsSparseSgd) {
  EXPECT_EQ(DigestOf(SmallJob("sasg"), {kNeverSkip}), DigestOf(SmallJob("sparse-sgd")));
}

TEST(Identities, SasgThatKeepsEverythingIsLasg) {
  const std::vector<std::string> longer = {"train.steps=60", "algorithm.trigger.coefficient=20.0"};
  auto keeping = longer;
  keeping.push_back(kKeepAll);
  const RunResult sasg = Ran(SmallJob("sasg"), keeping), lasg = Ran(SmallJob("lasg"), longer);
  EXPECT_EQ(sasg.summary.model_digest, lasg.summary.model_digest);
  EXPECT_EQ(sasg.summary.final.uploads, lasg.summary.final.uploads);
  EXPECT_LT(lasg.summary.final.uploads, 4u * 60u) << "the test needs silence to mean something";
}

TEST(Identities, BothTogetherAreSgd) {
  EXPECT_EQ(DigestOf(SmallJob("sasg"), {kNeverSkip, kKeepAll}), DigestOf(SmallJob("sgd")));
  EXPECT_EQ(DigestOf(SmallJob("lasg"), {kNeverSkip}), DigestOf(SmallJob("sgd")));
}

TEST(Identities, OneWorkerRuns) {
  EXPECT_EQ(DigestOf(SmallJob("sasg"), {"train.workers=1", kNeverSkip, kKeepAll}),
            DigestOf(SmallJob("sgd"), {"train.workers=1"}));
}

TEST(Identities, SasgBeginsAsSparseSgd) {
  const std::vector<std::string> warmup = {"train.steps=10"};
  EXPECT_EQ(DigestOf(SmallJob("sasg"), warmup), DigestOf(SmallJob("sparse-sgd"), warmup));
}

// Both gradients stay longer than clip_norm and on one side, so clipped they never change; a
// trigger that saw those would let everybody be silent after the first round.
TEST(Identities, TriggersSeeGradientsThatAreNotClipped) {
  const RunResult run = Ran(
      ScalarQuadratics("lag"),
      {"train.rounds=5", "algorithm.local.clip_norm=0.01", "algorithm.trigger.coefficient=1e-4"});
  EXPECT_EQ(run.summary.final.uploads, 2u * 5u);
  EXPECT_NEAR(run.model[0], 2.0 - 5 * 0.1 * 0.01, 1e-15) << "the steps are clipped";
}

TEST(Identities, OneStepBetweenAveragesIsSgd) {
  EXPECT_EQ(DigestOf(SmallJob("sgd"),
                     {"algorithm.local_steps.kind=fixed", "algorithm.local_steps.steps=1"}),
            DigestOf(SmallJob("sgd")));
}

TEST(Identities, OneShotIsLocalSgdWithOneRound) {
  EXPECT_EQ(DigestOf(SmallJob("local-sgd"), {"algorithm.local_steps.rounds=1"}),
            DigestOf(SmallJob("one-shot")));
  EXPECT_EQ(DigestOf(SmallJob("sgd"),
                     {"algorithm.local_steps.kind=fixed", "algorithm.local_steps.steps=12"}),
            DigestOf(SmallJob("one-shot")));
}

TEST(Identities, FedGaWithoutDisplacementIsLocalSgd) {
  for (const char* steps : {"algorithm.local_steps.steps=1", "algorithm.local_steps.steps=4"}) {
    EXPECT_EQ(DigestOf(SmallJob("fedga"), {"algorithm.beta=0.0", steps}),
              DigestOf(SmallJob("sgd"), {"algorithm.local_steps.kind=fixed", steps,
                                         "algorithm.aggregate.kind=weighted-mean"}));
  }
}

TEST(Identities, GradAlignIsFedGaWithOneStep) {
  EXPECT_EQ(
      DigestOf(SmallJob("fedga"), {"algorithm.local_steps.steps=1", "algorithm.gradient=batch",
                                   "algorithm.aggregate.kind=mean"}),
      DigestOf(SmallJob("gradalign")));
}

TEST(Identities, FedProxWithoutItsTermIsFedAvg) {
  const std::vector<std::string> rounds = {"train.steps=0", "train.rounds=3",
                                           "algorithm.participation.fraction=0.75"};
  auto without = rounds;
  without.push_back("algorithm.local.proximal=0.0");
  EXPECT_EQ(DigestOf(SmallJob("fedprox"), without), DigestOf(SmallJob("fedavg"), rounds));
  EXPECT_NE(DigestOf(SmallJob("fedprox"), rounds), DigestOf(SmallJob("fedavg"), rounds));
}

TEST(Identities, LargeBatchSgdIsSgdWhoseBatchesAreShards) {
  EXPECT_EQ(DigestOf(SmallJob("sgd"), {"train.batch=0", "algorithm.aggregate.kind=weighted-mean"}),
            DigestOf(SmallJob("large-batch-sgd")));
}

TEST(Identities, SequentialSgdOfOneWorkerIsSgd) {
  EXPECT_EQ(DigestOf(SmallJob("sequential-sgd"), {"train.workers=1"}),
            DigestOf(SmallJob("sgd"), {"train.workers=1"}));
}

TEST(Identities, ServerMomentumZeroAndRateOneAreNothing) {
  EXPECT_EQ(DigestOf(SmallJob("sgd"), {"algorithm.server_optimizer.kind=momentum",
                                       "algorithm.server_optimizer.beta=0.0"}),
            DigestOf(SmallJob("sgd")));
}

TEST(Identities, WeightedMeanOfEqualShardsIsTheMean) {
  // 240 examples over 4 workers: the weights are 60 each, and 60 / 240 is exact in binary.
  const auto weighted = Ran(SmallJob("sgd"), {"algorithm.aggregate.kind=weighted-mean"});
  const auto plain = Ran(SmallJob("sgd"));
  for (std::size_t i = 0; i < plain.model.size(); ++i) {
    EXPECT_NEAR(weighted.model[i], plain.model[i], 1e-12);
  }
}

// T10: two evaluations and two messages a worker a step.
TEST(Accounting, GradAlignCostsTwoGradientsAndTwoUploadsAStep) {
  const auto run = Ran(SmallJob("gradalign"));
  EXPECT_EQ(run.summary.rounds, 12u);
  EXPECT_EQ(run.summary.exchanges, 24u);
  EXPECT_EQ(run.summary.final.gradient_evaluations, 2u * 4u * 12u);
  EXPECT_EQ(run.summary.final.uploads, 2u * 4u * 12u);
}

TEST(Accounting, BitsAreThoseOfTheMessages) {
  const std::uint64_t d = 4 * 8 + 8 + 8 * 3 + 3;
  const auto sgd = Ran(SmallJob("sgd"));
  EXPECT_EQ(sgd.summary.dimension, d);
  EXPECT_EQ(sgd.summary.final.uplink_value_bits, 4u * 12u * d * 64u);
  EXPECT_EQ(sgd.summary.final.uplink_bits, 4u * 12u * (d * 64u + 192u));
  EXPECT_EQ(sgd.summary.final.downlink_bits, 4u * 12u * (d * 64u + 192u));
  // One entry of each of the four tensors: a header, a value and a position each.
  const auto sparse = Ran(SmallJob("sparse-sgd"));
  EXPECT_EQ(sparse.summary.final.uplink_value_bits, 4u * 12u * 4u * 64u);
  EXPECT_EQ(sparse.summary.final.uplink_bits, 4u * 12u * 4u * (64u + 32u + 192u));
}

// Everyone must hear a compressed model change; the mean gradient only those who take part.
TEST(Accounting, CompressedDownlinksGoToAll) {
  const std::uint64_t d = 67, dense = d * 64 + 192, sparse = 4 * (64 + 32 + 192);
  const std::vector<std::string> overrides = {
      "train.steps=0", "train.rounds=1", "algorithm.participation.kind=fraction",
      "algorithm.participation.fraction=0.25", "algorithm.downlink.kind=top-k"};
  EXPECT_EQ(Ran(SmallJob("fedavg"), overrides).summary.final.downlink_bits, 4 * sparse);
  EXPECT_EQ(Ran(SmallJob("fedga"), overrides).summary.final.downlink_bits, dense + 4 * sparse);
}

// The estimate that lasg-ps asks for travels too, but for the first round's.
TEST(Accounting, SmoothnessEstimatesCost64Bits) {
  const auto sgd = Ran(SmallJob("sgd"), {"train.steps=2"});
  const auto lasg = Ran(SmallJob("sgd"), {"train.steps=2", "algorithm.aggregate.reuse=true",
                                          "algorithm.participation.kind=lasg-ps",
                                          "algorithm.participation.coefficient=0.0"});
  ASSERT_EQ(lasg.summary.final.uploads, sgd.summary.final.uploads);
  EXPECT_EQ(lasg.summary.final.uplink_bits, sgd.summary.final.uplink_bits + 4 * 64);
}

// fedga's gradient of a shard of 60 is twelve batches of 5.
TEST(Accounting, ShardGradientsCountTheirBatches) {
  const auto run =
      Ran(SmallJob("fedga"), {"train.steps=0", "train.rounds=1", "algorithm.local_steps.steps=3"});
  EXPECT_EQ(run.summary.final.gradient_evaluations, 4u * (12u + 3u));
}

TEST(Accounting, StepsAreThoseOfTheCohort) {
  const auto run = Ran(SmallJob("fedavg"),
                       {"train.steps=0", "train.rounds=8", "algorithm.participation.fraction=0.25",
                        "partition.kind=dirichlet", "partition.alpha=0.05"});
  EXPECT_EQ(run.summary.steps, run.summary.final.gradient_evaluations) << "one worker a round";
}

TEST(Accounting, EpochsBySamplingWithReplacementUseWholeBatches) {
  const auto run = Ran(SmallJob("sgd"), {"train.steps=0", "train.epochs=2", "train.batch=40",
                                         "train.sampling=replacement"});
  EXPECT_DOUBLE_EQ(run.summary.final.epoch, 2.0);
}

TEST(Accounting, EpochsCountExamplesUsed) {
  const auto run = Ran(SmallJob("sgd"), {"train.steps=0", "train.epochs=2"});
  EXPECT_EQ(run.summary.steps, 24u);  // 2 * 240 / (4 * 5)
  EXPECT_DOUBLE_EQ(run.summary.final.epoch, 2.0);
  const auto local = Ran(SmallJob("fedavg"), {"train.steps=0", "train.epochs=2",
                                              "algorithm.participation.fraction=0.5"});
  EXPECT_EQ(local.summary.rounds, 4u);
  EXPECT_DOUBLE_EQ(local.summary.final.epoch, 2.0);
}

// A long round shows its progress, and nobody pays for it.
TEST(Segments, OneShotIsEvaluatedOnTheWayAndUploadsOnce) {
  const auto run = Ran(SmallJob("one-shot"));
  ASSERT_EQ(run.lines.size(), 4u);
  EXPECT_EQ(run.lines[1].step, 4u);
  EXPECT_EQ(run.lines[1].uploads, 0u);
  EXPECT_EQ(run.lines[2].step, 8u);
  EXPECT_EQ(run.lines[3].step, 12u);
  EXPECT_EQ(run.lines[3].uploads, 4u);
  EXPECT_LT(run.lines[2].metrics[0].second, run.lines[0].metrics[0].second) << "train_loss falls";
}

// Age <= D: in T rounds every worker speaks at least once in D + 1, and never more than T times.
TEST(Staleness, BoundsTheUploadsFromBelow) {
  const auto run = Ran(SmallJob("sasg"), {"train.steps=100", "algorithm.trigger.coefficient=1e12"});
  // Nobody ever sees a reason: 10 uploads of the warm-up, then at 20, 31, ..., 97.
  EXPECT_EQ(run.summary.final.uploads, 4u * (10u + 8u));
}

}  // namespace
}  // namespace hushed
