// Run by mpirun: what goes wrong on one rank ends all of them with the same words.
#include <gtest/gtest.h>

#include "broken_runs.h"
#include "engine/prepare.h"
#include "harness.h"
#include "problem/initial.h"
#include "testing/ranks.h"
#include "testing/temporary_folder.h"
#include "transport/mpi/transport.h"

namespace hushed {
namespace {

// What the failure of this kind says; empty when there was none.
template <class Failure, class Work>
std::string WhatFails(const Work& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return Describe(failure);
  }
  return "";
}

TEST(Ranks, AreRefusedWithoutAWorker) {
  const std::string workers = "train.workers=" + std::to_string(Ranks().ranks() - 1);
  if (Ranks().ranks() == 1) GTEST_SKIP() << "one rank always has a worker";
  EXPECT_THROW(Ran(SmallJob("sgd"), {workers}, RunOptions{.session = &Ranks()}), ConfigError);
}

TEST(Ranks, WithAnotherJobAreNamed) {
  if (Ranks().ranks() == 1) GTEST_SKIP() << "one rank agrees with itself";
  const bool odd = Ranks().rank() == 1;
  const std::string what = WhatFails<ConfigError>([&] {
    Ran(SmallJob("sgd"), {"train.workers=8", odd ? "seed=8" : "seed=7"},
        RunOptions{.session = &Ranks()});
  });
  EXPECT_NE(what.find("rank 1: another job than rank 0 has"), std::string::npos) << what;
}

// Data that is malformed on one rank only ends all with that rank's words.
TEST(Ranks, FailTogetherWhenOneCannotReadItsData) {
  const bool last = Ranks().rank() + 1 == Ranks().ranks();
  TemporaryFolder folder;
  folder.Write("train.csv", "1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n");
  const std::string path = last ? folder.name() + "/nowhere.csv" : folder.name() + "/train.csv";
  const std::string what = WhatFails<DataError>([&] {
    Ran(SmallJob("sgd"),
        {"data.name=csv", "data.path=\"" + path + "\"", "model.name=softmax", "train.workers=8"},
        RunOptions{.session = &Ranks()});
  });
  EXPECT_NE(what.find("nowhere.csv"), std::string::npos) << what;
}

// One value is another on rank 1.
TEST(Ranks, WithOtherDataAreNamed) {
  if (Ranks().ranks() == 1) GTEST_SKIP() << "one rank agrees with itself";
  const Job job = ParsedJob(SmallJob("sgd"), {"train.workers=8"});
  Dataset data = *LoadDataset(job.data, 8, job.seed);
  if (Ranks().rank() == 1) data.train.dense[5] += 1.0;
  const std::string what = WhatFails<ConfigError>(
      [&] { RunJob(job, {.session = &Ranks(), .data = std::make_shared<const Dataset>(data)}); });
  EXPECT_NE(what.find("rank 1: another data than rank 0 has"), std::string::npos) << what;
}

// Another algorithm, but that from this round on rank 1 moves shared a little further.
class Drifting final : public Algorithm<double> {
 public:
  Drifting(const Algorithm<double>& algorithm, std::uint64_t round)
      : algorithm_(algorithm), round_(round) {}
  std::size_t shared_size() const override { return algorithm_.shared_size(); }
  std::size_t upload_size(std::uint32_t exchange) const override {
    return algorithm_.upload_size(exchange);
  }
  std::unique_ptr<Worker<double>> MakeWorker() const override { return algorithm_.MakeWorker(); }
  std::unique_ptr<Server<double>> MakeServer() const override { return algorithm_.MakeServer(); }
  void Apply(const Round& round, const Message& downlink, std::span<double> shared) const override {
    algorithm_.Apply(round, downlink, shared);
    if (Ranks().rank() == 1 && round.index >= round_) shared[0] += 1e-12;
  }

 private:
  const Algorithm<double>& algorithm_;
  std::uint64_t round_;
};

class Nobody final : public Observer {
  void Evaluated(const MetricsLine&) override {}
  void Moved(const MetricsLine&) override {}
};

// In the seventh of 12 rounds, and in the last: ranks look every fifth, and at the end.
TEST(Ranks, ThatDriftApartAreNamed) {
  if (Ranks().ranks() == 1) GTEST_SKIP() << "one rank agrees with itself";
  const Job job = ParsedJob(SmallJob("sgd"), {"train.workers=8", "transport.check_every=5"});
  const auto prepared = Prepare<double>(job, nullptr, {Ranks().rank(), Ranks().ranks()});
  const auto algorithm = MakeAlgorithm<double>(job.algorithm, prepared.setting);
  const auto transport =
      MakeMpiTransport<double>(Ranks(), prepared.factory, job.seed, 1, 8, ReductionKind::kExact);
  std::vector<double> start(prepared.setting.layout.size());
  DrawInitial<double>(prepared.setting.layout, job.seed, start);
  for (const auto& [drifts, noticed] : {std::pair{6, 10}, std::pair{11, 12}}) {
    const Drifting drifting(*algorithm, static_cast<std::uint64_t>(drifts));
    Nobody nobody;
    Engine<double> engine(drifting, *transport, start, prepared.engine, nobody);
    EXPECT_EQ(WhatFails<TransportError>([&] { engine.Train(std::atomic<bool>(false)); }),
              "round " + std::to_string(noticed) +
                  ": what rank 1 shared with rank 0 is no longer the same there");
  }
}

// What rank 0 alone does, and cannot do because something is in the way.
TEST(Ranks, FailTogetherWhenRankZeroCannotWrite) {
  const Job job = ParsedJob(SmallJob("sasg"), {"train.workers=8", "train.checkpoint_every=4"});
  for (const char* name : {"job.toml", "checkpoint/4.ckpt", "checkpoint/12.ckpt",
                           "model.safetensors", "summary.json"}) {
    const TemporaryFolder folder;
    folder.Write("metrics.jsonl", "");  // the folder of a run
    folder.Write(std::string(name) + ".partial/in the way", "");
    const std::string what = WhatFails<DataError>([&] {
      RunJob(job,
             {.session = &Ranks(), .folder = folder.name(), .if_present = IfPresent::kReplace});
    });
    EXPECT_NE(what.find(std::string(name) + ".partial: cannot be opened"), std::string::npos)
        << name << ": " << what;
    EXPECT_EQ(what.starts_with("rank 0: "), Ranks().ranks() > 1) << what;
  }
}

TEST(Ranks, FailTogetherWhenTheObserverDoes) {
  class Refusing final : public Observer {
    void Evaluated(const MetricsLine& line) override {
      if (line.step == 4) throw DataError("no paper");
    }
    void Moved(const MetricsLine&) override {}
  } refusing;
  const std::string what = WhatFails<DataError>([&] {
    RunJob(ParsedJob(SmallJob("sgd"), {"train.workers=8"}),
           {.session = &Ranks(), .observer = &refusing});
  });
  EXPECT_EQ(what, Ranks().ranks() > 1 ? "rank 0: no paper" : "no paper");
}

}  // namespace
}  // namespace hushed
