// Golden numbers of GradAlign, FedGA and what they are compared with: two scalar quadratics
// (f_i = a_i x^2 / 2 - b_i x, a = (1, 3), b = (1, -1), x = 2: gradients 1 and 7) and three
// log cosh(w_i x - c_i) at x = 0.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "components.h"
#include "harness.h"
#include "record/groups.h"

namespace hushed {
namespace {

constexpr double kRounding = 1e-14;

double FromQuadratics(const Play& play) { return After(GoldenQuadratics(), {2.0}, play)[0]; }
double FromLogCosh(const Play& play) { return After(GoldenLogCosh(), {0.0}, play)[0]; }

double MeanOf(const std::set<Point>& values) {
  double sum = 0.0;
  for (const Point& value : values) sum += value[0];
  return sum / static_cast<double>(values.size());
}

TEST(GoldenQuadratics, HaveTheirGradientsAndVariance) {
  const auto f = GoldenQuadratics();
  EXPECT_EQ(f[0].gradient(Point{2.0}), Point{1.0});
  EXPECT_EQ(f[1].gradient(Point{2.0}), Point{7.0});
  EXPECT_EQ(Variance(f, {2.0}), 4.5);
  EXPECT_EQ(VarianceGradient(f, {2.0}), Point{3.0});
}

TEST(GoldenQuadratics, GradAlign) {
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.0)), 1.6, kRounding);
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.05)), 1.585, kRounding);
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.1)), 1.57, kRounding);
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.05, 2)), 1.255075, kRounding);
  EXPECT_NEAR(FromQuadratics(Descent(0.1, 2)), 1.28, kRounding);
}

TEST(GoldenQuadratics, SequentialSgdInBothOrders) {
  const auto ends = EndsOfACycle(GoldenQuadratics(), {2.0}, 0.1, 2);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_NEAR(ends.begin()->at(0), 1.23, kRounding);
  EXPECT_NEAR(ends.rbegin()->at(0), 1.27, kRounding);
  EXPECT_NEAR(MeanOf(ends), 1.25, kRounding);
  EXPECT_NEAR(OneStepForAPass(GoldenQuadratics(), {2.0}, 0.1)[0], 1.25, kRounding);
}

void ExpectLocalModels(const Play& play, double first, double second) {
  const auto round = PlayedByHand(GoldenQuadratics(), {2.0}, play);
  EXPECT_NEAR(round.models[0][0], first, kRounding);
  EXPECT_NEAR(round.models[1][0], second, kRounding);
  EXPECT_NEAR(round.shared[0], (first + second) / 2, kRounding);
  EXPECT_EQ(round.shared[0], FromQuadratics(play)) << "the engine does the same";
}

TEST(GoldenQuadratics, LocalModelsOfFedGa) {
  ExpectLocalModels(FedGa(0.1, 0.05, 1), 1.765, 1.405);
  ExpectLocalModels(FedGa(0.1, 0.0, 2), 1.81, 0.81);
  ExpectLocalModels(FedAvg(0.1, 2), 1.81, 0.81);
  ExpectLocalModels(FedGa(0.1, 0.05, 2), 1.6885, 0.8835);
  ExpectLocalModels(FedGa(0.1, 0.1, 2), 1.567, 0.957);
}

TEST(GoldenQuadratics, LocalModelsOfScaffoldWithFreshVariates) {
  ExpectLocalModels(FreshScaffold(0.1, 2), 1.24, 1.32);
}

// The fixed point solves (A + beta C) x = b + beta d.
TEST(GoldenQuadratics, StationaryPoints) {
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.0, 400)), 0.0, 1e-12);
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.1, 400)), -1.0 / 21.0, 1e-12);
  EXPECT_NEAR(FromQuadratics(GradAlign(0.1, 0.5, 400)), -0.2, 1e-12);
}

// The same through a job file and its data.
TEST(GoldenQuadratics, AsAJob) {
  const auto after = [](const std::string& algorithm, const std::vector<std::string>& overrides) {
    return Ran(ScalarQuadratics(algorithm), overrides).model.at(0);
  };
  EXPECT_NEAR(after("gradalign", {"algorithm.beta=0.05"}), 1.585, kRounding);
  EXPECT_NEAR(after("fedga", {"algorithm.beta=0.05", "algorithm.local_steps.steps=2"}), 1.286,
              kRounding);
  // g_i is what was decoded of it, so the displacements cancel under any compression.
  EXPECT_NEAR(after("fedga", {"algorithm.beta=0.05", "algorithm.local_steps.steps=1",
                              "algorithm.compress.kind=fp16"}),
              1.585, 1e-3);
}

TEST(GoldenLogCosh, HasItsGradientsAndVariance) {
  const auto f = GoldenLogCosh();
  const double gradients[] = {-.2913126124515909, .9242343145200195, -.3807970779778824};
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(f[i].gradient(Point{0.0})[0], gradients[i], 1e-15);
  EXPECT_NEAR(MeanGradient(f, {0.0})[0], .08404154136351538, 1e-15);
  EXPECT_NEAR(Variance(f, {0.0}), .17714826314698137, 1e-15);
  EXPECT_NEAR(VarianceGradient(f, {0.0})[0], .750255091201041, 1e-15);
  double curvature = 0.0;
  for (const Component& component : f) {
    curvature += component.hessian_times(Point{0.0}, Point{1.0})[0] / 3;
  }
  EXPECT_NEAR(curvature, 1.388640493031282, 2e-15);
}

// The mean over all orders, and how far n steps of descent, n of GradAlign, and the one step that
// stands for a pass are from it.
TEST(GoldenLogCosh, MeanOverOrdersOfSequentialSgd) {
  const struct {
    double rate, mean, less_descent, less_aligned, less_one_step;
  } golden[] = {{.1, -.032155854888606, -1.030864e-2, -9.956686e-4, 5.000401e-4},
                {.05, -.014441500669834, -2.693835e-3, -1.301756e-4, 6.451884e-5},
                {.025, -.006774701512296, -6.883335e-4, -1.665300e-5, 8.178895e-6},
                {.0125, -.003271068693535, -1.739578e-4, -2.106170e-6, 1.029076e-6}};
  for (const auto& [rate, mean, less_descent, less_aligned, less_one_step] : golden) {
    const auto ends = EndsOfACycle(GoldenLogCosh(), {0.0}, rate, 6);
    ASSERT_EQ(ends.size(), 6u);
    const double found = MeanOf(ends);
    EXPECT_NEAR(found, mean, 1e-15);
    EXPECT_NEAR(found - FromLogCosh(Descent(rate, 3)), less_descent, 1e-6 * -less_descent);
    EXPECT_NEAR(found - FromLogCosh(GradAlign(rate, rate / 2, 3)), less_aligned,
                1e-6 * -less_aligned);
    EXPECT_NEAR(found - OneStepForAPass(GoldenLogCosh(), {0.0}, rate)[0], less_one_step,
                1e-6 * less_one_step);
  }
}

TEST(GoldenLogCosh, Steps) {
  constexpr double kDigits = 1e-15;
  EXPECT_NEAR(FromLogCosh(GradAlign(.3, .2)), -.061881436342346, kDigits);
  EXPECT_NEAR(FromLogCosh(GradAlign(.3, 0)), -.025212462409055, kDigits);
  EXPECT_NEAR(FromLogCosh(FedAvg(.1, 3)), .000320466853282, kDigits);
  EXPECT_NEAR(FromLogCosh(FedGa(.1, .1, 3)), -.015998355724455, kDigits);
  EXPECT_NEAR(FromLogCosh(FedGa(.1, .15, 3)), -.023728819896558, kDigits);
  EXPECT_NEAR(FromLogCosh(FreshScaffold(.1, 3)), -.021991799123770, kDigits);
  EXPECT_NEAR(FromLogCosh(Descent(.1, 3)), -.021847210975248, kDigits);
}

// Alignment trades the loss for the variance: where GradAlign comes to rest.
TEST(GoldenLogCosh, StationaryPointsHaveALowerVarianceAndAHigherLoss) {
  const struct {
    double beta, x, loss, variance;
  } golden[] = {{0, -.058482942398, .1969276752, .1336265104},
                {.1, -.101683193732, .1983299861, .1029814597},
                {.5, -.199496174540, .2122362990, .0447370482},
                {1, -.253216496989, .2263946707, .0224153524}};
  for (const auto& [beta, x, loss, variance] : golden) {
    const auto run = Played(GoldenLogCosh(), {0.0}, GradAlign(.2, beta, 600));
    EXPECT_NEAR(run.model[0], x, 5e-13) << beta;
    EXPECT_NEAR(MetricOf(run.lines.back(), "train_loss"), loss, 5e-11) << beta;
    EXPECT_NEAR(MetricOf(run.lines.back(), "gradient_variance"), variance, 5e-11) << beta;
  }
}

}  // namespace
}  // namespace hushed
