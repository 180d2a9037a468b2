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
  bool Reported(std::size_t rank) {
    return reports_[rank].get_future().wait_for(std::chrono::seconds(0)) ==
           std::future_status::ready;
  }
  void End(std::size_t rank) { watches_[rank].reset(); }

 private:
  std::vector<Reports> reports_;
  std::vector<std::unique_ptr<Watch>> watches_;
  Watch::Place place_;
};

TEST(Watch, EveryoneMayLeave) {
  Watches watches(4);
  for (const std::size_t r : {2u, 0u, 1u, 3u}) watches.End(r);
  for (std::size_t r = 0; r < 4; ++r) EXPECT_FALSE(watches.Reported(r));
}

TEST(Watch, AllMayGiveUpTogether) {
  Watches watches(3);
  std::vector<std::future<bool>> all;
  for (std::size_t r = 0; r < 3; ++r) {
    all.push_back(std::async(std::launch::async, [&watches, r] { return watches[r].GiveUp(); }));
  }
  for (auto& each : all) EXPECT_TRUE(each.get());
}

TEST(Watch, OneThatGivesUpIsReportedByTheOthers) {
  Watches watches(3);
  auto gives_up = std::async(std::launch::async, [&watches] { return watches[1].GiveUp(); });
  const std::pair<std::size_t, Watch::End> expected = {1, Watch::End::kGaveUp};
  EXPECT_EQ(watches.Report(0), expected);
  EXPECT_EQ(watches.Report(2), expected);
  EXPECT_FALSE(gives_up.get());
}

// A process of its own connects as rank 1 and is killed.
TEST(Watch, AKilledProcessIsReportedByAllOthers) {
  Reports at_root, at_other;
  Watch root(0, 3, [&](std::size_t rank, Watch::End end) { at_root.set_value({rank, end}); });
  Watch other(2, 3, [&](std::size_t rank, Watch::End end) { at_other.set_value({rank, end}); });
  const Watch::Place place = root.Listen();
  const pid_t child = fork();
  if (child == 0) {
    Watch mine(1, 3, [](std::size_t, Watch::End) {});
    if (!mine.Connect(place)) _exit(1);
    for (;;) pause();
  }
  std::thread start([&] { root.Start(2); });
  EXPECT_TRUE(other.Connect(place));
  other.Start(0);
  start.join();
  kill(child, SIGKILL);
  const std::pair<std::size_t, Watch::End> expected = {1, Watch::End::kLost};
  EXPECT_EQ(at_root.get_future().get(), expected);
  EXPECT_EQ(at_other.get_future().get(), expected);
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
