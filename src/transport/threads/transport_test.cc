#include "transport/threads/transport.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>

#include "hushed/errors.h"
#include "testing/springs.h"

namespace hushed {
namespace {

constexpr std::size_t kSize = 3;

std::unique_ptr<Transport<double>> MakeTransport(std::size_t threads, std::size_t ranks = 1) {
  return MakeThreadsTransport<double>(
      [] { return std::make_unique<Springs<double>>(kSize, std::vector<double>{0.0}); }, /*seed=*/1,
      threads, ranks);
}

Plan PlanFor(std::size_t workers) {
  Plan plan;
  plan.address.resize(workers);
  std::iota(plan.address.begin(), plan.address.end(), WorkerId{0});
  return plan;
}

// Worker m uploads 0.1 (m + 1) in every coordinate; every third worker is silent.
class Numbers final : public Site<double> {
 public:
  void Run(WorkerId worker, std::size_t, Workspace<double>&, Upload<double>& upload) override {
    if (worker % 3 == 2) {
      upload.outcome = Outcome::kSilent;
      return;
    }
    const auto v = upload.Dense(kSize);
    std::fill(v.begin(), v.end(), 0.1 * (worker + 1));
    upload.message.AppendView<double>(v, 1.0, 0);
  }
};

class Listener final : public Server<double> {
 public:
  explicit Listener(Hears hears) : hears_(hears) {}
  Hears hears(const Round&) const override { return hears_; }
  void Open(std::span<const double>, Plan&) override {}
  void Hear(const Upload<double>& upload) override { heard.push_back(upload.worker); }
  void Close(const Plan&, const Total<double>&, std::span<const double>, Message&) override {}

  std::vector<WorkerId> heard;

 private:
  Hears hears_;
};

TEST(ThreadsTransport, SumsTheSameBitsOnAnyThreadsAndRanks) {
  for (const std::size_t workers : {1u, 2u, 3u, 16u, 17u, 100u, 1000u}) {
    Listener sums(Hears::kSum);
    Numbers numbers;
    Total<double> one;
    const auto reference = MakeTransport(1);
    reference->Exchange(PlanFor(workers), numbers, sums, kSize, one);
    EXPECT_EQ(one.spoken, workers - workers / 3);
    EXPECT_EQ(one.silent, workers / 3);
    for (const std::size_t threads : {1u, 2u, 5u}) {
      for (const std::size_t ranks : {1u, 2u, 3u, 8u}) {
        const auto transport = MakeTransport(threads, ranks);
        for (int again = 0; again < 2; ++again) {  // its vectors are used again
          Total<double> total;
          transport->Exchange(PlanFor(workers), numbers, sums, kSize, total);
          EXPECT_TRUE(std::ranges::equal(total.sum, one.sum)) << workers << " workers";
          EXPECT_EQ(total.uplink.total(), one.uplink.total());
        }
      }
    }
  }
}

TEST(ThreadsTransport, LetsTheServerHearEachInOrder) {
  Listener each(Hears::kEach);
  Numbers numbers;
  Total<double> total;
  MakeTransport(5)->Exchange(PlanFor(200), numbers, each, kSize, total);
  EXPECT_EQ(each.heard, PlanFor(200).address);
  EXPECT_TRUE(total.sum.empty());
}

// Fails at two workers; whoever is first in order is reported, on any number of threads.
class Failing final : public Site<double> {
 public:
  void Run(WorkerId worker, std::size_t, Workspace<double>&, Upload<double>&) override {
    if (worker == 7 || worker == 3) throw DivergedError("worker " + std::to_string(worker));
  }
};

TEST(ThreadsTransport, PassesOnTheFirstFailureAndWorksAgainAfterwards) {
  for (const std::size_t threads : {1u, 2u, 5u}) {
    Listener sums(Hears::kSum);
    const auto transport = MakeTransport(threads);
    Failing failing;
    Total<double> total;
    try {
      transport->Exchange(PlanFor(10), failing, sums, kSize, total);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const DivergedError& error) {
      EXPECT_STREQ(error.what(), "worker 3");
    }
    Numbers numbers;
    Total<double> after;
    transport->Exchange(PlanFor(10), numbers, sums, kSize, after);
    EXPECT_EQ(after.spoken, 7u);
  }
}

TEST(ThreadsTransport, RunsEveryPartOnce) {
  for (const std::size_t threads : {1u, 4u}) {
    std::vector<std::atomic<int>> runs(50);
    MakeTransport(threads)->ForEachPart(50,
                                        [&](std::size_t part, Problem<double>&) { ++runs[part]; });
    for (const auto& count : runs) EXPECT_EQ(count, 1);
  }
}

}  // namespace
}  // namespace hushed
