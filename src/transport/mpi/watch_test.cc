#include "transport/mpi/watch.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>
#include <memory>

namespace hushed {
namespace {

using Reports = std::promise<std::pair<std::size_t, Watch::End>>;

// Ranks of one process, each with its watch; connected and watching.
class Watches {
 public:
  explicit Watches(std::size_t ranks) : reports_(ranks) {
    for (std::size_t r = 0; r < ranks; ++r) {
      watches_.push_back(
          std::make_unique<Watch>(r, ranks, [this, r](std::size_t rank, Watch::End end) {
            reports_[r].set_value({rank, end});
          }));
    }
    place_ = watches_[0]->Listen();
    std::thread root([this, ranks] { watches_[0]->Start(ranks - 1); });
    for (std::size_t r = 1; r < ranks; ++r) {
      EXPECT_TRUE(watches_[r]->Connect(place_));
      watches_[r]->Start(0);
    }
    root.join();
  }

  Watch& operator[](std::size_t rank) { return *watches_[rank]; }
  std::pair<std::size_t, Watch::End> Report(std::size_t rank) {
    return reports_[rank].get_future().get();
  }
  void End(std::size_t rank) { watches_[rank].reset(); }

 private:
  std::vector<Reports> reports_;
  std::vector<std::unique_ptr<Watch>> watches_;
  Watch::Place place_;
};

TEST(Watch, AllMayGiveUpTogether) {
  Watches watches(3);
  std::vector<std::future<bool>> all;
  for (std::size_t r = 0; r < 3; ++r) {
    all.push_back(std::async(std::launch::async, [&watches, r] { return watches[r].GiveUp(); }));
  }
  for (auto& each : all) EXPECT_TRUE(each.get());
}

// One that has left before is not.
TEST(Watch, OneThatGivesUpIsReportedByTheOthers) {
  Watches watches(4);
  watches.End(3);
  auto gives_up = std::async(std::launch::async, [&watches] { return watches[1].GiveUp(); });
  const std::pair<std::size_t, Watch::End> expected = {1, Watch::End::kGaveUp};
  EXPECT_EQ(watches.Report(0), expected);
  EXPECT_EQ(watches.Report(2), expected);
  EXPECT_FALSE(gives_up.get());
}

// A process of its own that connects as rank 1; to be made before this one has threads.
pid_t RankOne(std::size_t ranks, const Watch::Place& place) {
  const pid_t child = fork();
  if (child != 0) return child;
  Watch mine(1, ranks, [](std::size_t, Watch::End) {});
  if (!mine.Connect(place)) _exit(1);
  for (;;) pause();
}

constexpr std::pair<std::size_t, Watch::End> kOneIsLost = {1, Watch::End::kLost};

TEST(Watch, AKilledProcessIsReportedByAllOthers) {
  Reports at_root, at_other;
  Watch root(0, 3, [&](std::size_t rank, Watch::End end) { at_root.set_value({rank, end}); });
  Watch other(2, 3, [&](std::size_t rank, Watch::End end) { at_other.set_value({rank, end}); });
  const Watch::Place place = root.Listen();
  const pid_t child = RankOne(3, place);
  std::thread start([&] { root.Start(2); });
  EXPECT_TRUE(other.Connect(place));
  other.Start(0);
  start.join();
  kill(child, SIGKILL);
  EXPECT_EQ(at_root.get_future().get(), kOneIsLost);
  EXPECT_EQ(at_other.get_future().get(), kOneIsLost);
  waitpid(child, nullptr, 0);
}

// Rank 3 never connects. Rank 2, though it has less patience than rank 0, must not take rank 0 for
// lost meanwhile: what it reports is the process that is killed in the end.
TEST(Watch, RankZeroSpeaksInTimeWhenOneDoesNotConnect) {
  constexpr std::chrono::milliseconds kSilence{3000};
  Reports at_other;
  Watch root(
      0, 4, [](std::size_t, Watch::End) {}, kSilence);
  Watch other(
      2, 4,
      [&](std::size_t rank, Watch::End end) {
        at_other.set_value({rank, end});
      },
      kSilence * 4 / 5);
  const Watch::Place place = root.Listen();
  const pid_t child = RankOne(4, place);
  std::thread start([&] { root.Start(3); });
  EXPECT_TRUE(other.Connect(place));
  other.Start(0);
  start.join();
  kill(child, SIGKILL);
  EXPECT_EQ(at_other.get_future().get(), kOneIsLost);
  waitpid(child, nullptr, 0);
}

TEST(Watch, NobodyWithoutTheSecretIsLetIn) {
  Watch root(0, 2, [](std::size_t, Watch::End) {});
  Watch::Place place = root.Listen();
  place.secret += 1;
  auto start = std::async(std::launch::async, [&] { root.Start(1); });
  Watch stranger(1, 2, [](std::size_t, Watch::End) {});
  EXPECT_FALSE(stranger.Connect(place));
  place.secret -= 1;
  Watch friendly(1, 2, [](std::size_t, Watch::End) {});
  EXPECT_TRUE(friendly.Connect(place));
  start.get();
}

}  // namespace
}  // namespace hushed
