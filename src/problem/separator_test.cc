// The separator of a training set and how near models come to it.
#include "problem/separator.h"

#include <cmath>

#include "hushed/errors.h"
#include "problem/hard_margin.h"
#include "problem/problem_cases.h"

namespace hushed {
namespace {

Value Whole(std::int64_t value) { return value; }

std::shared_ptr<const Dataset> MadeSeparable(double margin, std::uint64_t seed) {
  return LoadDataset({"synthetic-separable",
                      {{"rows", Whole(60)},
                       {"test_rows", Whole(5)},
                       {"columns", Whole(11)},
                       {"margin", margin},
                       {"shift", 1.5}}},
                     /*workers=*/4, seed);
}

// The data set's own closed form: w^ = (a_0 - a_1) / (2 margin^2), of margin `margin`.
TEST(HardMargin, OfSyntheticSeparableIsItsClosedForm) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    for (const double margin : {0.02, 0.5}) {
      const auto data = MadeSeparable(margin, seed);
      const auto problem = Make<double>({"", {"logistic", {}}, data});
      const auto found = HardMargin(*problem->linear(), data->columns);
      EXPECT_LT(found.residuals.Largest(), 1e-12);
      double length = 0.0;
      for (std::size_t j = 0; j < data->columns; ++j) {
        const double difference = data->train.dense[j] - data->train.dense[data->columns + j];
        EXPECT_NEAR(found.point[j], difference / (2 * margin * margin), 1e-11 / margin);
        length += found.point[j] * found.point[j];
      }
      EXPECT_NEAR(std::sqrt(length), 1.0 / margin, 1e-11 / margin);
      EXPECT_NEAR(MarginOf(*problem->linear(), found.point), margin, 1e-12);
    }
  }
}

double ValueOf(const std::vector<Metric>& metrics, const std::string& name) {
  double total = 0.0, weight = 0.0;
  for (const Metric& metric : metrics) {
    if (metric.name != name) continue;
    total += metric.total;
    weight += metric.weight;
  }
  return weight > 0 ? total / weight : std::nan("");
}

// Two rows, (1, 0) and (0, 1), of one class: w^ = (1, 1), its margin 1 / sqrt 2.
std::shared_ptr<Dataset> TwoAxes(std::vector<double> targets) {
  auto data = std::make_shared<Dataset>(EmptyDataset("two axes", {2}, 2));
  data->train.size = 2;
  data->train.dense = {1.0, 0.0, 0.0, 1.0};
  data->train.targets = std::move(targets);
  return data;
}

TEST(Separator, IsMeasuredByClosedForms) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>({"", {"logistic", {{"separator", true}}}, TwoAxes({1, 1})});
    const double rounding = sizeof(Real) == 4 ? 1e-7 : 1e-15;
    const auto right = MetricsOf<Real>(*problem, {7, 7});
    EXPECT_NEAR(ValueOf(right, "direction_error"), 0.0, rounding);
    EXPECT_NEAR(ValueOf(right, "margin"), std::sqrt(0.5), rounding);
    const auto aside = MetricsOf<Real>(*problem, {3, 0});
    EXPECT_NEAR(ValueOf(aside, "direction_error"), std::sqrt(2 - std::sqrt(2.0)), 1e-15);
    EXPECT_EQ(ValueOf(aside, "margin"), 0.0);
    EXPECT_NEAR(ValueOf(MetricsOf<Real>(*problem, {-2, -2}), "direction_error"), 2.0, rounding);
    EXPECT_TRUE(std::isnan(ValueOf(MetricsOf<Real>(*problem, {0, 0}), "direction_error")));
  });
}

// The intercept is one more weight: (1, 0, 1) and (0, 1, 1) have w^ = (1/3, 1/3, 2/3).
TEST(Separator, CountsTheIntercept) {
  const auto problem =
      Make<double>({"", {"logistic", {{"separator", true}, {"intercept", true}}}, TwoAxes({0, 0})});
  const auto metrics = MetricsOf<double>(*problem, {-1, -1, -2});
  EXPECT_NEAR(ValueOf(metrics, "direction_error"), 0.0, 1e-15);
  EXPECT_NEAR(ValueOf(metrics, "margin"), std::sqrt(1.5), 1e-15);
}

TEST(Separator, IsLeftOutUnlessAskedFor) {
  const auto problem = Make<double>({"", {"logistic", {}}, TwoAxes({1, 1})});
  for (const Metric& metric : MetricsOf<double>(*problem, {1, 1}))
    EXPECT_EQ(metric.name, "train_loss");
}

// Each part names the same metrics, and only one measures.
TEST(Separator, IsMeasuredOnceOverAllParts) {
  const auto data =
      LoadDataset({"synthetic-separable",
                   {{"rows", Whole(2500)}, {"test_rows", Whole(7)}, {"columns", Whole(3)}}},
                  1, 1);
  const auto problem = Make<double>({"", {"logistic", {{"separator", true}}}, data});
  ASSERT_EQ(problem->evaluation_parts(), 4u);
  int measured = 0, named = 0;
  for (const Metric& metric : MetricsOf<double>(*problem, {1, 2, 3})) {
    if (metric.name != "margin") continue;
    ++named;
    measured += metric.weight > 0 ? 1 : 0;
  }
  EXPECT_EQ(named, 4);
  EXPECT_EQ(measured, 1);
}

TEST(Separator, RefusesATrainingSetThatHasNone) {
  auto data = TwoAxes({1, 0});
  data->train.dense = {1.0, 1.0, 2.0, 2.0};
  EXPECT_THROW(Make<double>({"", {"logistic", {{"separator", true}}}, data}), DataError);
}

}  // namespace
}  // namespace hushed
