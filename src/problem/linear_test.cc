// Binary linear problems: closed forms, rows and labels, what sparse storage may not change.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "problem/linear_rows.h"
#include "problem/problem_cases.h"

namespace hushed {
namespace {

const Values kBoth = {{"l2", 0.5}, {"intercept", true}};

// Two examples of two columns: (1, -2) and (3, 4), of these targets.
std::shared_ptr<Dataset> TwoRows(std::vector<double> targets, std::uint32_t classes) {
  auto data = std::make_shared<Dataset>(EmptyDataset("two rows", {2}, classes));
  data->train.size = 2;
  data->train.dense = {1.0, -2.0, 3.0, 4.0};
  data->train.targets = std::move(targets);
  return data;
}

// p = (-2, 0.5), errors (-3, -1).
TEST(LeastSquares, IsItsClosedForm) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>({"", {"least-squares", kBoth}, TwoRows({1.0, 1.5}, 0)});
    const std::vector<Real> x = {-1.0f, 0.75f, 0.5f};
    const auto at = At<Real>(*problem, x, BatchOf(Ids(2)));
    EXPECT_EQ(at.loss, (9.0 + 1.0) / 2 / 2 + 0.25 * (1.0 + 0.5625));
    EXPECT_EQ(at.gradient, (std::vector<Real>{-3.0f - 0.5f, 1.0f + 0.375f, -2.0f}));
  });
}

// At zero both classes have probability 1/2: the loss is log 2, the gradient -t a / 2.
TEST(Logistic, AtZeroIsItsClosedForm) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>({"", {"logistic", kBoth}, TwoRows({0.0, 1.0}, 2)});
    const auto at = At<Real>(*problem, Zeros<Real>(3), BatchOf(Ids(2)));
    EXPECT_DOUBLE_EQ(at.loss, std::numbers::ln2);
    EXPECT_EQ(at.gradient, (std::vector<Real>{-0.5f, -1.5f, 0.0f}));
  });
}

// Margins of 1e6: the loss is the margin or nothing, the slope 1 or nothing.
TEST(Logistic, IsStableFarOut) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>({"", {"logistic", {}}, TwoRows({0.0, 1.0}, 2)});
    const std::vector<Real> x = {1e6f, 0.0f};  // p = 1e6 (wrong), 3e6 (right)
    const std::array<std::uint32_t, 1> wrong = {0}, right = {1};
    const auto lost = At<Real>(*problem, x, BatchOf(wrong));
    EXPECT_EQ(lost.loss, 1e6);
    EXPECT_EQ(lost.gradient, (std::vector<Real>{1.0f, -2.0f}));
    const auto won = At<Real>(*problem, x, BatchOf(right));
    EXPECT_EQ(won.loss, 0.0);
    EXPECT_EQ(won.gradient, Zeros<Real>(2));
  });
}

TEST(Logistic, ADivergedModelShows) {
  const auto problem = Make<double>({"", {"logistic", {}}, TwoRows({0.0, 1.0}, 2)});
  const std::vector<double> x = {std::numeric_limits<double>::quiet_NaN(), 0.0};
  EXPECT_TRUE(std::isnan(At<double>(*problem, x, BatchOf(Ids(2))).loss));
}

class SparseAndDense : public testing::TestWithParam<const char*> {};

TEST_P(SparseAndDense, AreTheSameFunction) {
  InBothScalars([]<class Real> {
    const auto rows = RandomSparseRows(23, 0.2, 2, 16);
    const auto sparse = Make<Real>({"", {GetParam(), kBoth}, rows});
    const auto dense = Make<Real>({"", {GetParam(), kBoth}, StoredDense(*rows)});
    const auto x = GaussianVector<Real>(24, 1);
    const auto a = At<Real>(*sparse, x, BatchOf(Ids(16)));
    const auto b = At<Real>(*dense, x, BatchOf(Ids(16)));
    EXPECT_NEAR(a.loss, b.loss, kRounding<Real> * b.loss);
    ExpectNear(a.gradient, b.gradient, kRounding<Real>);
    const std::vector<std::uint32_t> ids = Ids(16);
    const std::array<Batch, 2> batches = {BatchOf(std::span(ids).first(3)),
                                          BatchOf(std::span(ids).subspan(3))};
    std::vector<Real> y = x, z = x;
    const std::array<double, 2> rates = {0.1, 0.05};
    sparse->Descend(y, batches, rates);
    dense->Descend(z, batches, rates);
    ExpectNear(y, z, kRounding<Real>);
  });
}

INSTANTIATE_TEST_SUITE_P(Linear, SparseAndDense, testing::Values("logistic", "least-squares"));

// The view's rows against those that Gather gives; the intercept is one more column, of ones.
void ExpectViewOf(const Dataset& data, const LinearView& view, bool intercept) {
  const auto dense = StoredDense(data);
  ASSERT_EQ(view.row_begin.size(), data.train.size + 1);
  ASSERT_EQ(view.labels.size(), data.train.size);
  for (std::uint64_t i = 0; i < data.train.size; ++i) {
    std::vector<double> row(data.columns + 1, 0.0);
    for (auto k = view.row_begin[i]; k < view.row_begin[i + 1]; ++k) {
      EXPECT_TRUE(k == view.row_begin[i] || view.columns[k - 1] < view.columns[k]);
      row[view.columns[k]] = view.features[k];
    }
    const double* expected = dense->train.dense.data() + i * data.columns;
    for (std::uint64_t j = 0; j < data.columns; ++j) EXPECT_EQ(row[j], expected[j]);
    EXPECT_EQ(row.back(), intercept ? 1.0 : 0.0);
    EXPECT_EQ(view.labels[i], data.train.targets[i] == 0.0 ? -1.0 : 1.0);
  }
}

TEST(LinearView, HoldsTheRowsAndLabels) {
  Dataset with_zeros = *RandomRows({3}, 2, 4);
  with_zeros.train.dense[4] = 0.0;
  const std::shared_ptr<const Dataset> kept[] = {
      RandomSparseRows(23, 0.2, 2, 16), RandomPixels({1, 2, 2}, 2, 5),
      std::make_shared<const Dataset>(std::move(with_zeros))};
  for (const auto& data : kept) {
    for (const bool intercept : {false, true}) {
      const Choice model{"logistic", {{"intercept", intercept}}};
      InBothScalars([&]<class Real> {
        const auto problem = Make<Real>({"", model, data});
        ASSERT_TRUE(problem->linear().has_value());
        ExpectViewOf(*data, *problem->linear(), intercept);
      });
    }
  }
}

TEST(LinearView, OfRegressionHoldsTheValues) {
  const auto data = RandomRows({3}, 0, 4);
  const auto problem = Make<double>({"", {"least-squares", {{"l2", 0.5}}}, data});
  const LinearView view = problem->linear().value();
  EXPECT_EQ(view.task, LinearTask::kRegression);
  EXPECT_EQ(view.l2, 0.5);
  EXPECT_EQ(std::vector<double>(view.labels.begin(), view.labels.end()), data->train.targets);
  EXPECT_EQ(std::vector<double>(view.features.begin(), view.features.end()), data->train.dense);
}

TEST(LinearView, IsSharedAndOfLinearModelsOnly) {
  const auto data = RandomRows({3}, 2, 4);
  const auto make = MakeProblemFactory<float>({"logistic", {}}, data, 0);
  EXPECT_EQ(make()->linear()->features.data(), make()->linear()->features.data());
  EXPECT_FALSE(Make<double>({"", {"softmax", {}}, data})->linear().has_value());
}

// A rank of several keeps the rows that it needs, which may be none of a split.
TEST(LinearRows, AreZeroWhereTheyWereDropped) {
  Dataset data = EmptyDataset("bytes", {1, 1, 2}, 2);
  data.train.size = 3;
  data.train.targets = {0.0, 1.0, 0.0};
  data.train.bytes = {{0, 51, 102, 153, 204, 255}, {0.0}, {1.0}};
  data.test = data.train;
  data.train = WithRows({false, true, false}, data.train);
  data.test = WithRows({false, false, false}, data.test);
  const LinearRows<double> train(data, data.train), test(data, data.test);
  EXPECT_EQ(std::vector<double>(train[1].values, train[1].values + 2),
            (std::vector<double>{102 / 255.0, 153 / 255.0}));
  for (const double* row : {train[0].values, train[2].values, test[0].values, test[1].values}) {
    EXPECT_EQ(std::vector<double>(row, row + 2), Zeros<double>(2));
  }
}

// Whole numbers, so that every order of adding gives the same.
TEST(LinearRows, DotAndAddToAtEverySize) {
  for (std::uint32_t size = 0; size <= 40; ++size) {
    std::vector<double> values(size), v(2 * size + 1);
    std::vector<std::uint32_t> columns(size);
    double dense = 0.0, sparse = 0.0;
    for (std::uint32_t j = 0; j < v.size(); ++j) v[j] = 7.0 - j;
    for (std::uint32_t k = 0; k < size; ++k) {
      values[k] = 1.0 + k % 5;
      columns[k] = 2 * k + 1;
      dense += values[k] * v[k];
      sparse += values[k] * v[columns[k]];
    }
    const Row<double> there{values.data(), columns.data(), size};
    EXPECT_EQ(Dot(Row<double>{values.data(), nullptr, size}, v.data()), dense);
    EXPECT_EQ(Dot(there, v.data()), sparse);
    std::vector<double> sum = v;
    AddTo(2.0, there, sum.data());
    for (std::uint32_t k = 0; k < size; ++k) {
      EXPECT_EQ(sum[columns[k]], v[columns[k]] + 2.0 * values[k]);
      EXPECT_EQ(sum[2 * k], v[2 * k]);
    }
  }
}

}  // namespace
}  // namespace hushed
