// A run that was broken off and resumed is the run that was not: the same model, lines and
// counters, for every algorithm and every kind of every axis, wherever it was broken.
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <set>

#include "algorithm/catalogue.h"
#include "broken_runs.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

struct Case {
  std::string algorithm;
  std::vector<std::string> overrides;  // of "algorithm."
};

Job JobOf(const Case& of) {
  std::vector<std::string> overrides;
  bool anybody = false;  // takes part by the case's own rule
  for (const std::string& each : of.overrides) {
    overrides.push_back("algorithm." + each);
    anybody |= each.starts_with("participation.kind");
  }
  const auto& axes = AxesOf(of.algorithm);
  if (axes.at("participation").kind == "fraction" && !anybody) {
    overrides.push_back("algorithm.participation.fraction=0.75");
  }
  if (axes.at("local_steps").kind == "epochs") {
    overrides.insert(overrides.end(), {"train.steps=0", "train.rounds=4"});
  }
  overrides.push_back("train.targets=[{metric=\"train_loss\", value=0.8}]");
  return ParsedJob(SmallJob(of.algorithm), overrides);
}

// Every algorithm as it is, and what else can be remembered: on workers, and at the server.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const std::string& name : AlgorithmNames()) cases.push_back({name, {}});
  const std::string reuse = "aggregate.reuse=true";
  const std::vector<std::string> three = {"local_steps.kind=fixed", "local_steps.steps=3"};
  const auto with = [](std::vector<std::string> all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  cases.push_back({"sgd", {"participation.kind=lag-ps", "participation.smoothness=[3.0]", reuse}});
  cases.push_back({"sgd", {"participation.kind=lasg-ps", "participation.max_age=3", reuse}});
  cases.push_back({"sgd",
                   {"participation.kind=lasg-ps", "participation.first_estimate=1e-9",
                    "participation.coefficient=1e-6", "participation.max_age=2", reuse}});
  cases.push_back({"local-sgd", with(three, {"participation.kind=lasg-ps", reuse})});
  for (const char* trigger : {"lag-wk", "lasg-wk1", "lasg-wk2"}) {
    cases.push_back({"sparse-sgd", {std::string("trigger.kind=") + trigger, reuse}});
    cases.push_back({"fedavgm",
                     {"participation.kind=all", "local_steps.kind=every",
                      std::string("trigger.kind=") + trigger}});
  }
  cases.push_back({"lasg", {"trigger.kind=lasg-wk1", "trigger.refresh=4"}});
  for (const char* axis : {"compress", "downlink"}) {
    for (const char* kind :
         {"identity", "fp16", "top-k", "random-k", "threshold", "sign", "qsgd"}) {
      const std::string memory = std::string(kind) == "qsgd" ? "false" : "true";
      cases.push_back({"local-sgd", with(three, {std::string(axis) + ".kind=" + kind,
                                                 std::string(axis) + ".error_memory=" + memory})});
    }
  }
  for (const char* kind : {"sgd", "momentum", "adam", "yogi", "adagrad", "anchored"}) {
    cases.push_back({"local-sgd", with(three, {std::string("server_optimizer.kind=") + kind})});
  }
  cases.push_back({"sgd", {"server_optimizer.kind=anchored", "server_optimizer.anchor=start"}});
  cases.push_back(
      {"local-sgd", {"local_steps.kind=equal", "schedule.kind=step", "schedule.at=[4, 7]"}});
  cases.push_back({"local-sgd",
                   {"local_steps.rounds=2", "schedule.kind=inverse", "local.momentum=0.9",
                    "aggregate.kind=weighted-mean"}});
  cases.push_back({"local-sgd", with(three, {"schedule.kind=cosine", "schedule.warmup=4",
                                             "local.clip_norm=0.1"})});
  cases.push_back({"one-shot", {"local.momentum=0.5", "local.kind=full-gradient"}});
  cases.push_back({"one-shot", {"compress.kind=top-k", "compress.error_memory=true"}});
  cases.push_back({"fedga",
                   {"local.momentum=0.5", "compress.kind=sign", "compress.error_memory=true",
                    "server_optimizer.kind=momentum"}});
  cases.push_back(
      {"scaffold", {"compress.kind=top-k", "compress.error_memory=true", "variate=\"shard\""}});
  return cases;
}

std::string NameOf(const Case& of) {
  std::string name = of.algorithm;
  for (const std::string& each : of.overrides) name += "_" + each;
  return TestName(name);
}

void PrintTo(const Case& of, std::ostream* out) { *out << NameOf(of); }

class EveryCase : public testing::TestWithParam<Case> {};

// Broken after every exchange and in every segment of a long round, and taken up by another number
// of threads each time.
TEST_P(EveryCase, IsTheSameRunBrokenAtEveryMove) {
  const Job job = JobOf(GetParam());
  const RunResult whole = RunJob(job, {.threads = 2});
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  RunResult broken = Broken(job, run, 1);
  std::size_t breaks = 0;
  for (; broken.summary.ending == "interrupted"; ++breaks) {
    ASSERT_LT(breaks, 100u) << "it does not come forward";
    broken = Broken(job, run, 1, IfPresent::kResume, 1 + breaks % 3);
  }
  EXPECT_GE(breaks, 2u);
  ExpectSame(broken, run, whole);
}

// Killed after every exchange, with a checkpoint every second round; what stood in the folder then
// is taken up by another number of threads and ranks.
TEST_P(EveryCase, IsTheSameRunKilledAtEveryMove) {
  Job job = JobOf(GetParam());
  const RunResult whole = RunJob(job, {.threads = 2});
  job.train.checkpoint_every = 2;
  const TemporaryFolder folder;
  class Copier final : public Observer {
   public:
    explicit Copier(const TemporaryFolder& into) : into_(into) {}
    void Evaluated(const MetricsLine&) override {}
    void Moved(const MetricsLine&) override {
      fs::copy(into_ / "run", into_ / std::to_string(copies++), fs::copy_options::recursive);
    }
    std::size_t copies = 0;

   private:
    const TemporaryFolder& into_;
  } copier(folder);
  RunJob(job, {.threads = 2, .folder = (folder / "run").string(), .observer = &copier});
  EXPECT_GE(copier.copies, 2u);
  for (std::size_t i = 0; i < copier.copies; ++i) {
    SCOPED_TRACE(i);
    const std::string copy = (folder / std::to_string(i)).string();
    ExpectSame(Resumed(job, copy, 1 + i % 3, 1 + i % 2), copy, whole);
  }
}

INSTANTIATE_TEST_SUITE_P(List, EveryCase, testing::ValuesIn(Cases()),
                         [](const auto& param) { return NameOf(param.param); });

TEST(Cases, HaveEveryKindOfEveryAxis) {
  std::set<std::string> had;
  for (const Case& each : Cases()) {
    for (const auto& [axis, choice] : JobOf(each).axes) had.insert(axis + " " + choice.kind);
  }
  for (const AxisInfo& axis : TheCatalogue().axes) {
    for (const KindInfo& kind : axis.kinds) {
      EXPECT_TRUE(had.contains(axis.name + " " + kind.name)) << axis.name << " " << kind.name;
    }
  }
}

// The tail of the model holds batch norm's statistics.
TEST(Resume, TakesUpANetworkWithStatistics) {
  if (!HUSHED_HAS_TORCH) GTEST_SKIP() << "this build has no torch";
  std::string toml = SmallJob("sgd");
  toml.replace(toml.find("[data]"), toml.find("[partition]") - toml.find("[data]"),
               "[data]\nname = \"fashion-mnist\"\ntrain_limit = 4\ntest_limit = 1\n");
  toml.replace(toml.find("[model]"), toml.find("[train]") - toml.find("[model]"),
               "[model]\nname = \"resnet18\"\n");
  const Job job =
      ParsedJob(toml, {"train.workers=2", "train.batch=2", "train.steps=2", "train.precision=float",
                       "train.evaluate_every=0", "algorithm.aggregate.reuse=true"});
  const RunResult whole = RunJob(job, {});
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  EXPECT_EQ(Broken(job, run, 1).summary.ending, "interrupted");
  ExpectSame(Resumed(job, run), run, whole);
}

}  // namespace
}  // namespace hushed
