// Convergence on problems with a known optimum, and the laws of lazy communication.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "harness.h"

namespace hushed {
namespace {

// Nine workers, f_m = L_m x^2 / 2 - b_m x in 5 dimensions with L_m spread as in the LAG paper's
// synthetic setting: smoothness (1.3^(m-1) + 1)^2. The sum's smoothness is Lsum, the mean's
// Lsum / M.
constexpr int kWorkers = 9, kDimension = 5;

double Smoothness(int m) {
  const double root = std::pow(1.3, m) + 1;
  return root * root;
}

double SumOfSmoothness() {
  double sum = 0;
  for (int m = 0; m < kWorkers; ++m) sum += Smoothness(m);
  return sum;
}

std::string Numbers(const std::vector<double>& values) {
  std::string text = "[";
  for (const double value : values) text += (text.size() > 1 ? ", " : "") + std::to_string(value);
  return text + "]";
}

std::string LagJob(const std::string& algorithm, int rounds) {
  std::vector<double> a, b;
  for (int m = 0; m < kWorkers; ++m) {
    for (int i = 0; i < kDimension; ++i) {
      // Coordinates are conditioned 1 : 1/2 : ... : 1/5, so that descent takes a while.
      a.push_back(Smoothness(m) / (1 + i));
      b.push_back(std::cos(m + i));
    }
  }
  return "[data]\nname = \"synthetic-quadratic\"\ndimension = 5\ncomponents = 9\na = " +
         Numbers(a) + "\nb = " + Numbers(b) +
         "\n[partition]\nkind = \"by-owner\"\n[model]\nname = \"quadratic\"\n[train]\nworkers = 9\n"
         "batch = 0\nevaluate_every = 1\nrounds = " +
         std::to_string(rounds) + "\n[algorithm]\nname = \"" + algorithm +
         "\"\nlearning_rate = " + std::to_string(0.5 * kWorkers / SumOfSmoothness()) + "\n";
}

// F(x) - F* at each evaluation; F* from the closed form of the diagonal quadratic.
std::vector<double> Gaps(const RunResult& run) {
  double best = 0;
  for (int i = 0; i < kDimension; ++i) {
    double a = 0, b = 0;
    for (int m = 0; m < kWorkers; ++m) {
      a += std::stod(std::to_string(Smoothness(m) / (1 + i))) / kWorkers;
      b += std::stod(std::to_string(std::cos(m + i))) / kWorkers;
    }
    best -= b * b / (2 * a);
  }
  std::vector<double> gaps;
  for (const MetricsLine& line : run.lines) {
    for (const auto& [name, value] : line.metrics) {
      if (name == "train_loss") gaps.push_back(value - best);
    }
  }
  return gaps;
}

std::uint64_t UploadsToReach(const RunResult& run, double gap) {
  const auto gaps = Gaps(run);
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    if (gaps[i] <= gap) return run.lines[i].uploads;
  }
  return ~std::uint64_t{0};
}

// T1: linear convergence at half the step of gradient descent.
TEST(Lag, ConvergesLinearly) {
  const auto gaps = Gaps(Ran(LagJob("lag", 200)));
  EXPECT_LT(gaps.back(), 1e-10 * gaps.front());
  for (std::size_t i = 40; i + 40 < gaps.size() && gaps[i] > 1e-13; i += 40) {
    EXPECT_LT(gaps[i + 40], 0.2 * gaps[i]) << "from round " << i;
  }
}

// T3: on heterogeneous workers far fewer uploads than gradient descent to the same gap.
TEST(Lag, ReachesAGapWithFewerUploadsThanGradientDescent) {
  const auto lag = Ran(LagJob("lag", 200));
  const auto descent = Ran(LagJob("sgd", 200), {"algorithm.local.kind=full-gradient"});
  const double gap = 1e-8;
  EXPECT_LT(UploadsToReach(lag, gap), UploadsToReach(descent, gap) / 2);
}

// T2: the lazier a worker's loss is, the less it speaks; and the worker's own test is never less
// lazy than the server's, by smoothness.
TEST(Lag, WorkersRuleSpeaksNoMoreThanTheServers) {
  std::vector<double> smoothness;
  for (int m = 0; m < kWorkers; ++m) smoothness.push_back(Smoothness(m) * 1.0001);
  const auto worker = Ran(LagJob("lag", 100), {"algorithm.trigger.coefficient=0.1"});
  const auto server = Ran(LagJob("lag", 100),
                          {"algorithm.trigger.kind=always", "algorithm.participation.kind=lag-ps",
                           "algorithm.participation.coefficient=0.1",
                           "algorithm.participation.smoothness=" + Numbers(smoothness)});
  EXPECT_LE(worker.summary.final.uploads, server.summary.final.uploads);
  EXPECT_LT(server.summary.final.uploads, 9u * 100u);
  EXPECT_LT(Gaps(server).back(), 1e-6);
}

TEST(Lasg, ServersRuleConvergesWithMeasuredSmoothness) {
  const auto run = Ran(LagJob("sgd", 150), {"algorithm.participation.kind=lasg-ps",
                                            "algorithm.participation.coefficient=0.1",
                                            "algorithm.aggregate.reuse=true"});
  EXPECT_LT(Gaps(run).back(), 1e-6);
  EXPECT_LT(run.summary.final.uploads, 9u * 150u);
}

bool ServerOptimizerAdapts(const std::map<std::string, Choice>& axes) {
  const std::string& kind = axes.at("server_optimizer").kind;
  return kind == "adam" || kind == "yogi" || kind == "adagrad";
}

// Every algorithm of the list makes a learnable problem learned.
class Learns : public testing::TestWithParam<std::string> {};

TEST_P(Learns, WellSeparatedBlobs) {
  const std::string name = GetParam();
  std::vector<std::string> overrides = {"train.steps=0", "train.epochs=10",
                                        "algorithm.learning_rate=0.2"};
  if (AxesOf(name).at("local").kind != "projection") overrides.push_back("data.separation=4.0");
  if (AxesOf(name).at("participation").kind == "fraction") {
    overrides.push_back("algorithm.participation.fraction=0.5");
  }
  // Its steps have the rate's length, whatever the update's.
  if (ServerOptimizerAdapts(AxesOf(name))) {
    overrides.push_back("algorithm.server_optimizer.learning_rate=0.1");
  }
  const auto run = Ran(SmallJob(name), overrides);
  EXPECT_LT(run.lines.back().metrics[0].second, 0.7 * run.lines.front().metrics[0].second) << name;
}

INSTANTIATE_TEST_SUITE_P(List, Learns, testing::ValuesIn(AlgorithmNames()),
                         [](const auto& each) { return TestName(each.param); });

}  // namespace
}  // namespace hushed
