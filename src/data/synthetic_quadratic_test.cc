#include "data/synthetic_quadratic.h"

#include <algorithm>
#include <cmath>

#include "data/partition.h"
#include "data/test_files.h"

namespace hushed {
namespace {

using Numbers = std::vector<double>;

Dataset Made(const SyntheticQuadraticOptions& options, std::uint32_t workers = 3,
             std::uint64_t seed = 1) {
  return MakeSyntheticQuadratic(options, {.workers = workers, .seed = seed});
}

std::string Refusal(const SyntheticQuadraticOptions& options) {
  return ErrorOf<ConfigError>([&] { Made(options); });
}

TEST(SyntheticQuadratic, TakesWhatIsGiven) {
  const Dataset data =
      Made({.dimension = 1, .components = 2, .a = {1.0, 3.0}, .b = {1.0, -1.0}, .start = {2.0}}, 2);
  EXPECT_EQ(data.train.size, 2u);
  EXPECT_EQ(data.columns, 1u);
  EXPECT_EQ(data.classes, 0u);
  EXPECT_EQ(data.owners, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(data.quadratics.diagonal);
  EXPECT_EQ(data.quadratics.curvature, (Numbers{1, 3}));
  EXPECT_EQ(data.quadratics.linear, (Numbers{1, -1}));
  EXPECT_EQ(data.quadratics.start, Numbers{2});
}

TEST(SyntheticQuadratic, ListsMeanByTheirLength) {
  const auto curvature = [](Numbers a) {
    return Made({.dimension = 3, .components = 2, .a = std::move(a)}).quadratics.curvature;
  };
  EXPECT_EQ(curvature({5}), (Numbers{5, 5, 5, 5, 5, 5}));
  EXPECT_EQ(curvature({1, 2}), (Numbers{1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(curvature({1, 2, 3}), (Numbers{1, 2, 3, 1, 2, 3}));
  EXPECT_EQ(curvature({1, 2, 3, 4, 5, 6}), (Numbers{1, 2, 3, 4, 5, 6}));
  const auto linear = [](Numbers b) {
    return Made({.dimension = 3, .components = 2, .a = {1}, .b = std::move(b)}).quadratics.linear;
  };
  EXPECT_EQ(linear({}), Numbers(6, 0.0));
  EXPECT_EQ(linear({1, 2}), (Numbers{1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(linear({1, 2, 3}), (Numbers{1, 2, 3, 1, 2, 3}));
  EXPECT_EQ(Made({.dimension = 3, .a = {1}, .start = {7}}).quadratics.start, Numbers(3, 7.0));
  EXPECT_EQ(Made({.dimension = 3, .a = {1}}).quadratics.start, Numbers());
}

TEST(SyntheticQuadratic, RepeatsTheWholeProblem) {
  const Dataset data = Made({.dimension = 2,
                             .components = 2,
                             .a = {1, 2, 3, 4},
                             .b = {5, 6, 7, 8},
                             .start = {9, 10},
                             .repetitions = 2});
  EXPECT_EQ(data.columns, 4u);
  EXPECT_EQ(data.train.size, 2u);
  EXPECT_EQ(data.quadratics.curvature, (Numbers{1, 2, 1, 2, 3, 4, 3, 4}));
  EXPECT_EQ(data.quadratics.linear, (Numbers{5, 6, 5, 6, 7, 8, 7, 8}));
  EXPECT_EQ(data.quadratics.start, (Numbers{9, 10, 9, 10}));
  EXPECT_EQ(Refusal({.dimension = 2, .components = 1, .a = {2, 1, 1, 3}, .repetitions = 2}),
            "data.repetitions = 2 needs diagonal curvatures: matrices are not repeated");
}

TEST(SyntheticQuadratic, TakesMatrices) {
  const Numbers matrices = {2, 1, 1, 3, 5, 0, 0, 4};
  const Dataset data = Made({.dimension = 2, .components = 2, .a = matrices});
  EXPECT_FALSE(data.quadratics.diagonal);
  EXPECT_EQ(data.quadratics.curvature, matrices);
  EXPECT_EQ(Refusal({.dimension = 2, .components = 2, .a = {2, 1, 1, 3, 5, 0.5, 0, 4}}),
            "data.a: matrix 1 is not symmetric: 0 at (1, 0), 0.5 at (0, 1)");
}

TEST(SyntheticQuadratic, RefusesListsThatFitNothingOrTwoThings) {
  EXPECT_EQ(Refusal({.dimension = 3, .components = 2, .a = {1, 2, 3, 4}}),
            "data.a: 4 numbers do not fit 2 components of dimension 3: 1, 2, 3, 6 or 18 are "
            "allowed");
  EXPECT_EQ(Refusal({.dimension = 3, .components = 2, .b = Numbers(18, 1.0)}),
            "data.b: 18 numbers do not fit 2 components of dimension 3: 1, 2, 3 or 6 are allowed");
  EXPECT_EQ(Refusal({.dimension = 2, .components = 2, .a = {1, 2}}),
            "data.a: 2 numbers could be one a component or one a coordinate: give all 4");
  EXPECT_EQ(Refusal({.dimension = 3, .start = {1, 2}}),
            "data.start: 2 numbers, 1 or data.dimension = 3 are allowed");
  EXPECT_EQ(Refusal({.smallest = 2, .largest = 1}), "data.smallest = 2 is above data.largest = 1");
  EXPECT_EQ(Refusal({.dimension = 1'000'000, .components = 2, .dense = true}),
            "data: 2 components of dimension 1000000 are 2000000000000 numbers; at most 1073741824 "
            "(8 GiB) are made");
}

TEST(SyntheticQuadratic, ComponentsBelongToWorkersInBlocks) {
  const Dataset one_each = Made({.dimension = 2}, 5);
  EXPECT_EQ(one_each.train.size, 5u);
  EXPECT_EQ(one_each.owners, (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  const Dataset blocks = Made({.dimension = 2, .components = 6}, 3);
  EXPECT_EQ(blocks.owners, (std::vector<std::uint32_t>{0, 0, 1, 1, 2, 2}));
  const Partition partition = MakePartition({"by-owner", {}}, blocks, 3, 1);
  EXPECT_TRUE(std::ranges::equal(partition.shard(2), std::vector<std::uint32_t>{4, 5}));
  // The growing schedules' setting: one objective for all.
  const Dataset shared = Made({.dimension = 500, .components = 1, .a = {1}}, 20);
  EXPECT_EQ(MakePartition({"copy", {}}, shared, 20, 1).shard(19).size(), 1u);
}

TEST(SyntheticQuadratic, DrawnCurvaturesFillTheirRange) {
  const Dataset data = Made({.dimension = 1000, .smallest = 0.1, .largest = 10});
  Numbers logs;
  for (const double a : data.quadratics.curvature) {
    EXPECT_GE(a, 0.1);
    EXPECT_LE(a, 10.0);
    logs.push_back(std::log10(a));
  }
  // Uniform on [-1, 1]: 3,000 of them have a mean of deviation 0.0105.
  double mean = 0.0;
  for (const double value : logs) mean += value / 3000;
  EXPECT_NEAR(mean, 0.0, 5 * 0.0105);
  const Numbers same = Made({.dimension = 4, .smallest = 3, .largest = 3}).quadratics.curvature;
  EXPECT_EQ(same, Numbers(12, 3.0));
}

// A reflected diagonal has the diagonal's trace and sum of squares, whatever the reflection; the
// same seed gives the same diagonal. In two dimensions these are the two curvatures.
TEST(SyntheticQuadratic, DenseMatricesAreSymmetricWithTheDrawnCurvatures) {
  for (const std::int64_t dimension : {1, 2, 7}) {
    const Dataset diagonal = Made({.dimension = dimension}, 4);
    const Dataset dense = Made({.dimension = dimension, .dense = true}, 4);
    EXPECT_FALSE(dense.quadratics.diagonal);
    const auto d = static_cast<std::size_t>(dimension);
    ASSERT_EQ(dense.quadratics.curvature.size(), 4 * d * d);
    for (std::size_t i = 0; i < 4; ++i) {
      const double* matrix = dense.quadratics.curvature.data() + i * d * d;
      const double* drawn = diagonal.quadratics.curvature.data() + i * d;
      double trace = 0.0, squares = 0.0, drawn_trace = 0.0, drawn_squares = 0.0;
      for (std::size_t r = 0; r < d; ++r) {
        trace += matrix[r * d + r];
        drawn_trace += drawn[r];
        drawn_squares += drawn[r] * drawn[r];
        for (std::size_t c = 0; c < d; ++c) {
          EXPECT_EQ(matrix[r * d + c], matrix[c * d + r]);
          squares += matrix[r * d + c] * matrix[r * d + c];
        }
      }
      // A few roundings of sums below 1,000.
      EXPECT_NEAR(trace, drawn_trace, 1e-12);
      EXPECT_NEAR(squares, drawn_squares, 1e-10);
    }
  }
}

TEST(SyntheticQuadratic, HeterogeneityIsTheDeviationBetweenComponents) {
  const Numbers same = Made({.dimension = 5, .heterogeneity = 0}, 2).quadratics.linear;
  EXPECT_TRUE(std::equal(same.begin(), same.begin() + 5, same.begin() + 5));
  // b_1 - b_0 has deviation 2 sqrt(2) an entry: the mean square of 10,000 is known to 1.41%.
  const Numbers b = Made({.dimension = 10'000, .heterogeneity = 2}, 2).quadratics.linear;
  double square = 0.0;
  for (std::size_t j = 0; j < 10'000; ++j) square += std::pow(b[10'000 + j] - b[j], 2) / 10'000;
  EXPECT_NEAR(square, 8.0, 5 * 0.0141 * 8.0);
}

TEST(SyntheticQuadratic, IsAFunctionOfTheSeed) {
  const Quadratics once = Made({}, 3, 1).quadratics, again = Made({}, 3, 1).quadratics,
                   other = Made({}, 3, 2).quadratics;
  EXPECT_EQ(once.curvature, again.curvature);
  EXPECT_EQ(once.linear, again.linear);
  EXPECT_NE(once.curvature, other.curvature);
  EXPECT_NE(once.linear, other.linear);
}

}  // namespace
}  // namespace hushed
