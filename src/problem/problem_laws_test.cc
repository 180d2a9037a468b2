// The laws of a Problem, over every native model in both scalars: gradients are slopes, batches are
// means, nothing leaks between points, the same Batch is the same function.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "problem/problem_cases.h"

namespace hushed {
namespace {

// Of 16 examples; one stands there twice.
constexpr std::array<std::uint32_t, 5> kSome = {3, 0, 15, 3, 8};
constexpr std::array<std::uint32_t, 1> kOne = {11};

class ProblemLaws : public testing::TestWithParam<ProblemCase> {
 protected:
  // A random model and another one.
  template <class Real>
  static std::vector<Real> Point(const Problem<Real>& problem, std::uint64_t seed = 1) {
    return GaussianVector<Real>(problem.layout().parameter_size(), seed);
  }
};

using LawsWithoutNoise = ProblemLaws;

// Central differences with h = 1e-5 in double, losses below 1e3: rounding contributes
// 1e-16 * 1e3 / h = 1e-8 at most, the third derivative h^2.
TEST_P(ProblemLaws, TheGradientIsTheSlope) {
  constexpr double kStep = 1e-5;
  const auto problem = Make<double>(GetParam());
  std::vector<double> x = Point(*problem);
  const Batch batch = BatchOf(kSome);
  const auto at = At<double>(*problem, x, batch);
  ASSERT_LT(at.loss, 1e3);
  std::vector<double> slopes(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double kept = x[i];
    x[i] = kept + kStep;
    const double above = At<double>(*problem, x, batch).loss;
    x[i] = kept - kStep;
    const double below = At<double>(*problem, x, batch).loss;
    x[i] = kept;
    slopes[i] = (above - below) / (2 * kStep);
  }
  EXPECT_GT(Largest<double>(at.gradient), 1e-3);
  ExpectNear(at.gradient, slopes, 2e-8);
}

TEST_P(ProblemLaws, FloatIsDoubleRounded) {
  const auto narrow = Make<float>(GetParam());
  const auto wide = Make<double>(GetParam());
  const std::vector<float> x = Point(*narrow);
  const std::vector<double> same(x.begin(), x.end());
  const auto a = At<float>(*narrow, x, BatchOf(kSome));
  const auto b = At<double>(*wide, same, BatchOf(kSome));
  EXPECT_NEAR(a.loss, b.loss, kRounding<float> * std::max(1.0, std::abs(b.loss)));
  ExpectNear(a.gradient, b.gradient, kRounding<float>);
}

// Noise belongs to the batch, not to its examples.
TEST_P(LawsWithoutNoise, ABatchIsTheMeanOfItsExamples) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const std::vector<Real> x = Point(*problem);
    double loss = 0.0;
    std::vector<double> mean(x.size(), 0.0);
    for (const std::uint32_t& example : kSome) {
      const auto alone = At<Real>(*problem, x, BatchOf({&example, 1}));
      loss += alone.loss / kSome.size();
      for (std::size_t i = 0; i < x.size(); ++i) {
        mean[i] += static_cast<double>(alone.gradient[i]) / kSome.size();
      }
    }
    const auto whole = At<Real>(*problem, x, BatchOf(kSome));
    EXPECT_NEAR(whole.loss, loss, kRounding<Real> * std::max(1.0, std::abs(loss)));
    ExpectNear(whole.gradient, mean, kRounding<Real>);
  });
}

TEST_P(ProblemLaws, TheSameBatchIsTheSameFunctionInEveryInstance) {
  InBothScalars([]<class Real> {
    const auto make = MakeProblemFactory<Real>(GetParam().model, GetParam().data, 0);
    const auto first = make(), second = make();
    const std::vector<Real> x = Point(*first);
    const auto expected = At<Real>(*first, x, BatchOf(kSome));
    EXPECT_EQ(At<Real>(*first, x, BatchOf(kSome)), expected);
    EXPECT_EQ(At<Real>(*second, x, BatchOf(kSome)), expected);
  });
}

TEST_P(ProblemLaws, OnlyNoiseDependsOnTheRandomness) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const std::vector<Real> x = Point(*problem);
    const auto a = At<Real>(*problem, x, BatchOf(kSome, 0));
    const auto b = At<Real>(*problem, x, BatchOf(kSome, 1));
    EXPECT_EQ(a != b, GetParam().noisy);
  });
}

// A visit anywhere else, by any function, leaves nothing behind: a stale gradient is the gradient.
TEST_P(ProblemLaws, AVisitElsewhereLeavesNoTrace) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const std::vector<Real> x = Point(*problem, 1), other = Point(*problem, 2);
    const auto expected = At<Real>(*problem, x, BatchOf(kSome));
    const auto displaced = At<Real>(*problem, other, BatchOf(kSome));
    EXPECT_NE(displaced.gradient, expected.gradient);
    At<Real>(*problem, other, BatchOf(kOne, 5));
    At<Real>(*problem, other, BatchOf(Ids(16), 6));
    std::vector<Metric> metrics;
    for (std::size_t part = 0; part < problem->evaluation_parts(); ++part) {
      problem->Evaluate(other, part, metrics);
    }
    std::vector<Real> walker = other;
    const std::array<Batch, 2> steps = {BatchOf(kOne, 7), BatchOf(kSome, 8)};
    problem->Descend(walker, steps, std::array{0.01, 0.01});
    EXPECT_EQ(At<Real>(*problem, x, BatchOf(kSome)), expected);
    EXPECT_EQ(At<Real>(*problem, other, BatchOf(kSome)), displaced);
  });
}

TEST_P(ProblemLaws, TheLayoutIsOneForBothScalarsAndHasNoGaps) {
  const auto narrow = Make<float>(GetParam());
  const auto wide = Make<double>(GetParam());
  const Layout& layout = wide->layout();
  EXPECT_EQ(layout.buffer_size(), 0u);
  EXPECT_EQ(narrow->layout().parameter_size(), layout.parameter_size());
  std::set<std::string> names;
  std::uint64_t end = 0;
  for (const Tensor& tensor : layout.parameters()) {
    EXPECT_TRUE(names.insert(tensor.name).second) << tensor.name;
    EXPECT_EQ(tensor.offset, end);
    end += tensor.size;
  }
  EXPECT_EQ(end, layout.parameter_size());
}

INSTANTIATE_TEST_SUITE_P(Native, ProblemLaws, testing::ValuesIn(NativeCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Native, LawsWithoutNoise, testing::ValuesIn(CasesWithoutNoise()), NameOf);

TEST(NativeCases, EveryNativeModelIsThere) {
  std::set<std::string> covered;
  for (const ProblemCase& each : NativeCases()) covered.insert(each.model.kind);
  const std::set<std::string> listed = {
#define HUSHED_MODEL(name, Type, precision, summary) name,
#include "problem/models.def"
#undef HUSHED_MODEL
  };
  EXPECT_EQ(covered, listed);
}

}  // namespace
}  // namespace hushed
