// Softmax regression and mlp: closed forms, anchors of the layout, pieces, augmentation.
#include "problem/layers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "problem/problem_cases.h"

namespace hushed {
namespace {

Choice Mlp(std::vector<std::int64_t> hidden, std::string activation = "relu") {
  return {"mlp", {{"hidden", std::move(hidden)}, {"activation", std::move(activation)}}};
}

// 784 * 512 + 512 + 512 * 10 + 10, as PyTorch lays it out.
TEST(Mlp, Has407050ParametersByDefault) {
  const auto problem = Make<float>({"", {"mlp", {}}, RandomPixels({1, 28, 28}, 10, 1)});
  const Layout& layout = problem->layout();
  EXPECT_EQ(layout.parameter_size(), 407'050u);
  ASSERT_EQ(layout.parameters().size(), 4u);
  const char* names[] = {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"};
  const double fan_in[] = {784, 784, 512, 512};
  const std::uint64_t offsets[] = {0, 401'408, 401'920, 407'040};
  for (std::size_t t = 0; t < 4; ++t) {
    const Tensor& tensor = layout.parameters()[t];
    EXPECT_EQ(tensor.name, names[t]);
    EXPECT_EQ(tensor.offset, offsets[t]);
    EXPECT_EQ(tensor.initial.value, 0.0);
    EXPECT_EQ(tensor.initial.bound, 1.0 / std::sqrt(fan_in[t]));
  }
  EXPECT_EQ(layout.parameters()[0].shape, (std::vector<std::uint64_t>{512, 784}));
}

TEST(Softmax, BeginsAtZeroWithOneLayer) {
  const auto problem = Make<double>({"", {"softmax", {}}, RandomPixels({1, 28, 28}, 10, 1)});
  EXPECT_EQ(problem->layout().parameter_size(), 7'850u);
  for (const Tensor& tensor : problem->layout().parameters()) {
    EXPECT_EQ(tensor.initial.value, 0.0);
    EXPECT_EQ(tensor.initial.bound, 0.0);
  }
}

// At zero every class has probability 1/4: dz = 1/4 - [class], and the loss is log 4.
TEST(Softmax, AtZeroIsItsClosedForm) {
  InBothScalars([]<class Real> {
    const auto data = RandomRows({2}, 4, 4);  // example i is of class i
    const auto problem = Make<Real>({"", {"softmax", {}}, data});
    const std::uint32_t second = 1;
    const auto at = At<Real>(*problem, Zeros<Real>(12), BatchOf({&second, 1}));
    EXPECT_NEAR(at.loss, 2 * std::numbers::ln2, kRounding<Real>);
    std::vector<double> expected;
    const double dz[] = {0.25, -0.75, 0.25, 0.25};
    for (const double slope : dz) {
      for (std::size_t j = 0; j < 2; ++j) expected.push_back(slope * data->train.dense[2 + j]);
    }
    expected.insert(expected.end(), std::begin(dz), std::end(dz));
    ExpectNear(at.gradient, expected, kRounding<Real>);
  });
}

// Two classes whose outputs differ by p are logistic regression at p.
TEST(Softmax, OfTwoClassesIsLogistic) {
  const auto data = RandomRows({5}, 2, 16);
  const auto softmax = Make<double>({"", {"softmax", {}}, data});
  const auto logistic = Make<double>({"", {"logistic", {{"intercept", true}}}, data});
  const auto p = GaussianVector<double>(6, 1);
  std::vector<double> x(12, 0.0);  // W of class 0 and 1, then their biases
  std::copy_n(p.begin(), 5, x.begin() + 5);
  x[11] = p[5];
  const auto a = At<double>(*softmax, x, BatchOf(Ids(16)));
  const auto b = At<double>(*logistic, p, BatchOf(Ids(16)));
  EXPECT_NEAR(a.loss, b.loss, 1e-14);
  for (std::size_t j = 0; j < 5; ++j) EXPECT_NEAR(a.gradient[5 + j], b.gradient[j], 1e-14);
  EXPECT_NEAR(a.gradient[11], b.gradient[5], 1e-14);
}

// Outputs of 1e6 and more, right and wrong: losses and gradients stay finite, and a wrong answer
// costs its distance.
TEST(Softmax, IsStableFarOut) {
  InBothScalars([]<class Real> {
    auto data = RandomRows({1}, 3, 3);
    data->train.dense = {1.0, 1.0, 1.0};
    const auto problem = Make<Real>({"", {"softmax", {{"intercept", false}}}, data});
    const std::vector<Real> x = {1e6f, 0.0f, -1e6f};
    const double losses[] = {0.0, 1e6, 2e6};
    for (std::uint32_t i = 0; i < 3; ++i) {
      const auto at = At<Real>(*problem, x, BatchOf({&i, 1}));
      EXPECT_EQ(at.loss, losses[i]);
      std::vector<Real> expected = {1.0f, 0.0f, 0.0f};
      expected[i] -= 1.0f;
      EXPECT_EQ(at.gradient, expected);
    }
  });
}

TEST(Mlp, ANaNReachesTheLoss) {
  for (const char* activation : {"relu", "tanh"}) {
    const auto problem = Make<float>({"", Mlp({4}, activation), RandomRows({3}, 2, 4)});
    auto x = GaussianVector<float>(problem->layout().parameter_size(), 1);
    x[0] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(std::isnan(At<float>(*problem, x, BatchOf(Ids(4))).loss));
  }
}

// 1-1-1 with tanh and half the squared error: z = v tanh(w a + b) + c.
TEST(Mlp, OfOneUnitIsItsClosedForm) {
  const auto data = RandomRows({1}, 0, 1);
  const double a = data->train.dense[0], t = data->train.targets[0];
  const auto problem = Make<double>({"", Mlp({1}, "tanh"), data});
  const double w = 0.7, b = -0.2, v = 1.3, c = 0.4;
  const auto at = At<double>(*problem, std::vector<double>{w, b, v, c}, BatchOf(Ids(1)));
  const double h = std::tanh(w * a + b), error = v * h + c - t, slope = v * (1 - h * h);
  EXPECT_NEAR(at.loss, error * error / 2, 1e-15);
  ExpectNear(at.gradient, std::vector<double>{error * slope * a, error * slope, error * h, error},
             1e-15);
}

// relu(w a + b) with w a + b below, at and above zero; at zero the slope is taken as 0.
TEST(Mlp, ReluIsFlatUpToZero) {
  auto data = RandomRows({1}, 0, 3);
  data->train.dense = {-1.0, 0.0, 2.0};
  data->train.targets = {0.0, 0.0, 0.0};
  const auto problem = Make<double>({"", Mlp({1}), data});
  const std::vector<double> x = {1.0, 0.0, 1.0, 0.0};
  for (std::uint32_t i = 0; i < 2; ++i) {
    EXPECT_EQ(At<double>(*problem, x, BatchOf({&i, 1})).gradient, Zeros<double>(4));
  }
  const std::uint32_t last = 2;
  EXPECT_EQ(At<double>(*problem, x, BatchOf({&last, 1})).gradient,
            (std::vector<double>{4.0, 2.0, 4.0, 2.0}));
}

// 1,100 examples are worked as 512 + 512 + 76.
TEST(Mlp, LargeBatchesAreMeansOfTheirParts) {
  InBothScalars([]<class Real> {
    const auto problem = Make<Real>({"", Mlp({6}), RandomRows({4}, 3, 1100)});
    const auto x = GaussianVector<Real>(problem->layout().parameter_size(), 1);
    const std::vector<std::uint32_t> ids = Ids(1100);
    const auto whole = At<Real>(*problem, x, BatchOf(ids));
    double loss = 0.0;
    std::vector<double> mean(x.size(), 0.0);
    for (std::size_t begin = 0; begin < 1100; begin += 100) {
      const auto part = At<Real>(*problem, x, BatchOf(std::span(ids).subspan(begin, 100)));
      loss += part.loss / 11;
      for (std::size_t i = 0; i < x.size(); ++i) {
        mean[i] += static_cast<double>(part.gradient[i]) / 11;
      }
    }
    EXPECT_NEAR(whole.loss, loss, kRounding<Real> * loss);
    ExpectNear(whole.gradient, mean, kRounding<Real>);
  });
}

// Pixels are worked as what Gather makes of them.
TEST(Mlp, PixelsAreNormalisedRows) {
  const auto pixels = RandomPixels({2, 3, 3}, 3, 8);
  const auto a = Make<double>({"", Mlp({5}), pixels});
  const auto b = Make<double>({"", Mlp({5}), StoredDense(*pixels)});
  const auto x = GaussianVector<double>(a->layout().parameter_size(), 1);
  EXPECT_EQ(At<double>(*a, x, BatchOf(Ids(8))), At<double>(*b, x, BatchOf(Ids(8))));
}

// The batch's randomness decides crops and flips; evaluation sees the images as they are.
TEST(Mlp, AugmentationBelongsToTheBatch) {
  auto images = RandomPixels({1, 4, 4}, 3, 8);
  const auto plain = Make<double>({"", Mlp({5}), std::make_shared<const Dataset>(*images)});
  images->augmentation = {.crop_padding = 2, .flip = true};
  const auto problem = Make<double>({"", Mlp({5}), images});
  const auto x = GaussianVector<double>(problem->layout().parameter_size(), 1);
  const auto first = At<double>(*problem, x, BatchOf(Ids(8), 0));
  EXPECT_EQ(At<double>(*problem, x, BatchOf(Ids(8), 0)), first);
  EXPECT_NE(At<double>(*problem, x, BatchOf(Ids(8), 1)), first);
  std::vector<Metric> seen, expected;
  problem->Evaluate(x, 0, seen);
  plain->Evaluate(x, 0, expected);
  EXPECT_EQ(seen[0].total, expected[0].total);
}

}  // namespace
}  // namespace hushed
