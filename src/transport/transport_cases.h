#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "hushed/errors.h"
#include "hushed/transport.h"
#include "testing/springs.h"
#include "transport/threads/transport.h"

namespace hushed {

// What every transport must do alike; the threads transport on one thread is the reference.

inline ProblemFactory<double> SmallProblems() {
  return [] { return std::make_unique<Springs<double>>(3, std::vector<double>{0.0}); };
}

inline Plan PlanFor(std::size_t workers, std::uint64_t round = 0) {
  Plan plan;
  plan.address.resize(workers);
  std::iota(plan.address.begin(), plan.address.end(), WorkerId{0});
  plan.round.index = round;
  return plan;
}

enum class Says { kDense, kSparse, kMixed };

// Workers that say vectors of entries of very different magnitude, so that any other order of
// additions gives other bits. Every third worker is silent, every seventh lost; every fifth that
// speaks says nothing.
class Speakers final : public Site<double> {
 public:
  Speakers(std::size_t size, Says says) : size_(size), says_(says) {}

  void Run(WorkerId worker, std::size_t, Workspace<double>&, Upload<double>& upload) override {
    upload.gradient_evaluations = 1 + worker % 2;
    upload.examples = worker;
    upload.weight = worker % 5 == 0 ? 2.5 : 1.0;
    upload.outcome = OutcomeOf(worker);
    if (upload.outcome != Outcome::kSpoke) return;
    upload.scalar_count = worker % 3;
    for (std::uint32_t i = 0; i < upload.scalar_count; ++i) upload.scalars[i] = 0.1 * worker + i;
    if (SaysNothing(worker)) return;
    Stream stream(3, Purpose::kData, worker, upload.round, 0);
    constexpr double kScales[] = {1e-9, 1e-3, 1.0, 1e5};
    const auto entry = [&] {
      const std::uint32_t word = stream.Next32();
      return static_cast<double>(static_cast<std::int32_t>(word)) * kScales[word % 4];
    };
    if (says_ == Says::kDense || (says_ == Says::kMixed && worker % 2 == 0)) {
      const auto v = upload.Dense(size_);
      std::generate(v.begin(), v.end(), entry);
      upload.message.AppendView<double>(v, 0.3, 0);
    } else {
      AppendSparse(worker, entry, upload.message);
    }
  }

  static Outcome OutcomeOf(WorkerId worker) {
    if (worker % 7 == 6) return Outcome::kLost;
    return worker % 3 == 2 ? Outcome::kSilent : Outcome::kSpoke;
  }
  static bool SaysNothing(WorkerId worker) { return worker % 5 == 3; }  // though it speaks

 private:
  template <class Entry>
  void AppendSparse(WorkerId worker, const Entry& entry, Message& message) const {
    const auto kept = static_cast<std::uint32_t>(size_ / 20 + 1);
    Section section;
    section.codec = Codec::kSparse;
    section.scalar_bytes = sizeof(double);
    section.count = static_cast<std::uint32_t>(size_);
    section.kept = kept;
    const auto room = message.Append(section);
    auto* positions = reinterpret_cast<std::uint32_t*>(room.data());
    for (std::uint32_t i = 0; i < kept; ++i) {
      positions[i] =
          static_cast<std::uint32_t>(std::min<std::size_t>(size_ - kept + i, i * 20 + worker % 20));
      const double value = entry();
      std::memcpy(room.data() + kept * sizeof(std::uint32_t) + i * sizeof value, &value,
                  sizeof value);
    }
  }

  std::size_t size_;
  Says says_;
};

// Writes down all that it hears.
class Listener final : public Server<double> {
 public:
  Listener(Hears hears, std::size_t size) : hears_(hears), size_(size) {}
  Hears hears(const Round&) const override { return hears_; }
  void Open(std::span<const double>, Plan&) override {}
  void Hear(Upload<double>& upload) override {
    std::vector<double> line = {static_cast<double>(upload.worker),
                                static_cast<double>(upload.outcome),
                                static_cast<double>(upload.round),
                                upload.weight,
                                upload.scalars[0],
                                upload.scalars[1]};
    std::vector<double> decoded(size_);
    if (upload.outcome == Outcome::kSpoke) upload.message.AddTo<double>(decoded, 1.0);
    line.insert(line.end(), decoded.begin(), decoded.end());
    heard.push_back(line);
  }
  void Close(const Plan&, const Total<double>&, std::span<const double>, Message&) override {}

  std::vector<std::vector<double>> heard;

 private:
  Hears hears_;
  std::size_t size_;
};

// All that an exchange says, for comparison.
struct Heard {
  std::vector<double> sum;
  std::vector<std::vector<double>> each;
  double weight = 0.0, silent_weight = 0.0;
  std::array<double, 2> scalars{};
  std::array<std::uint64_t, 5> counts{};
  Bits uplink;

  friend bool operator==(const Heard&, const Heard&) = default;
};

inline Heard Exchanged(Transport<double>& transport, const Plan& plan, std::size_t size, Says says,
                       Hears hears) {
  Listener listener(hears, size);
  Speakers speakers(size, says);
  Total<double> total;
  transport.Exchange(plan, speakers, listener, size, total);
  return {.sum = {total.sum.begin(), total.sum.end()},
          .each = listener.heard,
          .weight = total.weight,
          .silent_weight = total.silent_weight,
          .scalars = total.scalars,
          .counts = {total.spoken, total.silent, total.lost, total.gradient_evaluations,
                     total.examples},
          .uplink = total.uplink};
}

// Makes a transport for this many workers, over as many ranks as the test has.
using MakeTransport =
    std::function<std::unique_ptr<Transport<double>>(std::size_t workers, std::size_t threads)>;

// Dense, sparse and mixed messages, heard one by one and summed, by all workers and by cohorts, in
// one round after another.
inline void ExpectTheReference(std::size_t workers, std::size_t size, const MakeTransport& make) {
  const auto reference = MakeThreadsTransport<double>(SmallProblems(), 1, 1);
  std::vector<Plan> plans = {PlanFor(workers, 0), PlanFor(workers, 1)};
  std::erase_if(plans[1].address, [](WorkerId worker) { return worker % 4 == 1; });
  for (const std::size_t threads : {1u, 3u}) {
    const auto transport = make(workers, threads);
    for (const Plan& plan : plans) {
      for (const Says says : {Says::kDense, Says::kSparse, Says::kMixed}) {
        for (const Hears hears : {Hears::kSum, Hears::kEach}) {
          EXPECT_EQ(Exchanged(*transport, plan, size, says, hears),
                    Exchanged(*reference, plan, size, says, hears))
              << workers << " workers on " << threads << " threads, " << size << " scalars, says "
              << static_cast<int>(says) << ", hears " << static_cast<int>(hears);
        }
      }
    }
  }
}

// Fails at two workers.
class Failing final : public Site<double> {
 public:
  void Run(WorkerId worker, std::size_t, Workspace<double>&, Upload<double>&) override {
    if (worker == 7 || worker == 3) throw DivergedError("worker " + std::to_string(worker));
  }
};

// Whoever is first in order is reported, and the transport works again afterwards.
inline void ExpectFirstFailure(std::size_t workers, const MakeTransport& make) {
  for (const std::size_t threads : {1u, 2u, 5u}) {
    const auto transport = make(workers, threads);
    Listener sums(Hears::kSum, 3);
    Failing failing;
    Total<double> total;
    try {
      transport->Exchange(PlanFor(workers), failing, sums, 3, total);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const DivergedError& error) {
      EXPECT_STREQ(error.what(), "worker 3");
    }
    EXPECT_GT(Exchanged(*transport, PlanFor(workers), 3, Says::kDense, Hears::kSum).counts[0], 0u);
  }
}

inline void ExpectPartsInOrder(std::size_t workers, const MakeTransport& make) {
  const auto transport = make(workers, 2);
  for (const std::size_t parts : {1u, 2u, 50u}) {
    const auto results = transport->ForEachPart(parts, [](std::size_t part, Problem<double>&) {
      return std::vector<Metric>{{"part", static_cast<double>(part), 2.0}, {"loss", 0.5}};
    });
    ASSERT_EQ(results.size(), parts);
    for (std::size_t part = 0; part < parts; ++part) {
      ASSERT_EQ(results[part].size(), 2u);
      EXPECT_EQ(results[part][0].name, "part");
      EXPECT_EQ(results[part][0].total, static_cast<double>(part));
      EXPECT_EQ(results[part][0].weight, 2.0);
      EXPECT_EQ(results[part][1].name, "loss");
    }
  }
  try {
    transport->ForEachPart(9, [](std::size_t part, Problem<double>&) -> std::vector<Metric> {
      if (part >= 4) throw DataError("part " + std::to_string(part));
      return {};
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "part 4");
  }
}

}  // namespace hushed
