// The short form for the change of a network's gradient is the distance of its gradients.
#include "problem/layers_change.h"

#include <gtest/gtest.h>

#include "core/kernels.h"
#include "problem/problem_cases.h"

namespace hushed {
namespace {

constexpr std::uint32_t kBatch[] = {3, 0, 15, 3, 8};

// Wide enough for five examples.
std::vector<ProblemCase> WideCases() {
  const auto mlp = [](std::vector<std::int64_t> hidden, const char* activation) {
    return Choice{"mlp", {{"hidden", std::move(hidden)}, {"activation", std::string(activation)}}};
  };
  return {{"Softmax", {"softmax", {}}, RandomRows({90}, 40, 16)},
          {"NoIntercept", {"softmax", {{"intercept", false}}}, RandomRows({90}, 40, 16)},
          {"Relu", mlp({60}, "relu"), RandomRows({50}, 10, 16)},
          {"DeepTanh", mlp({60, 70, 50}, "tanh"), RandomRows({50}, 10, 16)},
          {"Values", mlp({60}, "tanh"), RandomRows({50}, 0, 16)}};
}

template <class Real>
std::vector<Real> Point(const Problem<Real>& problem, std::uint64_t seed) {
  auto x = GaussianVector<Real>(problem.layout().parameter_size(), seed);
  Scale<Real>(Real{0.2f}, x, x);
  return x;
}

class LayersChangeOf : public testing::TestWithParam<ProblemCase> {};

TEST_P(LayersChangeOf, IsTheDistanceOfTheGradients) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const auto x = Point(*problem, 1), y = Point(*problem, 2);
    const auto there = At<Real>(*problem, y, BatchOf(kBatch));
    const auto here = At<Real>(*problem, x, BatchOf(kBatch));
    const auto change = problem->SquaredGradientChange(y, BatchOf(kBatch));
    ASSERT_TRUE(change);
    const double expected = SquaredDistance<Real>(here.gradient, there.gradient);
    EXPECT_GT(expected, 1e-3);
    EXPECT_NEAR(*change, expected, kRounding<Real> * expected);
    EXPECT_EQ(problem->SquaredGradientChange(y, BatchOf(kBatch)), change) << "x is still held";
    EXPECT_EQ(problem->SquaredGradientChange(x, BatchOf(kBatch)), 0.0);
    EXPECT_EQ(At<Real>(*problem, x, BatchOf(kBatch)), here) << "nothing is left behind";
  });
}

// A step of 1e-6: in float the gradients themselves agree in all but their last digits, and their
// distance is mostly rounding; the change of the deltas still has digits.
TEST_P(LayersChangeOf, KeepsTheDigitsOfASmallChange) {
  const auto narrow = Make<float>(GetParam());
  const auto wide = Make<double>(GetParam());
  const auto x = Point(*narrow, 1);
  auto y = x;
  Axpy<float>(1e-5f, Point(*narrow, 2), y);
  const std::vector<double> wide_x(x.begin(), x.end()), wide_y(y.begin(), y.end());
  At<float>(*narrow, x, BatchOf(kBatch));
  const auto here = At<double>(*wide, wide_x, BatchOf(kBatch));
  const auto there = At<double>(*wide, wide_y, BatchOf(kBatch));
  const double expected = SquaredDistance<double>(here.gradient, there.gradient);
  const auto change = narrow->SquaredGradientChange(y, BatchOf(kBatch));
  EXPECT_NEAR(change.value(), expected, 0.1 * expected);
}

INSTANTIATE_TEST_SUITE_P(Wide, LayersChangeOf, testing::ValuesIn(WideCases()), NameOf);

// Nothing rather than something wrong.
TEST(LayersChange, IsLeftToTheGradients) {
  const auto data = RandomRows({90}, 40, 16);
  const auto none = [&](const Values& options, std::span<const std::uint32_t> examples,
                        bool evaluated) {
    const auto problem = Make<double>({"", {"softmax", options}, data});
    const auto x = Point(*problem, 1);
    At<double>(*problem, x, BatchOf(examples));
    std::vector<Metric> metrics;
    if (evaluated) problem->Evaluate(x, 0, metrics);
    return !problem->SquaredGradientChange(x, BatchOf(examples));
  };
  const auto all = Ids(16), many = [] {
    auto ids = Ids(16);
    while (ids.size() < 40) ids.insert(ids.end(), ids.begin(), ids.begin() + 8);
    return ids;
  }();
  EXPECT_FALSE(none({}, all, false));
  EXPECT_TRUE(none({}, many, false)) << "where it would cost more";
  EXPECT_TRUE(none({}, all, true)) << "when the evaluation has had its room";
  EXPECT_TRUE(none({{"l2", 0.1}}, all, false)) << "with a penalty";
  const auto fresh = Make<double>({"", {"softmax", {}}, data});
  EXPECT_FALSE(fresh->SquaredGradientChange(Point(*fresh, 1), BatchOf(all))) << "before any";
}

}  // namespace
}  // namespace hushed
