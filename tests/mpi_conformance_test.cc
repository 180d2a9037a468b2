// Run by mpirun on several numbers of ranks: every algorithm gives the bits, the metrics and the
// counts that one process gives.
#include <gtest/gtest.h>

#include <filesystem>

#include "algorithm/catalogue.h"
#include "harness.h"
#include "hushed/errors.h"
#include "testing/ranks.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

void ExpectTheRunOfThreads(const std::string& toml, std::vector<std::string> overrides) {
  overrides.push_back("transport.check_every=1");
  const RunResult one = Ran(toml, overrides);
  for (const std::size_t threads : {1u, 3u}) {
    SCOPED_TRACE(std::to_string(threads) + " threads a rank");
    const RunResult run = Ran(toml, overrides, RunOptions{.threads = threads, .session = &Ranks()});
    ExpectSameRun(run, one);
  }
}

class EveryAlgorithmOnRanks : public testing::TestWithParam<std::string> {};

TEST_P(EveryAlgorithmOnRanks, GivesTheRunOfThreads) {
  auto overrides = SmallJobOverrides(GetParam());
  overrides.push_back("train.workers=8");
  ExpectTheRunOfThreads(SmallJob(GetParam()), overrides);
}

INSTANTIATE_TEST_SUITE_P(List, EveryAlgorithmOnRanks, testing::ValuesIn(AlgorithmNames()),
                         [](const auto& each) { return TestName(each.param); });

// What travels in another way: every compressor, up and down.
std::vector<std::string> Compressors() {
  std::vector<std::string> names;
  for (const AxisInfo& axis : TheCatalogue().axes) {
    if (axis.name != "compress") continue;
    for (const KindInfo& kind : axis.kinds) names.push_back(kind.name);
  }
  return names;
}

class EveryCompressorOnRanks : public testing::TestWithParam<std::string> {};

TEST_P(EveryCompressorOnRanks, GivesTheRunOfThreads) {
  for (const char* axis : {"compress", "downlink"}) {
    SCOPED_TRACE(axis);
    ExpectTheRunOfThreads(SmallJob("sgd"),
                          {"train.workers=10", "train.precision=\"float\"",
                           std::string("algorithm.") + axis + ".kind=" + GetParam()});
  }
}

INSTANTIATE_TEST_SUITE_P(List, EveryCompressorOnRanks, testing::ValuesIn(Compressors()),
                         [](const auto& each) { return TestName(each.param); });

TEST(ManyWorkersOnRanks, GiveTheRunOfThreads) {
  for (const int workers : {17, 128, 1000}) {
    for (const char* algorithm : {"sgd", "sasg", "fedavg", "scaffold"}) {
      SCOPED_TRACE(std::string(algorithm) + ", " + std::to_string(workers) + " workers");
      std::vector<std::string> overrides = {"train.workers=" + std::to_string(workers),
                                            "data.rows=2000", "train.batch=2", "train.steps=3",
                                            "train.evaluate_every=0"};
      for (const std::string& own : SmallJobOverrides(algorithm)) overrides.push_back(own);
      ExpectTheRunOfThreads(SmallJob(algorithm), overrides);
    }
  }
}

// One round of many steps, looked at in between.
TEST(LongRoundsOnRanks, GiveTheRunOfThreads) {
  ExpectTheRunOfThreads(SmallJob("one-shot"), {"train.workers=8", "train.evaluate_every=3"});
  ExpectTheRunOfThreads(SmallJob("sgd"), {"train.workers=8", "train.gradient_variance=true"});
}

// All ranks stop at the same evaluation, also within a long round.
TEST(TargetsOnRanks, GiveTheRunOfThreads) {
  for (const char* algorithm : {"sgd", "one-shot"}) {
    const std::vector<std::string> common = {"train.workers=8", "train.evaluate_every=3"};
    const double loss = Ran(SmallJob(algorithm), common).lines.at(2).metrics.at(0).second;
    auto overrides = common;
    overrides.push_back("train.stop_at_target=any");
    overrides.push_back("train.targets=[{metric=\"train_loss\", value=" + ToText(Value{loss}) +
                        "}]");
    ASSERT_EQ(Ran(SmallJob(algorithm), overrides).summary.ending, "target");
    ExpectTheRunOfThreads(SmallJob(algorithm), overrides);
  }
}

TEST(ImagesOnRanks, GiveTheRunOfThreads) {
  ExpectTheRunOfThreads(R"(
seed = 3
[data]
name = "fashion-mnist"
train_limit = 3000
test_limit = 2500
[partition]
kind = "dirichlet"
[model]
name = "mlp"
hidden = [20]
[train]
workers = 20
batch = 16
steps = 4
loss_examples = 2100
[algorithm]
name = "sasg"
)",
                        {});
}

TEST(FastReduction, GivesAModelThatIsCloseToTheExactOne) {
  const std::string toml = SmallJob("sgd");
  const RunResult exact = Ran(toml, {"train.workers=8"}, RunOptions{.session = &Ranks()});
  const RunResult fast =
      Ran(toml, {"train.workers=8", "transport.reduction=fast"}, RunOptions{.session = &Ranks()});
  ASSERT_EQ(fast.model.size(), exact.model.size());
  for (std::size_t i = 0; i < exact.model.size(); ++i) {
    EXPECT_NEAR(fast.model[i], exact.model[i], 1e-12);
  }
  EXPECT_EQ(fast.summary.final.uplink_bits, exact.summary.final.uplink_bits);
  if (Ranks().ranks() > 1) {
    EXPECT_NE(fast.summary.transport.sent_bytes, exact.summary.transport.sent_bytes);
  }
}

// Every rank has a folder of its own, in which a relative path leads to a file of its own.
class InitOnRanks : public testing::Test {
 protected:
  InitOnRanks() {
    Ran(SmallJob("sgd"), {"train.workers=8"}, RunOptions{.folder = folder_.name() + "/before"});
    std::filesystem::current_path(folder_.path());
  }
  ~InitOnRanks() override { std::filesystem::current_path(home_); }

  std::filesystem::path home_ = std::filesystem::current_path();
  TemporaryFolder folder_;
  std::vector<std::string> job_ = {"train.workers=8", "train.init=\"before/model.safetensors\""};
};

TEST_F(InitOnRanks, GivesTheRunOfThreads) { ExpectTheRunOfThreads(SmallJob("sasg"), job_); }

TEST_F(InitOnRanks, AnotherFileIsNamed) {
  if (Ranks().ranks() == 1) GTEST_SKIP() << "one rank agrees with itself";
  if (Ranks().rank() == 1) {
    std::string file = folder_.Read("before/model.safetensors");
    file.back() = static_cast<char>(file.back() ^ 1);
    folder_.Write("before/model.safetensors", file);
  }
  try {
    Ran(SmallJob("sgd"), job_, RunOptions{.session = &Ranks()});
    ADD_FAILURE() << "nothing was thrown";
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("rank 1: another first model"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace hushed
