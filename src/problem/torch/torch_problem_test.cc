// The laws of a Problem: gradients are slopes, nothing leaks between points, pieces add up, threads
// agree.
#include <cblas.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <thread>

#include "hushed/errors.h"
#include "problem/initial.h"
#include "problem/models.h"
#include "problem/problem_cases.h"
#include "problem/torch/torch_models.h"

// Of libtorch, whose headers are kept out of tests.
namespace at {
int get_num_threads();
}

namespace hushed {
namespace {

template <class Real>
std::unique_ptr<Problem<Real>> Make(const Choice& model, std::shared_ptr<const Dataset> data) {
  return MakeTorchProblemFactory<Real>(model, std::move(data), /*loss_examples=*/0)();
}

// Training examples [begin, begin + n).
Batch Examples(std::size_t begin, std::size_t n) {
  static const std::vector<std::uint32_t> ids = [] {
    std::vector<std::uint32_t> all(1000);
    std::iota(all.begin(), all.end(), 0u);
    return all;
  }();
  return {std::span(ids).subspan(begin, n), Stream(1, Purpose::kExample, 0, 0, 0)};
}

template <class Real>
std::vector<Real> Initial(const Problem<Real>& problem, std::uint64_t seed = 7) {
  std::vector<Real> x(problem.layout().size());
  DrawInitial<Real>(problem.layout(), seed, x);
  return x;
}

struct Slope {
  Choice model;
  std::vector<std::uint64_t> shape;
  std::size_t every;  // one coordinate of every so many tensors is tried
};

class Slopes : public testing::TestWithParam<Slope> {};

// Central differences with h = 1e-6 in double: rounding contributes about 1e-16 * loss / h = 3e-10,
// curvature h^2; a ReLU or a maximum that changes sides within h adds less than h. Tried where the
// tensor's gradient is largest, so that it is far above that.
TEST_P(Slopes, TheGradientIsTheSlope) {
  constexpr double kStep = 1e-6;
  const auto problem = Make<double>(GetParam().model, RandomRows(GetParam().shape, 4, 3));
  std::vector<double> x = Initial(*problem);
  const auto step = At(*problem, x, Examples(0, 3));
  const auto& tensors = problem->layout().parameters();
  for (std::size_t t = 0; t < tensors.size(); t += GetParam().every) {
    const auto gradient = std::span(step.gradient).subspan(tensors[t].offset, tensors[t].size);
    std::size_t largest = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      if (std::abs(gradient[i]) > std::abs(gradient[largest])) largest = i;
    }
    double& coordinate = x[tensors[t].offset + largest];
    const double kept = coordinate;
    coordinate = kept + kStep;
    const double above = At(*problem, x, Examples(0, 3)).loss;
    coordinate = kept - kStep;
    const double below = At(*problem, x, Examples(0, 3)).loss;
    coordinate = kept;
    EXPECT_GT(std::abs(gradient[largest]), 1e-3) << tensors[t].name;
    EXPECT_NEAR(gradient[largest], (above - below) / (2 * kStep), 2e-8) << tensors[t].name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    TorchProblem, Slopes,
    testing::Values(Slope{{"cnn-small", {}}, {1, 16, 16}, 1}, Slope{{"lenet", {}}, {3, 32, 32}, 1},
                    Slope{{"cnn", {}}, {1, 8, 8}, 1}, Slope{{"resnet18", {}}, {1, 9, 9}, 10},
                    Slope{{"resnet18", {{"batch_norm", false}}}, {1, 4, 4}, 10},
                    Slope{{"torch-mlp", {{"activation", "tanh"}}}, {1, 4, 4}, 1}));

TEST(TorchProblem, AVisitElsewhereLeavesNothingBehind) {
  const auto problem = Make<float>({"cnn-small", {}}, RandomRows({1, 16, 16}, 4, 8));
  const std::vector<float> x = Initial(*problem, 1), other = Initial(*problem, 2);
  const auto first = At(*problem, x, Examples(0, 8));
  const auto displaced = At(*problem, other, Examples(0, 8));
  EXPECT_NE(first.gradient, displaced.gradient);
  EXPECT_EQ(At(*problem, x, Examples(0, 8)), first);
}

// Rounding only: the two add in different orders.
TEST(TorchProblem, TheNativeMlpIsTheSameFunction) {
  for (const std::string activation : {"relu", "tanh"}) {
    const Values options = {{"hidden", std::vector<std::int64_t>{30, 20}},
                            {"activation", activation}};
    const auto data = RandomRows({1, 28, 28}, 10, 16);
    const auto torch = Make<double>({"torch-mlp", options}, data);
    const auto native = MakeProblemFactory<double>({"mlp", options}, data, 0)();
    const auto& ours = torch->layout().parameters();
    const auto& theirs = native->layout().parameters();
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t t = 0; t < ours.size(); ++t) {
      EXPECT_EQ(ours[t].name, theirs[t].name);
      EXPECT_EQ(ours[t].shape, theirs[t].shape);
      EXPECT_EQ(ours[t].initial.bound, theirs[t].initial.bound);
    }
    const std::vector<double> x = Initial(*torch);
    const auto a = At(*torch, x, Examples(0, 16)), b = At(*native, x, Examples(0, 16));
    EXPECT_NEAR(a.loss, b.loss, 1e-12 * b.loss);
    const double scale = std::abs(
        *std::ranges::max_element(b.gradient, {}, [](double entry) { return std::abs(entry); }));
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_NEAR(a.gradient[i], b.gradient[i], 1e-12 * scale) << i;
    }
  }
}

// The gradient of cnn takes 6.7 MB; what a warm problem keeps, torch's own included, is far less.
TEST(TorchProblem, HoldsNoModel) {
  const auto data = RandomRows({1, 28, 28}, 10, 2);
  const auto make = MakeTorchProblemFactory<float>({"cnn", {}}, data, 0);
  const std::vector<float> x = Initial(*make());
  LossGradient<float> step{.gradient = std::vector<float>(x.size())};
  const auto used = [] { return mallinfo2().uordblks + mallinfo2().hblkhd; };
  const std::size_t before = used();
  const auto problem = make();
  for (int i = 0; i < 2; ++i) problem->LossAndGradient(x, Examples(0, 2), step.gradient, {});
  EXPECT_LT(used(), before + x.size() * sizeof(float) / 4);
}

TEST(TorchProblem, TwoThreadsTwoInstancesSameBits) {
  const auto make =
      MakeTorchProblemFactory<float>({"lenet", {}}, RandomRows({3, 32, 32}, 10, 16), 0);
  const auto here = make();
  const std::vector<float> x = Initial(*here);
  const auto expected = At(*here, x, Examples(0, 16));
  std::array<LossGradient<float>, 2> steps;
  {
    std::vector<std::jthread> threads;
    for (LossGradient<float>& step : steps) {
      threads.emplace_back([&] { step = At(*make(), x, Examples(0, 16)); });
    }
  }
  EXPECT_EQ(steps[0], expected);
  EXPECT_EQ(steps[1], expected);
}

// Within float's rounding through five layers, of gradients that are sums of up to 400 terms.
TEST(TorchProblem, FloatIsDoubleRounded) {
  const auto data = RandomRows({3, 32, 32}, 10, 8);
  const auto narrow = Make<float>({"lenet", {}}, data);
  const auto wide = Make<double>({"lenet", {}}, data);
  const std::vector<float> x = Initial(*narrow);
  const auto a = At(*narrow, x, Examples(0, 8));
  const auto b = At(*wide, std::vector<double>(x.begin(), x.end()), Examples(0, 8));
  EXPECT_NEAR(a.loss, b.loss, 1e-6 * b.loss);
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(a.gradient[i], b.gradient[i], 1e-5) << i;
}

TEST(TorchProblem, TorchAndBlasKeepToTheCallingThread) {
  const auto make =
      MakeTorchProblemFactory<float>({"lenet", {}}, RandomRows({3, 32, 32}, 10, 4), 0);
  const std::vector<float> x = Initial(*make());
  const auto look = [&] {
    At(*make(), x, Examples(0, 4));
    EXPECT_EQ(at::get_num_threads(), 1);
    EXPECT_EQ(openblas_get_num_threads(), 1);
  };
  look();
  std::jthread(look).join();
}

// 600 examples are worked as 256 + 256 + 88. Sums of 600 doubles near 1: rounding below 1e-13.
TEST(TorchProblem, LargeBatchesAreMeansOfTheirParts) {
  const auto problem = Make<double>({"lenet", {}}, RandomRows({1, 28, 28}, 10, 600));
  const std::vector<double> x = Initial(*problem);
  const auto whole = At(*problem, x, Examples(0, 600));
  LossGradient<double> mean{.gradient = std::vector<double>(x.size(), 0.0)};
  for (std::size_t begin = 0; begin < 600; begin += 200) {
    const auto part = At(*problem, x, Examples(begin, 200));
    mean.loss += part.loss / 3;
    for (std::size_t i = 0; i < x.size(); ++i) mean.gradient[i] += part.gradient[i] / 3;
  }
  EXPECT_NEAR(whole.loss, mean.loss, 1e-13);
  for (std::size_t i = 0; i < x.size(); ++i) {
    ASSERT_NEAR(whole.gradient[i], mean.gradient[i], 1e-13) << i;
  }
}

// One layer without hidden ones, W = 2 I, examples the unit vectors: the right logit is 2, the
// three others 0.
TEST(TorchProblem, EvaluatesWhatItSays) {
  Dataset data = *RandomRows({1, 2, 2}, 4, 4);
  for (Split* split : {&data.train, &data.test}) {
    for (std::size_t i = 0; i < 16; ++i) split->dense[i] = i % 5 == 0 ? 1.0 : 0.0;
  }
  data.test.targets[3] = 0.0;
  const auto problem = Make<double>({"torch-mlp", {{"hidden", std::vector<std::int64_t>{}}}},
                                    std::make_shared<const Dataset>(data));
  std::vector<double> x(20, 0.0);
  for (std::size_t i = 0; i < 4; ++i) x[5 * i] = 2.0;
  const double right = std::log(1.0 + 3.0 * std::exp(-2.0));
  ASSERT_EQ(problem->evaluation_parts(), 2u);
  std::vector<Metric> train, test;
  problem->Evaluate(x, 0, train);
  problem->Evaluate(x, 1, test);
  EXPECT_EQ(train[0].name, "train_loss");
  EXPECT_NEAR(train[0].total, 4 * right, 1e-14);
  EXPECT_EQ(test[1].name, "test_loss");
  EXPECT_NEAR(test[1].total, 4 * right + 2.0, 1e-14);  // the mislabelled one costs 2 more
  EXPECT_EQ(test[2].name, "test_accuracy");
  EXPECT_EQ(test[2].total / test[2].weight, 0.75);
}

TEST(TorchProblem, TorchsExceptionsBecomeOurs) {
  Dataset data = *RandomRows({1, 4, 4}, 10, 2);
  data.train.targets[1] = 10.0;  // one beyond the last class
  const auto problem = Make<float>({"torch-mlp", {}}, std::make_shared<const Dataset>(data));
  EXPECT_THROW(At(*problem, Initial(*problem), Examples(0, 2)), Error);
}

}  // namespace
}  // namespace hushed
