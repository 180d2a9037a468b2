// Evaluation is cut in parts that add up; losses are those that training minimises.
#include "problem/evaluation_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "problem/problem_cases.h"

namespace hushed {
namespace {

std::vector<std::uint32_t> IdsOf(const EvaluationPlan& plan, const Split& split) {
  std::vector<std::uint32_t> ids;
  for (std::size_t part = 0; part < plan.parts(); ++part) {
    const EvaluationPart each = plan.part(part);
    EXPECT_LE(each.examples.size(), EvaluationPlan::kPart);
    if (each.split == &split) ids.insert(ids.end(), each.examples.begin(), each.examples.end());
  }
  return ids;
}

TEST(EvaluationPlan, PartsHoldEveryExampleOnce) {
  for (const std::uint64_t size : {1, 7, 999, 1000, 1001, 2500}) {
    const auto data = RandomRows({1}, 2, size);
    const EvaluationPlan plan(*data, 0);
    EXPECT_EQ(IdsOf(plan, data->train), Ids(size));
    EXPECT_EQ(IdsOf(plan, data->test), Ids(size));
    EXPECT_EQ(plan.parts(), 2 * ((size + 999) / 1000));
  }
}

TEST(EvaluationPlan, FewLossExamplesAreEvenlySpaced) {
  const auto data = RandomRows({1}, 2, 10);
  using IdList = std::vector<std::uint32_t>;
  EXPECT_EQ(IdsOf(EvaluationPlan(*data, 1), data->train), (IdList{0}));
  EXPECT_EQ(IdsOf(EvaluationPlan(*data, 4), data->train), (IdList{0, 2, 5, 7}));
  EXPECT_EQ(IdsOf(EvaluationPlan(*data, 10), data->train), Ids(10));
  EXPECT_EQ(IdsOf(EvaluationPlan(*data, 11), data->train), Ids(10));
  EXPECT_EQ(IdsOf(EvaluationPlan(*data, 4), data->test), Ids(10));
}

std::vector<std::string> Names(const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

Score Nothing(const Split&, std::span<const std::uint32_t>) { return {}; }

TEST(EvaluationPlan, NamesWhatTheDataHas) {
  using NameList = std::vector<std::string>;
  const auto names = [](const Dataset& data) {
    std::vector<Metric> metrics;
    EvaluationPlan(data, 0).Evaluate(0, Nothing, metrics);
    return Names(metrics);
  };
  EXPECT_EQ(names(*RandomRows({1}, 2, 3)), (NameList{"train_loss", "test_loss", "test_accuracy"}));
  EXPECT_EQ(names(*RandomRows({1}, 0, 3)), (NameList{"train_loss", "test_loss"}));
  Dataset untested = *RandomRows({1}, 2, 3);
  untested.test = {};
  EXPECT_EQ(names(untested), (NameList{"train_loss"}));
  EXPECT_EQ(EvaluationPlan(untested, 0).parts(), 1u);
}

// name -> total / weight, over all parts.
template <class Real>
double Measured(Problem<Real>& problem, std::span<const Real> x, const std::string& name) {
  double total = 0.0, weight = 0.0;
  for (std::size_t part = 0; part < problem.evaluation_parts(); ++part) {
    std::vector<Metric> metrics;
    problem.Evaluate(x, part, metrics);
    const auto found = std::ranges::find(metrics, name, &Metric::name);
    total += found->total;
    weight += found->weight;
  }
  return total / weight;
}

class Evaluation : public testing::TestWithParam<ProblemCase> {};
using EvaluationWithoutNoise = Evaluation;

// Where there is noise train_loss is without: quadratic_test.cc.
TEST_P(EvaluationWithoutNoise, TrainLossIsTheLossOfTheWholeTrainingSet) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>(GetParam());
    const auto x = GaussianVector<Real>(problem->layout().parameter_size(), 1);
    const double loss = At<Real>(*problem, x, BatchOf(Ids(16))).loss;
    EXPECT_NEAR(Measured<Real>(*problem, x, "train_loss"), loss,
                kRounding<Real> * std::max(1.0, std::abs(loss)));
  });
}

TEST_P(Evaluation, EveryPartNamesTheSameAndReadsOnly) {
  const auto problem = Make<double>(GetParam());
  const auto x = GaussianVector<double>(problem->layout().parameter_size(), 1);
  std::vector<std::vector<Metric>> forwards(problem->evaluation_parts());
  for (std::size_t part = 0; part < forwards.size(); ++part) {
    problem->Evaluate(x, part, forwards[part]);
    EXPECT_EQ(Names(forwards[part]), Names(forwards[0]));
  }
  const auto other = Make<double>(GetParam());  // another instance, the parts backwards
  for (std::size_t part = forwards.size(); part-- > 0;) {
    std::vector<Metric> again;
    other->Evaluate(x, part, again);
    for (std::size_t i = 0; i < again.size(); ++i) {
      EXPECT_EQ(again[i].total, forwards[part][i].total);
      EXPECT_EQ(again[i].weight, forwards[part][i].weight);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Native, Evaluation, testing::ValuesIn(NativeCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Native, EvaluationWithoutNoise, testing::ValuesIn(CasesWithoutNoise()),
                         NameOf);

// The test split of a model without l2 is a training set that is not trained on.
class SeveralParts : public testing::TestWithParam<ProblemCase> {};

TEST_P(SeveralParts, AddUpToTheWhole) {
  const auto problem = Make<double>(GetParam());
  Dataset swapped = *GetParam().data;
  std::swap(swapped.train, swapped.test);
  const auto mirror =
      Make<double>({"", GetParam().model, std::make_shared<const Dataset>(std::move(swapped))});
  const auto x = GaussianVector<double>(problem->layout().parameter_size(), 1);
  const double loss = At<double>(*problem, x, BatchOf(Ids(2500))).loss;
  EXPECT_EQ(problem->evaluation_parts(), 6u);
  // Sums of 2,500 losses near 1.
  EXPECT_NEAR(Measured<double>(*problem, x, "train_loss"), loss, 1e-12 * loss);
  EXPECT_NEAR(Measured<double>(*mirror, x, "test_loss"), loss, 1e-12 * loss);
}

INSTANTIATE_TEST_SUITE_P(
    Native, SeveralParts,
    testing::Values(
        ProblemCase{"Logistic", {"logistic", {{"intercept", true}}}, RandomRows({3}, 2, 2500)},
        ProblemCase{"LeastSquares", {"least-squares", {}}, RandomRows({3}, 0, 2500)},
        ProblemCase{"Softmax", {"softmax", {}}, RandomRows({3}, 3, 2500)}),
    NameOf);

}  // namespace
}  // namespace hushed
