// The projection against closed forms, and what it refuses.
#include "problem/hard_margin.h"

#include <gtest/gtest.h>

#include <cmath>

#include "hushed/errors.h"
#include "problem/hard_margin_rows.h"
#include "testing/errors.h"

namespace hushed {
namespace {

constexpr double kExact = 1e-12;

void ExpectPoint(const Projection& projection, const std::vector<double>& expected,
                 double tolerance = 1e-15) {
  ASSERT_EQ(projection.point.size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j) {
    EXPECT_NEAR(projection.point[j], expected[j], tolerance) << j;
  }
  EXPECT_LT(projection.residuals.Largest(), kExact);
}

TEST(HardMargin, OfOneExampleIsItsRowOverItsSquare) {
  const auto rows = RowsOf(2, {{{3, 4}, -1}});
  const auto found = HardMargin(rows.view(), 2);
  ExpectPoint(found, {-3.0 / 25, -4.0 / 25});
  EXPECT_NEAR(found.multipliers[0], 1.0 / 25, 1e-16);
  EXPECT_NEAR(MarginOf(rows.view(), found.point), 5.0, 1e-14);
}

// (1, 0) and (-1, 2) of one class: w . (1, 0) >= 1, w . (-1, 2) >= 1 meet in (1, 1), both active;
// (5, 5) is far away.
TEST(HardMargin, OfThreeExamplesByHand) {
  const auto rows = RowsOf(2, {{{5, 5}, 1}, {{1, 0}, 1}, {{-1, 2}, 1}});
  const auto found = HardMargin(rows.view(), 2);
  ExpectPoint(found, {1, 1});
  EXPECT_EQ(found.multipliers[0], 0.0);
  EXPECT_NEAR(found.multipliers[1], 1.5, 1e-15);
  EXPECT_NEAR(found.multipliers[2], 0.5, 1e-15);
}

// The nearest row enters first and must let go: (1, 0) alone asks for (1, 0), (0.5, 0) for (2, 0).
TEST(HardMargin, LetsGoOfARowThatAnotherImplies) {
  const auto rows = RowsOf(2, {{{1, 0}, 1}, {{0.5, 0}, 1}, {{-0.5, 0}, -1}});
  const auto found = HardMargin(rows.view(), 2);
  ExpectPoint(found, {2, 0});
  EXPECT_EQ(found.multipliers[0], 0.0);
}

TEST(Project, LeavesAFeasiblePointAlone) {
  const auto rows = RowsOf(2, {{{1, 0}, 1}, {{0, 1}, -1}});
  const std::vector<double> from = {1.25, -7.1};
  const auto found = rows.Projected(from);
  EXPECT_EQ(found.point, from);
  EXPECT_EQ(found.changes, 0u);
  EXPECT_EQ(found.residuals.Largest(), 0.0);
  EXPECT_EQ(Project(rows.view(), {}, std::vector<double>{0.0, 0.0}, "").point,
            (std::vector<double>{0.0, 0.0}));
}

TEST(Project, MovesOnlyAlongViolatedRows) {
  const auto rows = RowsOf(3, {{{1, 0, 0}, 1}, {{0, 2, 0}, -1}});
  ExpectPoint(rows.Projected({-3, -4, 9}), {1, -4, 9});
  ExpectPoint(rows.Projected({-3, 4, 9}), {1, -0.5, 9});
}

TEST(Project, BearsDuplicateRowsAndMultiples) {
  const auto rows = RowsOf(3, {{{1, 2, 0}, 1}, {{1, 2, 0}, 1}, {{-1, -2, 0}, -1}, {{2, 4, 0}, 1}});
  ExpectPoint(rows.Projected({0, 0, 1}), {0.2, 0.4, 1});
}

TEST(Project, SolvesEquations) {
  const LinearTask task = LinearTask::kRegression;
  const auto rows = RowsOf(3, {{{1, 0, 0}, -2}, {{1, 1, 0}, 1}, {{0, 0, 0}, 0}}, task);
  ExpectPoint(rows.Projected({7, 7, 7}), {-2, 3, 7});
  const auto repeated = RowsOf(2, {{{1, 2}, 5}, {{2, 4}, 10}}, task);
  ExpectPoint(repeated.Projected({0, 0}), {1, 2});
}

std::string Refusal(const Rows& rows, const std::vector<double>& from) {
  return ErrorOf<DataError>([&] { rows.Projected(from); });
}

TEST(Project, SaysWhenNothingIsFeasible) {
  const auto contrary = RowsOf(2, {{{1, 2}, 1}, {{1, 2}, -1}});
  EXPECT_TRUE(Refusal(contrary, {0, 0}).starts_with("worker 3: no plane"));
  const auto zero = RowsOf(2, {{{1, 2}, 1}, {{0, 0}, -1}});
  EXPECT_NE(Refusal(zero, {0, 0}).find("example 1"), std::string::npos);
  // Three directions around the origin: no two of them contradict each other.
  const auto around = RowsOf(2, {{{1, 0}, 1}, {{-1, 1}, 1}, {{-1, -1}, 1}});
  EXPECT_TRUE(Refusal(around, {3, 1}).starts_with("worker 3: no plane"));
  const auto equations = RowsOf(2, {{{1, 2}, 5}, {{2, 4}, 9}}, LinearTask::kRegression);
  EXPECT_TRUE(Refusal(equations, {0, 0}).starts_with("worker 3: no linear"));
}

// Rows and targets times 2^-40: nothing changes, to the bit. Targets alone: the solution is as much
// smaller. Contradictions are found as well as among large numbers.
TEST(Project, KnowsNoScaleOfEquations) {
  const double tiny = std::ldexp(1.0, -40);
  const auto scaled = [](double rows, double targets, double last) {
    const double r = rows, t = targets;
    return RowsOf(3, {{{3 * r, r, 0}, 5 * t}, {{r, -r, 7 * r}, t}, {{4 * r, 0, 7 * r}, last * t}},
                  LinearTask::kRegression);
  };
  const std::vector<double> zero(3);
  const auto expected = scaled(1, 1, 6).Projected(zero);
  EXPECT_LT(expected.residuals.Largest(), kExact);
  EXPECT_EQ(scaled(tiny, tiny, 6).Projected(zero).point, expected.point);
  const auto small = scaled(1, tiny, 6).Projected(zero);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(small.point[j], tiny * expected.point[j]);
  EXPECT_EQ(small.residuals.Largest(), expected.residuals.Largest());
  for (const double rows : {1.0, tiny}) {
    EXPECT_THROW(scaled(rows, tiny, 6.001).Projected(zero), DataError) << rows;
  }
}

// Five dependent equations in three unknowns, all solved by zero, from far away: what rounding
// leaves of the way is no contradiction.
TEST(Project, ReachesZeroFromFarAway) {
  const auto rows = RowsOf(
      3, {{{1, 2, 3}, 0}, {{0.3, -1, 7}, 0}, {{5, 1, 0.1}, 0}, {{2, 0.7, 1}, 0}, {{1, 1, 1}, 0}},
      LinearTask::kRegression);
  ExpectPoint(rows.Projected({1e6, -3e5, 7e4}), {0, 0, 0}, 1e-8);
}

// Rows 1e-9 apart that ask for a model of length 1e9, which rounding spoils; lengths that overflow.
TEST(Project, SaysWhenRoundingHasWon) {
  const double e = 1e-9;
  const auto near =
      RowsOf(3, {{{1, 1, 1}, 1}, {{1, 1 + e, 1}, 1}, {{-1, -1, -1 + e}, 1}, {{0.3, 0.7, -1.1}, 1}});
  EXPECT_TRUE(Refusal(near, {0, 0, 0}).starts_with("worker 3: the solve"));
  const auto huge = RowsOf(2, {{{1e200, 0}, 1}, {{0, 1}, 1}});
  EXPECT_TRUE(Refusal(huge, {0, 0}).starts_with("worker 3: the solve"));
}

// A cloud around the origin with random labels and many more rows than columns.
TEST(Project, EndsOnManyExamplesThatCannotBeSeparated) {
  Rows rows{.d = 20};
  const auto entries = GaussianVector<double>(2000 * 20, 5);
  for (std::size_t i = 0; i < 2000; ++i) {
    rows.Add({entries.begin() + i * 20, entries.begin() + (i + 1) * 20}, i % 2 == 0 ? 1.0 : -1.0);
  }
  const std::string said = ErrorOf<DataError>([&] { HardMargin(rows.view(), 20); });
  EXPECT_TRUE(said.starts_with("the training set: no plane")) << said;
}

TEST(Project, RefusesWhatIsNotFinite) {
  const auto rows = RowsOf(2, {{{1, 2}, 1}, {{3, -2}, -1}});
  EXPECT_THROW(rows.Projected({std::nan(""), 0}), DivergedError);
  EXPECT_THROW(rows.Projected({INFINITY, 0}), DivergedError);
}

}  // namespace
}  // namespace hushed
