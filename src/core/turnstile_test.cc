#include "core/turnstile.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hushed {
namespace {

TEST(Turnstile, KeepsActionsUntilTheirTurn) {
  std::vector<int> order;
  Turnstile turnstile;
  const auto note = [&order](int i) { return [&order, i] { order.push_back(i); }; };
  turnstile.Pass(2, note(2));
  turnstile.Pass(1, note(1));
  EXPECT_TRUE(order.empty());
  turnstile.Pass(0, note(0));
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(turnstile.next(), 3u);
}

TEST(Turnstile, BeginsWhereItIsTold) {
  std::vector<int> order;
  Turnstile turnstile(4);
  turnstile.Pass(5, [&order] { order.push_back(5); });
  EXPECT_TRUE(order.empty());
  turnstile.Pass(4, [&order] { order.push_back(4); });
  EXPECT_EQ(order, (std::vector<int>{4, 5}));
}

TEST(Turnstile, EndsWithAnActionThatThrows) {
  std::vector<int> order;
  Turnstile turnstile;
  turnstile.Pass(1, [] { throw 7; });
  turnstile.Pass(2, [&order] { order.push_back(2); });
  EXPECT_THROW(turnstile.Pass(0, [&order] { order.push_back(0); }), int);
  turnstile.Pass(3, [&order] { order.push_back(3); });
  EXPECT_EQ(order, std::vector<int>{0});
}

// Actions of four threads, in order and never two at a time (the counter is no atomic).
TEST(Turnstile, OrdersTheActionsOfManyThreads) {
  constexpr std::size_t kThreads = 4, kEach = 1000;
  Turnstile turnstile;
  std::vector<std::size_t> order;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < kThreads * kEach; i += kThreads) {
          turnstile.Pass(i, [&order, i] { order.push_back(i); });
        }
      });
    }
  }
  ASSERT_EQ(order.size(), kThreads * kEach);
  for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], i);
}

}  // namespace
}  // namespace hushed
