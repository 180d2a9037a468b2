// The projection against the conditions of a minimum, and against dual coordinate ascent, which
// shares nothing with it but the problem.
#include <gtest/gtest.h>

#include "problem/hard_margin_rows.h"
#include "problem/linear_rows.h"

namespace hushed {
namespace {

constexpr double kExact = 1e-12;

struct Size {
  std::size_t d, n;
  double margin;
};

class RandomExamples : public testing::TestWithParam<Size> {};

TEST_P(RandomExamples, MeetTheConditionsOfAMinimum) {
  const auto [d, n, margin] = GetParam();
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto rows = Separable(d, n, margin, seed);
    for (const bool at_zero : {true, false}) {
      std::vector<double> from = GaussianVector<double>(d, seed + 100);
      for (double& entry : from) entry *= at_zero ? 0.0 : 30.0;
      const auto found = rows.Projected(from);
      EXPECT_LT(found.residuals.primal, kExact);
      EXPECT_LT(found.residuals.dual, kExact);
      EXPECT_LT(found.residuals.complementarity, kExact);
      EXPECT_LT(found.residuals.stationarity, kExact);
      EXPECT_LE(found.changes, 10 * (std::min(n, d) + 1));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, RandomExamples,
                         testing::Values(Size{1, 5, 0.1}, Size{2, 7, 1e-3}, Size{5, 1000, 0.1},
                                         Size{50, 5, 0.1}, Size{50, 50, 0.1}, Size{20, 2000, 1e-3},
                                         Size{100, 64, 1e-6}));

// Hildreth's method: alpha_i <- (alpha_i + (b_i - z_i . w) / |z_i|^2)+, one example after another.
std::vector<double> ByCoordinateAscent(const Rows& rows, std::vector<double> w, int sweeps) {
  const LinearView view = rows.view();
  const bool equations = rows.task == LinearTask::kRegression;
  std::vector<double> alpha(rows.labels.size(), 0.0);
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (std::size_t i = 0; i < alpha.size(); ++i) {
      const auto begin = view.row_begin[i];
      const Row<double> row{&view.features[begin], &view.columns[begin],
                            view.row_begin[i + 1] - begin};
      double square = 0.0;
      for (std::size_t k = 0; k < row.size; ++k) square += row.values[k] * row.values[k];
      const double sign = equations ? 1.0 : view.labels[i];
      const double target = equations ? view.labels[i] : 1.0;
      const double moved = alpha[i] + (target - sign * Dot(row, w.data())) / square;
      const double next = equations ? moved : std::max(0.0, moved);
      AddTo((next - alpha[i]) * sign, row, w.data());
      alpha[i] = next;
    }
  }
  return w;
}

TEST(Project, AgreesWithDualCoordinateAscent) {
  for (const LinearTask task : {LinearTask::kClassification, LinearTask::kRegression}) {
    Rows rows = Separable(12, 8, 0.1, 9);
    rows.task = task;
    const auto from = GaussianVector<double>(12, 10);
    const auto expected = ByCoordinateAscent(rows, from, 20000);
    const auto found = rows.Projected(from);
    for (std::size_t j = 0; j < 12; ++j) EXPECT_NEAR(found.point[j], expected[j], 1e-11) << j;
  }
}

}  // namespace
}  // namespace hushed
