// The table of combinations that make no sense: each row refuses a job, with its reason, and no
// preset is refused.
#include "algorithm/refused.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "algorithm/catalogue.h"
#include "algorithm/setting.h"
#include "engine/inspect.h"
#include "harness.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

TEST(Refused, NoPresetIs) {
  for (const AlgorithmInfo& info : TheCatalogue().algorithms) {
    EXPECT_NO_THROW(RefuseSenseless(info.name, info.axes)) << info.name;
  }
}

struct Case {
  const char* algorithm;
  std::vector<std::string> overrides;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"lasg", {"algorithm.participation.kind=lasg-ps"}},
      {"sgd", {"algorithm.participation.kind=lasg-ps"}},
      {"lasg", {"algorithm.participation.kind=fraction"}},
      {"fedga", {"algorithm.aggregate.reuse=true"}},
      {"gradalign", {"algorithm.participation.kind=in-turn"}},
      {"scaffold", {"algorithm.aggregate.reuse=true"}},
      {"scaffold", {"algorithm.local.momentum=0.5"}},
      {"scaffold", {"algorithm.compress.kind=qsgd"}},
      {"local-sgd", {"algorithm.participation.kind=in-turn"}},
      {"scaffold", {"algorithm.local.kind=projection"}},
      {"sgd", {"algorithm.local.kind=projection", "algorithm.schedule.kind=inverse"}},
      {"sgd", {"algorithm.local.kind=projection", "algorithm.schedule.warmup=3"}},
      {"fedga", {"algorithm.local.proximal=0.1"}},
      {"scaffold", {"algorithm.local_steps.kind=one-shot"}},
      {"sgd",
       {"algorithm.local.kind=projection", "algorithm.local_steps.kind=fixed",
        "algorithm.local_steps.steps=2"}},
      {"sgd", {"algorithm.local.kind=projection", "algorithm.trigger.kind=lag-wk"}},
      {"one-shot", {"algorithm.participation.kind=fraction"}},
      {"lasg", {"algorithm.local_steps.kind=one-shot"}},
      {"lasg", {"algorithm.local_steps.kind=epochs", "train.steps=0", "train.rounds=2"}},
      {"sgd",
       {"algorithm.compress.kind=random-k", "algorithm.compress.unbiased=true",
        "algorithm.compress.error_memory=true"}},
      {"sgd", {"algorithm.compress.kind=qsgd", "algorithm.compress.error_memory=true"}},
  };
  return cases;
}

TEST(Refused, TheMessageSaysWhatTheJobSays) {
  const Job job = ParsedJob(SmallJob("lasg"), {"algorithm.participation.kind=fraction"});
  try {
    RefuseSenseless(job.algorithm, job.axes);
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("algorithm.participation.kind = \"fraction\""), text.npos) << text;
    EXPECT_NE(text.find("algorithm.trigger.kind = \"lasg-wk2\""), text.npos) << text;
  }
}

TEST(Refused, EveryRowRefusesAJobOfItsOwn) {
  std::set<std::string> refused;
  for (const Case& test : Cases()) {
    const Job job = ParsedJob(SmallJob(test.algorithm), test.overrides);
    EXPECT_THROW(RunJob(job, {}), ConfigError) << test.algorithm << " " << test.overrides.front();
    for (const Refusal& refusal : Refusals()) {
      if (refusal.Refuses(job.algorithm, job.axes)) {
        refused.insert(refusal.reason);
        EXPECT_FALSE(refusal.reason.empty());
        break;
      }
    }
  }
  EXPECT_EQ(refused.size(), Refusals().size()) << "a row is not tested";
}

TEST(Refused, SchedulesThatNeedALengthSayWhatToSet) {
  EXPECT_THROW(Ran(SmallJob("one-shot"), {"train.steps=0", "train.rounds=5"}), ConfigError);
  EXPECT_THROW(Ran(SmallJob("fedavg")), ConfigError) << "train.steps cannot bound whole epochs";
  const std::vector<std::string> by_rounds = {"train.steps=0", "train.rounds=5",
                                              "algorithm.schedule.kind=cosine"};
  EXPECT_THROW(Ran(SmallJob("sgd"), by_rounds), ConfigError);
}

// Models that projections do not solve are refused by their names, before the folder is made.
TEST(Refused, ProjectionsOfOtherModelsLeaveNoFolder) {
  const TemporaryFolder temporary;
  const std::string folder = (temporary.path() / "run").string();
  for (const auto& [override, named] : {std::pair{"model.name=softmax", "model.name = \"softmax\""},
                                        std::pair{"model.l2=0.5", "model.l2 = 0.5"}}) {
    const Job job = ParsedJob(SmallJob("modified-local-gd"), {override});
    EXPECT_THROW(Inspect(job, 1), ConfigError) << override;
    try {
      RunJob(job, {.folder = folder});
      ADD_FAILURE() << override;
    } catch (const ConfigError& error) {
      EXPECT_EQ(std::string(error.what()).find(named), 0u) << error.what();
    }
    EXPECT_FALSE(std::filesystem::exists(folder)) << override;
  }
}

}  // namespace
}  // namespace hushed
