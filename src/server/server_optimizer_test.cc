#include "server/server_optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/memory_archive.h"

namespace hushed {
namespace {

Choice Adaptive(const char* kind) {
  return {kind, {{"learning_rate", 0.5}, {"beta1", 0.9}, {"beta2", 0.99}, {"tau", 0.1}}};
}

// Two steps along D = (2), worked by hand.
std::vector<double> TwoSteps(const Choice& choice) {
  const auto optimizer = MakeServerOptimizer<double>(choice);
  std::vector<double> steps;
  for (int i = 0; i < 2; ++i) {
    std::vector<double> step = {2.0};
    optimizer->Step({}, step);
    steps.push_back(step[0]);
  }
  return steps;
}

TEST(ServerOptimizer, SgdAtRateOneIsNothingAtAll) {
  EXPECT_EQ(MakeServerOptimizer<double>({"sgd", {{"learning_rate", 1.0}}}), nullptr);
  EXPECT_EQ(TwoSteps({"sgd", {{"learning_rate", 0.25}}}), (std::vector<double>{0.5, 0.5}));
}

TEST(ServerOptimizer, MomentumAccumulates) {
  const auto heavy_ball = TwoSteps({"momentum", {{"beta", 0.5}}});
  EXPECT_EQ(heavy_ball, (std::vector<double>{2.0, 3.0}));
  const auto nesterov = TwoSteps({"momentum", {{"beta", 0.5}, {"nesterov", true}}});
  EXPECT_EQ(nesterov, (std::vector<double>{2.0 + 0.5 * 2.0, 2.0 + 0.5 * 3.0}));
}

TEST(ServerOptimizer, AdaptiveStepsFollowTheirFormulas) {
  const double m1 = 0.1 * 2, m2 = 0.9 * m1 + 0.1 * 2;
  const auto step = [](double m, double v) { return 0.5 * m / (std::sqrt(v) + 0.1); };
  // 1 - 0.99 differs from 0.01 by 9e-16 of it.
  const auto expect = [&](const char* kind, double first, double second) {
    const auto steps = TwoSteps(Adaptive(kind));
    EXPECT_NEAR(steps[0], step(m1, first), 1e-15) << kind;
    EXPECT_NEAR(steps[1], step(m2, second), 1e-15) << kind;
  };
  expect("adagrad", 4.0, 8.0);
  expect("adam", 0.01 * 4.0, 0.99 * 0.01 * 4.0 + 0.01 * 4.0);
  expect("yogi", 0.01 * 4.0, 0.01 * 4.0 + 0.01 * 4.0);
}

// x_k = (1 - alpha_k) anchor + alpha_k y_k, alpha = 1/2, 2/3, 3/4, whatever the y_k = x - D.
TEST(ServerOptimizer, AnchoredAveragesTheAnchorAndTheMeanModel) {
  for (const std::string anchor : {"zero", "start"}) {
    const auto optimizer = MakeServerOptimizer<double>({"anchored", {{"anchor", anchor}}});
    std::vector<double> x = {8.0, -3.0};
    const std::vector<double> at = anchor == "zero" ? std::vector<double>{0, 0} : x;
    for (int k = 1; k <= 3; ++k) {
      const std::vector<double> y = {1.0 * k, 7.0};
      std::vector<double> step = {x[0] - y[0], x[1] - y[1]};
      optimizer->Step(x, step);
      for (std::size_t i = 0; i < 2; ++i) {
        x[i] -= step[i];
        EXPECT_NEAR(x[i], (at[i] + k * y[i]) / (k + 1), 1e-15) << anchor << " round " << k;
      }
    }
  }
}

TEST(ServerOptimizer, ResumesFromItsArchive) {
  const Choice choices[] = {{"adam", {}},
                            {"momentum", {}},
                            {"anchored", {{"anchor", std::string("zero")}}},
                            {"anchored", {{"anchor", std::string("start")}}}};
  const std::vector<float> at = {0.5f, -1, 3}, later = {2, 2, 2};
  for (const Choice& choice : choices) {
    const auto first = MakeServerOptimizer<float>(choice);
    std::vector<float> a = {1, 2, 3};
    first->Step(at, a);
    SavingArchive saved;
    first->Serialize(saved);
    const auto second = MakeServerOptimizer<float>(choice);
    LoadingArchive loaded(saved.bytes());
    second->Serialize(loaded);
    std::vector<float> b = {4, 5, 6}, c = b;
    first->Step(later, b);
    second->Step(later, c);
    EXPECT_EQ(b, c) << choice.kind;
  }
}

}  // namespace
}  // namespace hushed
