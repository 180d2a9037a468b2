#include "core/slices.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace hushed {
namespace {

constexpr std::size_t kMany = 300'000;

// How often each of n entries was visited, and in how many slices.
struct Visits {
  std::vector<int> of_entry;
  std::atomic<int> slices = 0;
};
void Visit(Visits& visits) {
  InSlices(visits.of_entry.size(), [&](std::size_t begin, std::size_t end) {
    ++visits.slices;
    for (std::size_t i = begin; i < end; ++i) ++visits.of_entry[i];
  });
}

LentThreads::Call OnThreads(std::size_t threads) {
  return [threads](const std::function<void(std::size_t)>& body) {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i) running.emplace_back(body, i);
  };
}

TEST(InSlices, VisitsEveryEntryOnceHoweverManyThreadsAreLent) {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{150'000}, kMany}) {
    for (const std::size_t threads : {1, 2, 3, 7}) {
      const LentThreads lent(threads, OnThreads(threads));
      Visits visits{std::vector<int>(n)};
      Visit(visits);
      EXPECT_EQ(visits.of_entry, std::vector<int>(n, 1)) << n << " on " << threads;
      EXPECT_LE(visits.slices, threads);
    }
  }
}

TEST(InSlices, AsksOnlyThoseThatAreLentNow) {
  Visits before{std::vector<int>(kMany)}, during{before.of_entry}, after{before.of_entry};
  Visit(before);
  {
    const LentThreads lent(3, OnThreads(3));
    Visit(during);
    std::jthread elsewhere([] {
      Visits there{std::vector<int>(kMany)};
      Visit(there);
      EXPECT_EQ(there.slices, 1);
    });
  }
  Visit(after);
  EXPECT_EQ(before.slices, 1);
  EXPECT_EQ(during.slices, 3);
  EXPECT_EQ(after.slices, 1);
}

}  // namespace
}  // namespace hushed
