// Descend is repeated LossAndGradient and y <- y - rate * g: bitwise where coordinates do not see
// each other, to rounding where weights are kept scaled.
#include <gtest/gtest.h>

#include <array>

#include "problem/problem_cases.h"

namespace hushed {
namespace {

// Batches of 1, 2, 3, 1, 2, 3, ... of 16 examples, each with its own randomness.
class Walk {
 public:
  explicit Walk(std::size_t steps) : ids_(steps * 3) {
    Stream stream(9, Purpose::kBatch, 0, 0, 0);
    for (std::uint32_t& id : ids_) id = static_cast<std::uint32_t>(stream.Below(16));
    for (std::size_t i = 0; i < steps; ++i) {
      batches_.push_back(BatchOf(std::span(ids_).subspan(3 * i, 1 + i % 3), i));
    }
  }
  std::span<const Batch> batches() const { return batches_; }

 private:
  std::vector<std::uint32_t> ids_;
  std::vector<Batch> batches_;
};

template <class Real>
std::vector<Real> StepByStep(Problem<Real>& problem, std::vector<Real> y,
                             std::span<const Batch> batches, std::span<const double> rates) {
  for (std::size_t k = 0; k < batches.size(); ++k) {
    const auto at = At<Real>(problem, y, batches[k]);
    const auto rate = static_cast<Real>(rates[k]);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] -= rate * at.gradient[i];
  }
  return y;
}

std::vector<double> Constant(double rate, std::size_t steps) {
  return std::vector<double>(steps, rate);
}

// first, first / 2, first / 3, ...
std::vector<double> Falling(double first, std::size_t steps) {
  std::vector<double> rates(steps);
  for (std::size_t k = 0; k < steps; ++k) rates[k] = first / static_cast<double>(k + 1);
  return rates;
}

template <class Real>
std::vector<Real> Start(const Problem<Real>& problem) {
  return GaussianVector<Real>(problem.layout().parameter_size(), 1);
}

class Descends : public testing::TestWithParam<ProblemCase> {};
class DescendsBitwise : public testing::TestWithParam<ProblemCase> {};
class DoesNotDescend : public testing::TestWithParam<ProblemCase> {};

// 60 steps of a convergent rate do not amplify the rounding of one by more than their number.
TEST_P(Descends, AsStepsDo) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const Walk walk(60);
    std::vector<Real> y = Start(*problem);
    const auto rates = Falling(0.05, 60);
    const auto expected = StepByStep(*problem, y, walk.batches(), rates);
    ASSERT_TRUE(problem->Descend(y, walk.batches(), rates));
    ExpectNear(y, expected, 60 * kRounding<Real>);
  });
}

// However the batches are cut into calls.
TEST_P(Descends, AsItsPartsDo) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const Walk walk(20);
    std::vector<Real> whole = Start(*problem), parts = whole;
    const auto rates = Falling(0.05, 20);
    problem->Descend(whole, walk.batches(), rates);
    problem->Descend(parts, walk.batches().first(7), std::span(rates).first(7));
    problem->Descend(parts, {}, {});
    problem->Descend(parts, walk.batches().subspan(7), std::span(rates).subspan(7));
    ExpectNear(parts, whole, 20 * kRounding<Real>);
  });
}

INSTANTIATE_TEST_SUITE_P(Linear, Descends, testing::ValuesIn(LinearCases()), NameOf);

TEST_P(DescendsBitwise, AsStepsDo) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const Walk walk(20);
    std::vector<Real> y = Start(*problem);
    const auto rates = Falling(0.05, 20);
    const auto expected = StepByStep(*problem, y, walk.batches(), rates);
    ASSERT_TRUE(problem->Descend(y, walk.batches(), rates));
    EXPECT_EQ(y, expected);
  });
}

TEST_P(DoesNotDescend, AndLeavesTheModel) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const Walk walk(3);
    std::vector<Real> y = Start(*problem);
    const auto kept = y;
    EXPECT_FALSE(problem->Descend(y, walk.batches(), Constant(0.05, 3)));
    EXPECT_EQ(y, kept);
  });
}

std::vector<ProblemCase> Quadratics(bool dense) {
  std::vector<ProblemCase> chosen;
  for (const ProblemCase& each : QuadraticCases()) {
    const ::hushed::Quadratics& stored = each.data->quadratics;
    if ((!stored.empty() && !stored.diagonal) == dense) chosen.push_back(each);
  }
  return chosen;
}

INSTANTIATE_TEST_SUITE_P(Separable, DescendsBitwise, testing::ValuesIn(Quadratics(false)), NameOf);
INSTANTIATE_TEST_SUITE_P(Matrices, DoesNotDescend, testing::ValuesIn(Quadratics(true)), NameOf);
INSTANTIATE_TEST_SUITE_P(Layers, DoesNotDescend, testing::ValuesIn(LayersCases()), NameOf);

std::unique_ptr<Problem<double>> SparseLogistic(double l2) {
  return Make<double>({"", {"logistic", {{"l2", l2}}}, RandomSparseRows(23, 0.2, 2, 16)});
}

// Shrinking by 1/2 a step passes below every bound on the scale, several times.
TEST(Descend, ShrinkingWeightsNeverGetLost) {
  const auto problem = SparseLogistic(5.0);
  const Walk walk(300);
  std::vector<double> y = Start(*problem);
  const auto expected = StepByStep(*problem, y, walk.batches(), Constant(0.1, 300));
  problem->Descend(y, walk.batches(), Constant(0.1, 300));
  ExpectNear(y, expected, kRounding<double>);
}

// rate * l2 = 1: only the last step's loss is left, -rate * slope * row.
TEST(Descend, AScaleOfZeroForgetsAllButTheLastStep) {
  const auto problem = SparseLogistic(2.0), unpenalised = SparseLogistic(0.0);
  const Walk walk(6);
  std::vector<double> before = Start(*problem);
  problem->Descend(before, walk.batches().first(5), Constant(0.5, 5));
  const auto last = At<double>(*unpenalised, before, walk.batches()[5]);
  std::vector<double> y = Start(*problem);
  problem->Descend(y, walk.batches(), Constant(0.5, 6));
  for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], -0.5 * last.gradient[i], 1e-14);
}

// rate * l2 > 2 turns the weights' signs at every step.
TEST(Descend, AScaleMayBeNegative) {
  const auto problem = SparseLogistic(22.0);
  const Walk walk(9);
  std::vector<double> y = Start(*problem);
  const auto expected = StepByStep(*problem, y, walk.batches(), Constant(0.1, 9));
  problem->Descend(y, walk.batches(), Constant(0.1, 9));
  ExpectNear(y, expected, kRounding<double>);
}

}  // namespace
}  // namespace hushed
