// What the synthetic data sets promise.
#include "data/synthetic.h"

#include <algorithm>
#include <cmath>

#include "data/dataset.h"
#include "data/partition.h"
#include "data/test_files.h"

namespace hushed {
namespace {

Value Whole(std::int64_t value) { return value; }

std::shared_ptr<const Dataset> Made(const std::string& kind, Values options,
                                    std::uint32_t workers = 4, std::uint64_t seed = 1) {
  return LoadDataset({kind, std::move(options)}, workers, seed);
}

std::span<const double> RowOf(const Dataset& data, const Split& split, std::uint64_t i) {
  return std::span(split.dense).subspan(i * data.columns, data.columns);
}

double Distance(std::span<const double> a, std::span<const double> b) {
  double square = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) square += (a[j] - b[j]) * (a[j] - b[j]);
  return std::sqrt(square);
}

const std::vector<std::string> kRowKinds = {"synthetic-least-squares", "synthetic-separable",
                                            "synthetic-blobs"};

TEST(SyntheticRows, HaveTheSizesThatWereAsked) {
  for (const std::string& kind : kRowKinds) {
    const auto data =
        Made(kind, {{"rows", Whole(30)}, {"test_rows", Whole(7)}, {"columns", Whole(5)}}, 3);
    EXPECT_EQ(data->name, kind);
    EXPECT_EQ(data->columns, 5u);
    EXPECT_EQ(data->shape, std::vector<std::uint64_t>{5});
    EXPECT_EQ(data->train.size, 30u);
    EXPECT_EQ(data->train.dense.size(), 150u);
    EXPECT_EQ(data->train.targets.size(), 30u);
    EXPECT_EQ(data->test.size, 7u);
    EXPECT_EQ(data->test.targets.size(), 7u);
    EXPECT_EQ(Made(kind, {{"test_rows", Whole(0)}})->test.size, 0u);
  }
}

TEST(SyntheticRows, AreAFunctionOfOptionsWorkersAndSeed) {
  for (const std::string& kind : kRowKinds) {
    const auto once = Made(kind, {}), again = Made(kind, {}), other = Made(kind, {}, 4, 2);
    EXPECT_EQ(once->train.dense, again->train.dense);
    EXPECT_EQ(once->test.targets, again->test.targets);
    EXPECT_NE(once->train.dense, other->train.dense);
    EXPECT_NE(RowOf(*once, once->train, 5)[0], RowOf(*once, once->test, 5)[0]);
  }
}

TEST(SyntheticRows, OwnersAreBlocksThatDifferByOneAtMost) {
  for (const std::string& kind : kRowKinds) {
    const auto data = Made(kind, {{"rows", Whole(10)}}, 4);
    EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{0, 0, 0, 1, 1, 2, 2, 2, 3, 3}));
  }
}

TEST(SyntheticRows, RefuseWhatWouldNotFitInMemory) {
  EXPECT_EQ(
      ErrorOf<ConfigError>([] {
        Made("synthetic-blobs", {{"rows", Whole(1'000'000'000)}, {"columns", Whole(1000)}});
      }),
      "data: 1000000200 rows of 1000 columns are 1000000200000 numbers; at most 1073741824 (8 "
      "GiB) are made");
}

// t = w a without noise: one column shows w.
TEST(SyntheticLeastSquares, WithoutNoiseOneTruthFitsEveryRow) {
  const auto data =
      Made("synthetic-least-squares", {{"rows", Whole(6)}, {"columns", Whole(1)}, {"noise", 0.0}});
  const double w = data->train.targets[0] / data->train.dense[0];
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(data->train.targets[i], w * data->train.dense[i], 1e-14);
  }
  EXPECT_NEAR(data->test.targets[0], w * data->test.dense[0], 1e-14);
  EXPECT_EQ(data->classes, 0u);
}

// Rows do not depend on the noise, so targets differ by it alone. The mean square of 20,000 normals
// is known to sqrt(2 / 20,000) = 1%.
TEST(SyntheticLeastSquares, NoiseHasTheDeviationThatWasAsked) {
  const auto targets = [](double noise) {
    return Made("synthetic-least-squares", {{"rows", Whole(20'000)}, {"noise", noise}})
        ->train.targets;
  };
  const auto clean = targets(0.0), noisy = targets(0.5);
  EXPECT_NEAR(std::pow(Distance(clean, noisy), 2) / 20'000, 0.25, 5 * 0.01 * 0.25);
}

// Four workers of two rows: each has a truth of its own.
TEST(SyntheticLeastSquares, HeterogeneousWorkersHaveTheirOwnTruths) {
  const auto data =
      Made("synthetic-least-squares",
           {{"rows", Whole(8)}, {"columns", Whole(1)}, {"noise", 0.0}, {"heterogeneity", 1.0}});
  const auto truth = [&](std::size_t i) { return data->train.targets[i] / data->train.dense[i]; };
  for (std::size_t worker = 0; worker < 4; ++worker) {
    EXPECT_NEAR(truth(2 * worker), truth(2 * worker + 1), 1e-12);
    for (std::size_t other = 0; other < worker; ++other) {
      EXPECT_GT(std::abs(truth(2 * worker) - truth(2 * other)), 1e-3);
    }
  }
}

// By synthetic_separable.cc w = (a_0 - a_1) / (2 margin); it and every margin carry a few roundings
// of numbers below 20: 1e-13 is ample.
void ExpectMargins(const Dataset& data, double margin) {
  const auto first = RowOf(data, data.train, 0), second = RowOf(data, data.train, 1);
  std::vector<double> w(data.columns);
  for (std::size_t j = 0; j < w.size(); ++j) w[j] = (first[j] - second[j]) / (2 * margin);
  EXPECT_NEAR(std::sqrt(Product(w, w)), 1.0, 1e-13 / margin);
  for (const Split* split : {&data.train, &data.test}) {
    for (std::size_t i = 0; i < split->size; ++i) {
      const double y = split->targets[i] == 1.0 ? 1.0 : -1.0;
      EXPECT_GE(y * Product(w, RowOf(data, *split, i)), margin - 1e-13 / margin) << "row " << i;
    }
  }
  // Both nearest rows are at the margin, so that no direction does better.
  EXPECT_EQ(data.train.targets[0], 1.0);
  EXPECT_EQ(data.train.targets[1], 0.0);
  EXPECT_NEAR(Product(w, first), margin, 1e-13 / margin);
  EXPECT_NEAR(Product(w, second), -margin, 1e-13 / margin);
}

TEST(SyntheticSeparable, HasTheMarginThatWasAskedAndAKnownSeparator) {
  for (const double margin : {0.1, 1.0}) {
    for (const double shift : {0.0, 3.0}) {
      for (const std::int64_t columns : {1, 2, 50}) {
        const auto data = Made("synthetic-separable", {{"rows", Whole(200)},
                                                       {"columns", Whole(columns)},
                                                       {"margin", margin},
                                                       {"shift", shift}});
        EXPECT_EQ(data->classes, 2u);
        ExpectMargins(*data, margin);
      }
    }
  }
}

// The mean of 2,500 rows of deviation 1 in 4 columns is 4/50 off at most in all but a chance of
// 1e-4 a column; the margin moves it by 0.1 at most.
void ExpectShiftedMeans(const std::string& kind, Values options) {
  options.insert({{"rows", Whole(10'000)}, {"columns", Whole(4)}, {"shift", 3.0}});
  const auto data = Made(kind, options);
  const std::vector<double> zero(4, 0.0);
  std::vector<std::vector<double>> means(4, zero);
  for (std::size_t i = 0; i < data->train.size; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      means[data->owners[i]][j] += RowOf(*data, data->train, i)[j] / 2500;
    }
  }
  for (std::size_t m = 0; m < 4; ++m) {
    EXPECT_NEAR(Distance(means[m], zero), 3.0, 0.1 + 2 * 4.0 / 50);
    for (std::size_t other = 0; other < m; ++other)
      EXPECT_GT(Distance(means[m], means[other]), 0.5);
  }
}

TEST(SyntheticRows, ShiftMovesEachWorkersMeanByThatMuch) {
  ExpectShiftedMeans("synthetic-separable", {});
  ExpectShiftedMeans("synthetic-blobs", {{"separation", 0.0}});
}

std::shared_ptr<const Dataset> Blobs(std::int64_t classes, std::int64_t rows, double separation) {
  return Made("synthetic-blobs", {{"classes", Whole(classes)},
                                  {"columns", Whole(4)},
                                  {"rows", Whole(rows)},
                                  {"separation", separation}});
}

TEST(SyntheticBlobs, ClassesDifferByOneAtMostAndComeInRandomOrder) {
  const auto data = Blobs(3, 200, 3.0);
  const auto count = [&](double label) { return std::ranges::count(data->train.targets, label); };
  EXPECT_EQ(count(0) + count(1) + count(2), 200);
  for (const double label : {0.0, 1.0, 2.0}) EXPECT_NEAR(count(label), 66.5, 0.5);
  // Of every third row, 67, those of one class are hypergeometric: mean 22.3, deviation 3.2.
  std::ptrdiff_t zeros = 0;
  for (std::size_t i = 0; i < 200; i += 3) zeros += data->train.targets[i] == 0.0 ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(zeros), 22.3, 5 * 3.2);
}

// Means of 10,000 rows a class stand for the centres: each coordinate is 0.01 off, so a distance of
// two by no more than 5 * 0.01 * sqrt(2 * 4).
TEST(SyntheticBlobs, TheNearestCentresAreAtTheSeparation) {
  const auto data = Blobs(3, 30'000, 4.0);
  std::vector<std::vector<double>> means(3, std::vector<double>(4, 0.0));
  for (std::size_t i = 0; i < data->train.size; ++i) {
    auto& mean = means[static_cast<std::size_t>(data->train.targets[i])];
    for (std::size_t j = 0; j < 4; ++j) mean[j] += RowOf(*data, data->train, i)[j] / 10'000;
  }
  const double nearest = std::min(
      {Distance(means[0], means[1]), Distance(means[0], means[2]), Distance(means[1], means[2])});
  EXPECT_NEAR(nearest, 4.0, 5 * 0.01 * std::sqrt(8.0));
}

}  // namespace
}  // namespace hushed
