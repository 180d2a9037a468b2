// Limits of Local-GD that are not directions: interpolating models in regression, and the gap that
// local steps leave where the loss has a minimum.
#include <gtest/gtest.h>

#include <cmath>

#include "implicit_bias.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

// Thirty equations for fifty unknowns, three to each of ten workers, whose truths differ.
std::string RegressionJob(const std::string& algorithm) {
  return R"(
seed = 3
[data]
name = "synthetic-least-squares"
rows = 30
test_rows = 0
columns = 50
noise = 0.5
heterogeneity = 1.0
[partition]
kind = "by-owner"
[model]
name = "least-squares"
[train]
workers = 10
batch = 0
rounds = 1
evaluate_every = 0
[algorithm]
name = ")" +
         algorithm + "\"\n";
}

const std::vector<std::string> kMean = {"algorithm.server_optimizer.kind=sgd"};

double Product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

void Add(double a, const std::vector<double>& v, std::vector<double>& out) {
  for (std::size_t j = 0; j < v.size(); ++j) out[j] += a * v[j];
}

// from + X' (X X')^{-1} (y - X from), by elimination: the interpolating model nearest to `from`.
std::vector<double> NearestInterpolator(const JobData& data, std::vector<double> from) {
  const auto n = static_cast<std::uint32_t>(data.data->train.size);
  std::vector<std::vector<double>> system(n, std::vector<double>(n + 1));
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t k = 0; k < n; ++k) system[i][k] = Product(data.Row(i), data.Row(k));
    system[i][n] = data.data->train.targets[i] - Product(data.Row(i), from);
  }
  for (std::uint32_t i = 0; i < n; ++i) {  // positive definite: no pivoting
    for (std::uint32_t k = 0; k < n; ++k) {
      if (k != i) Add(-system[k][i] / system[i][i], system[i], system[k]);
    }
  }
  for (std::uint32_t i = 0; i < n; ++i) Add(system[i][n] / system[i][i], data.Row(i), from);
  return from;
}

// The workers' rows made orthonormal, one basis a worker.
std::vector<std::vector<std::vector<double>>> BasesOf(const JobData& data) {
  std::vector<std::vector<std::vector<double>>> bases;
  for (const auto& shard : data.shards) {
    auto& basis = bases.emplace_back();
    for (const std::uint32_t i : shard) {
      std::vector<double> v = data.Row(i);
      for (const auto& other : basis) Add(-Product(v, other), other, v);
      const double length = Length(v);
      for (double& entry : v) entry /= length;
      basis.push_back(v);
    }
  }
  return bases;
}

// |(I - Pbar)^k v|^(1/k) from k = `skipped` on, Pbar the mean of the projectors onto the workers'
// rows: 1 - theta_min of Pbar for v in the span of the rows. Rounding brings in what I - Pbar
// leaves alone, so k must stay below 30 / theta_min.
double ContractionOf(const JobData& data, std::vector<double> v, int skipped, int averaged) {
  const auto bases = BasesOf(data);
  double logarithm = 0.0;
  for (int i = 0; i < skipped + averaged; ++i) {
    const std::vector<double> before = v;
    for (const auto& basis : bases) {
      for (const auto& q : basis) {
        Add(-Product(q, before) / static_cast<double>(bases.size()), q, v);
      }
    }
    const double factor = Length(v) / Length(before);
    for (double& entry : v) entry /= factor;
    if (i >= skipped) logarithm += std::log(factor) / averaged;
  }
  return std::exp(logarithm);
}

std::vector<double> AfterProjections(int rounds, std::vector<std::string> overrides) {
  overrides.push_back(Rounds(rounds));
  return Ran(RegressionJob("modified-local-gd"), overrides).model;
}

// The mean of exact local solves contracts to the interpolating model nearest to the start by
// 1 - theta_min a round.
TEST(Regression, MeansOfLocalSolvesContractToTheNearestInterpolator) {
  const JobData data(RegressionJob("local-gd"));
  const auto limit = NearestInterpolator(data, std::vector<double>(50));
  const double contraction = ContractionOf(data, limit, 1000, 400);
  ASSERT_GT(contraction, 0.9);
  ASSERT_LT(contraction, 0.999);
  EXPECT_NEAR(ContractionOf(data, limit, 600, 400), contraction, 1e-4) << "it is the limit";
  const double early = Distance(AfterProjections(1000, kMean), limit);
  const double late = Distance(AfterProjections(1400, kMean), limit);
  EXPECT_NEAR(std::pow(late / early, 1.0 / 400), contraction, 1e-9);
  const auto model = AfterProjections(20000, kMean);
  for (std::size_t j = 0; j < 50; ++j) EXPECT_NEAR(model[j], limit[j], 1e-10);
}

TEST(Regression, TheLimitIsNearestToTheStart) {
  auto elsewhere = kMean;
  elsewhere.push_back("model.initial=1.0");
  const JobData data(RegressionJob("local-gd"));
  const auto start =
      Ran(RegressionJob("local-gd"), {"model.initial=1.0", Rate(1e-300), Rounds(1)}).model;
  const auto limit = NearestInterpolator(data, start);
  const auto model = AfterProjections(20000, elsewhere);
  for (std::size_t j = 0; j < 50; ++j) EXPECT_NEAR(model[j], limit[j], 1e-10);
}

// Gradient descent from zero never leaves the span of the rows: local steps have the same limit.
TEST(Regression, LocalGdFromZeroTendsToTheLeastInterpolator) {
  const JobData data(RegressionJob("local-gd"));
  const auto limit = NearestInterpolator(data, std::vector<double>(50));
  for (const int steps : {1, 10}) {
    const auto model = Ran(RegressionJob("local-gd"),
                           {Steps(steps), Rate(1.0 / data.largest_square), Rounds(60000 / steps)})
                           .model;
    EXPECT_LT(Distance(model, limit), 1e-8 * Length(limit)) << steps;
  }
}

// Without a separator local steps on unlike data stop beside the minimum of the pooled loss,
// by as much as lr (L - 1); one step stops at it.
TEST(Overlapping, LocalStepsLeaveAGapOfTheirNumberTimesTheRate) {
  Trainer trainer({.jobs = std::string(HUSHED_SOURCE_DIR) + "/jobs"});
  const JobData data(trainer.JobOf("local-gd", Overlapping()));
  const auto minimum = Stationary(trainer, 0.2, 1);
  std::vector<double> gradient(5);
  const auto all = Ids(200);
  data.problem->LossAndGradient(minimum, {all, Stream(1, Purpose::kExample, 0, 0, 0)}, gradient,
                                {});
  EXPECT_LT(Length(gradient), 1e-13) << "of the pooled loss after one step a round";
  const auto gap = [&](double rate, int steps) {
    return Distance(Stationary(trainer, rate, steps), minimum);
  };
  const double reference = gap(0.01, 11);
  EXPECT_GT(reference, 1e-3 * Length(minimum));
  EXPECT_NEAR(gap(0.005, 11) / reference, 1.0 / 2, 0.02);
  EXPECT_NEAR(gap(0.01, 6) / reference, 1.0 / 2, 0.02);
  EXPECT_NEAR(gap(0.0025, 11) / reference, 1.0 / 4, 0.02);
  EXPECT_LT(gap(0.01, 1), 1e-12);
}

}  // namespace
}  // namespace hushed
