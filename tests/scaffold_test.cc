// SCAFFOLD: its formulas with schedules and cohorts, its conservation law, what it corrects. Its
// golden numbers stand in fedga_golden_test.cc.
#include <gtest/gtest.h>

#include <cmath>

#include "components.h"
#include "harness.h"

namespace hushed {
namespace {

const Point kStart = {0.3, -0.5, 0.2};

Play Scaffold(double rate, std::int64_t steps, std::uint64_t rounds) {
  return {"scaffold", rate, rounds, {}, {{"local_steps", Steps(steps)}}};
}

Play ByShard(Play play) {
  play.options["variate"] = std::string("shard");
  return play;
}

Play WithCohort(Play play, double fraction) {
  play.axes["participation"] = {"fraction", {{"fraction", fraction}}};
  return play;
}

// Rates 0.1, 0.1, 0.05, 0.05, ...: they drop within the first round of three steps.
Play WithDrop(Play play) {
  play.axes["schedule"] = {"step", {{"at", std::vector<std::int64_t>{2}}, {"factor", 0.5}}};
  return play;
}

// The paper's algorithm on scalar quadratics with full participation, in its own words.
struct Reference {
  std::vector<double> a, b, variates = {0.0, 0.0};
  double x = 2.0, c = 0.0, global_rate = 1.0;
  int step = 0;

  double Gradient(std::size_t i, double y) const { return a[i] * y - b[i]; }

  void Round(int steps, bool by_shard) {
    double moved = 0.0, changed = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      double y = x, rates = 0.0;
      for (int k = 0; k < steps; ++k) {
        const double rate = step + k < 2 ? 0.1 : 0.05;
        y -= rate * (Gradient(i, y) - variates[i] + c);
        rates += rate;
      }
      const double next = by_shard ? Gradient(i, x) : variates[i] - c + (x - y) / rates;
      moved += (y - x) / 2;
      changed += (next - variates[i]) / 2;
      variates[i] = next;
    }
    x += global_rate * moved;
    c += changed;
    step += steps;
  }
};

TEST(Scaffold, FollowsThePaperWithASchedule) {
  for (const bool by_shard : {false, true}) {
    Reference reference{{1.0, 3.0}, {1.0, -1.0}};
    reference.global_rate = 0.7;
    for (std::uint64_t rounds = 1; rounds <= 4; ++rounds) {
      reference.Round(3, by_shard);
      Play play = WithDrop(Scaffold(0.1, 3, rounds));
      if (by_shard) play = ByShard(play);
      play.axes["server_optimizer"] = {"sgd", {{"learning_rate", 0.7}}};
      const auto played = PlayedByHand(GoldenQuadratics(), {2.0}, play);
      EXPECT_NEAR(played.shared[0], reference.x, 1e-14) << rounds;
      EXPECT_NEAR(played.shared[1], reference.c, 1e-13) << rounds;
      EXPECT_NEAR(played.remembered[0][0], reference.variates[0], 1e-13);
      EXPECT_NEAR(played.remembered[1][0], reference.variates[1], 1e-13);
      EXPECT_EQ(After(GoldenQuadratics(), {2.0}, play)[0], played.shared[0]);
    }
  }
}

// A first round that does not move makes both options the same.
TEST(Scaffold, ReadsTheGradientOffStepsThatStay) {
  Play by_steps = FreshScaffold(0.1, 3);
  by_steps.options["variate"] = std::string("steps");
  by_steps.rounds = 1;
  const Components f = DrawnLogCosh();
  const auto played = PlayedByHand(f, kStart, by_steps);
  for (std::size_t i = 0; i < f.size(); ++i) {
    EXPECT_LE(Norm(played.remembered[i] - f[i].gradient(kStart)), 1e-15);
  }
}

// c is the mean of all c_i, also of those who did not take part, also of what compressors leave.
TEST(Scaffold, KeepsTheMeanOfTheVariates) {
  Play compressed = WithCohort(Scaffold(0.1, 3, 9), 0.5);
  compressed.axes["compress"] = {"top-k", {{"fraction", 0.4}, {"error_memory", true}}};
  for (const Play& play : {Scaffold(0.1, 3, 9), WithCohort(Scaffold(0.1, 3, 9), 0.5),
                           ByShard(WithCohort(Scaffold(0.1, 3, 9), 0.25)), compressed}) {
    const auto played = PlayedByHand(DrawnLogCosh(), kStart, play);
    Point sum(kStart.size());
    for (const Point& variate : played.remembered) sum = sum + variate;
    const Point mean(played.shared.begin() + kStart.size(), played.shared.end());
    EXPECT_LE(Norm(0.25 * sum - mean), 1e-15);
    EXPECT_GT(Norm(mean), 0.01);
  }
}

// With the workers' examples as weights, 1 and 3 here, c is the weighted mean, whoever takes part.
TEST(Scaffold, WeighsBothMeansAlike) {
  Play play = Scaffold(0.1, 3, 9);
  play.axes["aggregate"] = {"weighted-mean", {}};
  play.first_owned = {0, 1, 4};
  for (const Play& weighted : {play, WithCohort(play, 0.5)}) {
    const auto played = PlayedByHand(DrawnLogCosh(), kStart, weighted);
    const Point sum = played.remembered[0] + 3.0 * played.remembered[1];
    const Point mean(played.shared.begin() + kStart.size(), played.shared.end());
    EXPECT_LE(Norm(0.25 * sum - mean), 1e-15);
    EXPECT_EQ(After(DrawnLogCosh(), kStart, weighted),
              Point(played.shared.begin(), played.shared.begin() + kStart.size()));
  }
  // Its optimum is that of all components, each counting the same.
  play.rounds = 2000;
  EXPECT_LE(Norm(MeanGradient(DrawnLogCosh(), After(DrawnLogCosh(), kStart, play))), 1e-12);
}

// Local steps of FedAvg on different curvatures stop elsewhere; SCAFFOLD at the optimum x* = 0,
// whoever takes part.
TEST(Scaffold, CorrectsTheDrift) {
  const auto f = GoldenQuadratics();
  Play fedavg = FedAvg(0.1, 5);
  fedavg.rounds = 300;
  EXPECT_GT(std::abs(After(f, {2.0}, fedavg)[0]), 0.05);
  EXPECT_NEAR(After(f, {2.0}, Scaffold(0.1, 5, 300))[0], 0.0, 1e-12);
  EXPECT_NEAR(After(f, {2.0}, ByShard(Scaffold(0.1, 5, 300)))[0], 0.0, 1e-12);
  EXPECT_NEAR(After(f, {2.0}, WithCohort(Scaffold(0.1, 5, 600), 0.5))[0], 0.0, 1e-12);
}

TEST(Scaffold, OfOneStepByAllIsDescent) {
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    for (const Play& play : {Scaffold(0.1, 1, 10), ByShard(Scaffold(0.1, 1, 10))}) {
      EXPECT_LE(Norm(After(f, kStart, play) - After(f, kStart, Descent(0.1, 10))), 1e-15);
    }
  }
}

// Two vectors up and down in one exchange; option I pays for the shard's gradient, 12 batches of 5.
TEST(Scaffold, CostsTwoVectorsAnExchange) {
  const std::vector<std::string> round = {"train.steps=0", "train.rounds=1",
                                          "algorithm.local_steps.steps=3"};
  auto by_shard = round;
  by_shard.push_back("algorithm.variate=shard");
  const auto run = Ran(SmallJob("scaffold"), round).summary.final;
  EXPECT_EQ(run.exchange, 1u);
  EXPECT_EQ(run.uplink_value_bits, 4u * 2u * 67u * 64u);
  EXPECT_EQ(run.uplink_bits, 4u * 2u * (67u * 64u + 192u));
  EXPECT_EQ(run.downlink_bits, 4u * 2u * (67u * 64u + 192u));
  EXPECT_EQ(run.gradient_evaluations, 4u * 3u);
  EXPECT_EQ(Ran(SmallJob("scaffold"), by_shard).summary.final.gradient_evaluations,
            4u * (12u + 3u));
}

}  // namespace
}  // namespace hushed
