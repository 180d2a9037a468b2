// Quadratics in closed form, their noise, and the skewed quadratic.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "hushed/errors.h"
#include "problem/problem_cases.h"

namespace hushed {
namespace {

// Two components in two dimensions, dense: A = [[2 1] [1 3]] and [[4 1] [1 1]], b = (1, 0), (3, 2).
std::shared_ptr<Dataset> TwoMatrices() {
  auto data = std::make_shared<Dataset>(EmptyDataset("two matrices", {2}, 0));
  data->train.size = 2;
  data->quadratics = {
      .diagonal = false, .curvature = {2, 1, 1, 3, 4, 1, 1, 1}, .linear = {1, 0, 3, 2}};
  return data;
}

TEST(Quadratic, IsItsClosedForm) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>({"", {"quadratic", {}}, TwoMatrices()});
    const std::vector<Real> x = {1.0f, -2.0f};
    const std::array<std::uint32_t, 1> first = {0};
    const auto alone = At<Real>(*problem, x, BatchOf(first));
    EXPECT_EQ(alone.loss, (2 - 4 + 12) / 2.0 - 1);
    EXPECT_EQ(alone.gradient, (std::vector<Real>{-1.0f, -5.0f}));
    const auto both = At<Real>(*problem, x, BatchOf(Ids(2)));  // A = [[3 1] [1 2]], b = (2, 1)
    EXPECT_EQ(both.loss, (3 - 4 + 8) / 2.0 - 0);
    EXPECT_EQ(both.gradient, (std::vector<Real>{-1.0f, -4.0f}));
  });
}

// The mean's minimum solves [[3 1] [1 2]] x = (2, 1): x = (3, 1) / 5, F = -b.x / 2 = -7/10.
TEST(Quadratic, EvaluatesTheMeanWithoutNoise) {
  const auto problem = Make<double>(
      {"", {"quadratic", {{"noise", 3.0}, {"multiplicative_noise", 3.0}}}, TwoMatrices()});
  std::vector<Metric> metrics;
  problem->Evaluate(std::vector<double>{0.6, 0.2}, 0, metrics);
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0].name, "train_loss");
  EXPECT_NEAR(metrics[0].total, -0.7, 1e-15);
  EXPECT_EQ(metrics[1].name, "gradient_norm");
  EXPECT_NEAR(metrics[1].total, 0.0, 1e-15);
}

// Diagonals as matrices: the same function and, drawn alike, the same noise.
TEST(Quadratic, DiagonalIsASpecialCaseOfDense) {
  const auto diagonal = RandomQuadratics(300, 4, true);
  auto dense = std::make_shared<Dataset>(*diagonal);
  dense->quadratics.diagonal = false;
  dense->quadratics.curvature.assign(4 * 300 * 300, 0.0);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 300; ++j) {
      dense->quadratics.curvature[(i * 300 + j) * 300 + j] =
          diagonal->quadratics.curvature[i * 300 + j];
    }
  }
  const Values noise = {{"noise", 0.5}, {"multiplicative_noise", 0.25}};
  const auto a = Make<double>({"", {"quadratic", noise}, diagonal});
  const auto b = Make<double>({"", {"quadratic", noise}, dense});
  const auto x = GaussianVector<double>(300, 1);
  const auto at = At<double>(*a, x, BatchOf(Ids(4))), same = At<double>(*b, x, BatchOf(Ids(4)));
  EXPECT_NEAR(at.loss, same.loss, 1e-12 * std::abs(at.loss));
  ExpectNear(at.gradient, same.gradient, 1e-13);
  std::vector<Metric> losses;
  a->Evaluate(x, 0, losses);
  b->Evaluate(x, 0, losses);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(losses[i].name, losses[i + 2].name);
    EXPECT_NEAR(losses[i].total, losses[i + 2].total, 1e-12 * losses[i].total);
  }
}

class Noise : public testing::TestWithParam<bool> {};

// At x, entry j of the gradient is (A x)_j - b_j on average, with variance sigma^2 plus that of
// c/2 (Z A x + A Z x)_j = c^2/4 (sum_k (A_jk x_k)^2 + h_j^2 + 2 h_j A_jj x_j), h = A x; for
// diagonal A that is (c h_j)^2. 40,000 batches; bounds of five standard deviations, of the variance
// too (normal: variance * sqrt(2 / n)).
TEST_P(Noise, HasTheStatedMeanAndVariance) {
  constexpr std::size_t kDimension = 3, kBatches = 40'000;
  constexpr double kSigma = 0.5, kFactor = 2.0;
  const bool diagonal = GetParam();
  const auto data = RandomQuadratics(kDimension, 1, diagonal);
  const auto exact = Make<double>({"", {"quadratic", {}}, data});
  const Values options = {{"noise", kSigma}, {"multiplicative_noise", kFactor}};
  const auto noisy = Make<double>({"", {"quadratic", options}, data});
  const std::vector<double> x = {1.0, -2.0, 0.5};
  std::vector<double> sum(kDimension, 0.0), squares(kDimension, 0.0);
  const auto mean = At<double>(*exact, x, BatchOf(Ids(1))).gradient;
  for (std::size_t i = 0; i < kBatches; ++i) {
    const auto g = At<double>(*noisy, x, BatchOf(Ids(1), i)).gradient;
    for (std::size_t j = 0; j < kDimension; ++j) {
      sum[j] += g[j] - mean[j];
      squares[j] += (g[j] - mean[j]) * (g[j] - mean[j]);
    }
  }
  for (std::size_t j = 0; j < kDimension; ++j) {
    const double* a = data->quadratics.curvature.data() + (diagonal ? 0 : j * kDimension);
    const double h = mean[j] + data->quadratics.linear[j];
    double spread = h * h + 2 * h * a[j] * x[j];
    for (std::size_t k = 0; k < kDimension; ++k) {
      if (!diagonal || k == j) spread += a[k] * x[k] * a[k] * x[k];
    }
    const double variance = kSigma * kSigma + kFactor * kFactor / 4 * spread;
    EXPECT_NEAR(sum[j] / kBatches, 0.0, 5 * std::sqrt(variance / kBatches));
    EXPECT_NEAR(squares[j] / kBatches, variance, 5 * variance * std::sqrt(2.0 / kBatches));
  }
}

INSTANTIATE_TEST_SUITE_P(Quadratic, Noise, testing::Bool());

TEST(Quadratic, BeginsAtItsStart) {
  const Layout layout =
      Make<double>({"", {"quadratic", {}}, RandomQuadratics(5, 1, true)})->layout();
  ASSERT_EQ(layout.parameters().size(), 2u);  // a tensor per run of equal values: 1, then 2
  EXPECT_EQ(layout.parameters()[0].size, 1u);
  EXPECT_EQ(layout.parameters()[0].initial.value, 1.0);
  EXPECT_EQ(layout.parameters()[1].size, 4u);
  EXPECT_EQ(layout.parameters()[1].initial.value, 2.0);
  const Layout zero = Make<double>({"", {"quadratic", {}}, TwoMatrices()})->layout();
  ASSERT_EQ(zero.parameters().size(), 1u);
  EXPECT_EQ(zero.parameters()[0].initial.value, 0.0);
  EXPECT_EQ(zero.parameters()[0].initial.bound, 0.0);
}

LossGradient<double> Skewed(double x, double smoothing) {
  const auto problem =
      Make<double>({"",
                    {"skewed-quadratic", {{"noise", 0.0}, {"smoothing", smoothing}}},
                    RandomRows({1}, 0, 1)});
  return At<double>(*problem, std::vector<double>{x}, BatchOf(Ids(1)));
}

TEST(SkewedQuadratic, IsTwiceAsSteepAboveZero) {
  EXPECT_EQ(Skewed(3.0, 0.0), (LossGradient<double>{9.0, {6.0}}));
  EXPECT_EQ(Skewed(-3.0, 0.0), (LossGradient<double>{4.5, {-3.0}}));
  EXPECT_EQ(Skewed(0.0, 0.0), (LossGradient<double>{0.0, {0.0}}));
}

// The optimum stays 0; far out, sqrt(x^2 + s^2) - s is |x| - s up to s^2 / (2 |x|).
TEST(SkewedQuadratic, SmoothingRoundsTheKink) {
  EXPECT_EQ(Skewed(0.0, 0.5), (LossGradient<double>{0.0, {0.0}}));
  EXPECT_NEAR(Skewed(100.0, 0.5).gradient[0], 200.0 - 0.25, 0.25 / 400);
  EXPECT_NEAR(Skewed(-100.0, 0.5).gradient[0], -100.0 - 0.25, 0.25 / 400);
}

// Each of n columns repeats the experiment; the mean of what they lose is a metric.
TEST(SkewedQuadratic, CoordinatesAreRepetitions) {
  const auto problem = Make<double>({"", {"skewed-quadratic", {}}, RandomRows({4}, 0, 1)});
  const Tensor& start = problem->layout().parameters()[0];
  EXPECT_EQ(start.size, 4u);
  EXPECT_EQ(start.initial.value, 2.0);
  std::vector<Metric> metrics;
  problem->Evaluate(std::vector<double>{2.0, -2.0, 0.0, 1.0}, 0, metrics);
  ASSERT_EQ(metrics.size(), 3u);
  EXPECT_EQ(metrics[0].total, 4.0 + 2.0 + 1.0);
  EXPECT_DOUBLE_EQ(metrics[1].total, std::sqrt(16.0 + 4.0 + 4.0));
  EXPECT_EQ(metrics[2].name, "coordinate_loss");
  EXPECT_EQ(metrics[2].total / metrics[2].weight, 1.75);
}

}  // namespace
}  // namespace hushed
