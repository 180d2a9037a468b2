// Closed forms and degenerate cases of GradAlign and FedGA.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "components.h"
#include "harness.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

const Point kStart = {0.3, -0.5, 0.2};
constexpr std::size_t kD = 3;

void ExpectNear(const Point& a, const Point& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_LE(Norm(a - b), tolerance);
}

Point Mean(const std::vector<Point>& points) {
  Point sum(points[0].size());
  for (const Point& point : points) sum = sum + point;
  return (1.0 / static_cast<double>(points.size())) * sum;
}

// On quadratics the mean gradient at displaced points is A x - b + beta (C x - d), with C = mean
// (A_i - A)^2 and d = mean (A_i - A)(b_i - b).
TEST(GradAlign, IsALinearMapOnQuadratics) {
  const Components f = DrawnQuadratics();
  const auto mean_hessian = [&](const Point& v) {
    std::vector<Point> products;
    for (const Component& component : f) products.push_back(component.hessian_times(v, v));
    return Mean(products);
  };
  std::vector<Point> spread;  // (A_i - A)((A_i - A) x - (b_i - b))
  for (const Component& component : f) {
    const Point apart = component.gradient(kStart) - MeanGradient(f, kStart);
    spread.push_back(component.hessian_times(kStart, apart) - mean_hessian(apart));
  }
  ExpectNear(VarianceGradient(f, kStart), Mean(spread), 1e-15);
  for (const double beta : {-1.0, 0.05, 0.3, 2.0}) {
    const Point direction = MeanGradient(f, kStart) + beta * Mean(spread);
    ExpectNear(After(f, kStart, GradAlign(0.1, beta)), kStart - 0.1 * direction, 1e-15);
  }
}

// Stable iff alpha times the largest eigenvalue of A + beta C is below 2: here, in one variable,
// A = 2, C = 1, so at beta = 1 for alpha below 2/3.
TEST(GradAlign, IsStableUpToTwoOverTheLargestEigenvalue) {
  const auto distance = [](double alpha) {
    const Components f = GoldenQuadratics();
    return std::abs(After(f, {2.0}, GradAlign(alpha, 1.0, 200))[0] + 1.0 / 3.0);
  };
  EXPECT_LT(distance(0.99 * 2 / 3), 0.1);
  EXPECT_GT(distance(1.01 * 2 / 3), 10.0);
}

TEST(GradAlign, WithoutDisplacementIsDescentToTheLastBit) {
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    EXPECT_EQ(After(f, kStart, GradAlign(0.1, 0.0, 5)), After(f, kStart, Descent(0.1, 5)));
  }
}

TEST(FedGa, WithoutDisplacementIsFedAvgToTheLastBit) {
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    EXPECT_EQ(After(f, kStart, FedGa(0.1, 0.0, 5)), After(f, kStart, FedAvg(0.1, 5)));
  }
}

TEST(GradAlign, OfOneWorkerOrOfEqualOnesIsDescentToTheLastBit) {
  const Component f = DrawnLogCosh()[0];
  for (const Components& same : {Components{f}, Components{f, f, f, f}}) {
    EXPECT_EQ(After(same, kStart, GradAlign(0.1, 0.5, 5)), After(same, kStart, Descent(0.1, 5)));
  }
}

TEST(GradAlign, OfEqualCurvaturesIsDescent) {
  const Point a = {2.0, 0.5, 0.0, 0.5, 1.0, 0.1, 0.0, 0.1, 3.0};
  const Components f = {Quadratic(a, {1.0, 0.0, -1.0}), Quadratic(a, {-3.0, 2.0, 0.5})};
  ExpectNear(After(f, kStart, GradAlign(0.1, 0.7, 5)), After(f, kStart, Descent(0.1, 5)), 1e-15);
}

TEST(FedGa, OfOneStepIsGradAlign) {
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    EXPECT_EQ(After(f, kStart, FedGa(0.1, 0.3, 1)), After(f, kStart, GradAlign(0.1, 0.3)));
  }
}

// y_K = (I - eta A_i)^K (x + v_i) + eta sum_{k<K} (I - eta A_i)^k b_i, v_i = beta (g_i - g):
// written with z = y - A_i^-1 b_i, which needs no inverse where b_i = A_i z_i.
TEST(FedGa, FollowsTheClosedFormOfItsLocalSteps) {
  constexpr double kRate = 0.1, kBeta = 0.25;
  constexpr int kSteps = 7;
  const Components f = DrawnQuadratics();
  const auto played = PlayedByHand(f, kStart, FedGa(kRate, kBeta, kSteps));
  const Point mean = MeanGradient(f, kStart);
  std::vector<Point> expected;
  for (const Component& component : f) {
    const Point b = -1.0 * component.gradient(Point(kD));
    Point power = kStart + kBeta * (component.gradient(kStart) - mean);
    Point sum(kD), term = b;
    for (int k = 0; k < kSteps; ++k) {
      sum = sum + term;
      term = term - kRate * component.hessian_times(kStart, term);
      power = power - kRate * component.hessian_times(kStart, power);
    }
    expected.push_back(power + kRate * sum);
  }
  for (std::size_t i = 0; i < f.size(); ++i) ExpectNear(played.models[i], expected[i], 1e-14);
  ExpectNear(After(f, kStart, FedGa(kRate, kBeta, kSteps)), Mean(expected), 1e-14);
}

// The displacements sum to zero, also over a cohort, also with weights: the mean local model after
// a single step on functions of one curvature does not know beta.
TEST(FedGa, DisplacementsCancelInTheMean) {
  const auto after = [](const std::string& beta, const std::vector<std::string>& more) {
    std::vector<std::string> overrides = {"algorithm.beta=" + beta,
                                          "algorithm.local_steps.steps=1",
                                          "train.rounds=3",
                                          "data.components=8",
                                          "data.a=[2.0]",
                                          "train.workers=3",
                                          "data.b=[1.0, -1.0, 3.0, 0.5, 2.0, -4.0, 7.0, 0.25]"};
    overrides.insert(overrides.end(), more.begin(), more.end());
    return Ran(ScalarQuadratics("fedga"), overrides).model.at(0);
  };
  for (const char* participation : {"all", "fraction"}) {
    std::vector<std::string> more = {std::string("algorithm.participation.kind=") + participation};
    if (more[0].ends_with("fraction")) more.push_back("algorithm.participation.fraction=0.67");
    // Shards of 3, 3 and 2 components.
    EXPECT_NEAR(after("5.0", more), after("0.0", more), 1e-14) << participation;
  }
}

TEST(GradAlign, DoesNotDependOnTheNumberingOfWorkers) {
  Components f = DrawnLogCosh();
  const Play plays[] = {GradAlign(0.1, 0.3, 5), FedGa(0.1, 0.3, 5), FreshScaffold(0.1, 5)};
  for (const Play& play : plays) {
    const Point reference = After(f, kStart, play);
    Components renumbered = {f[2], f[0], f[3], f[1]};
    ExpectNear(After(renumbered, kStart, play), reference, 1e-15);
  }
}

// Nothing is kept between rounds: two rounds are a round from where the first ended.
TEST(FedGa, RemembersNothing) {
  const Components f = DrawnLogCosh();
  Play twice = FedGa(0.1, 0.3, 5);
  twice.rounds = 2;
  const Play once = FedGa(0.1, 0.3, 5);
  EXPECT_EQ(After(f, kStart, twice), After(f, After(f, kStart, once), once));
}

// Two evaluations and two messages a worker and update; FedAvg one exchange a round.
TEST(Accounting, OfAligningAndOfAveraging) {
  const Components f = DrawnLogCosh();
  const auto aligned = Played(f, kStart, GradAlign(0.1, 0.3, 5)).lines.back();
  EXPECT_EQ(aligned.exchange, 10u);
  EXPECT_EQ(aligned.uploads, 2u * 4u * 5u);
  EXPECT_EQ(aligned.gradient_evaluations, 2u * 4u * 5u);
  const auto fedga = Played(f, kStart, FedGa(0.1, 0.3, 7)).lines.back();
  EXPECT_EQ(fedga.exchange, 2u);
  EXPECT_EQ(fedga.gradient_evaluations, 4u * (1u + 7u));
  const auto fedavg = Played(f, kStart, FedAvg(0.1, 7)).lines.back();
  EXPECT_EQ(fedavg.exchange, 1u);
  EXPECT_EQ(fedavg.gradient_evaluations, 4u * 7u);
  EXPECT_EQ(2 * fedavg.uplink_bits, fedga.uplink_bits);
  EXPECT_EQ(2 * fedavg.downlink_bits, fedga.downlink_bits);
}

}  // namespace
}  // namespace hushed
