// The list of models, what does not fit, and the first values.
#include "problem/models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "hushed/errors.h"
#include "problem/initial.h"
#include "problem/small_datasets.h"
#include "testing/errors.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

TEST(Models, NetworksAreFloatTheRestDouble) {
  for (const char* name : {"mlp", "cnn", "lenet", "resnet18"}) {
    EXPECT_EQ(DefaultPrecision(name), "float") << name;
  }
  for (const char* name : {"logistic", "softmax", "least-squares", "quadratic"}) {
    EXPECT_EQ(DefaultPrecision(name), "double") << name;
  }
}

// What both scalars say when the model is made.
std::string Refusal(const Choice& model, const std::shared_ptr<const Dataset>& data) {
  const std::string said = ErrorOf<Error>([&] { MakeProblemFactory<float>(model, data, 0); });
  EXPECT_EQ(ErrorOf<Error>([&] { MakeProblemFactory<double>(model, data, 0); }), said);
  return said;
}

TEST(Models, SayWhatTheyDoNotFit) {
  EXPECT_EQ(Refusal({"logistic", {}}, RandomRows({3}, 10, 20)),
            "model 'logistic' tells two classes apart; 'random rows' has 10 (model 'softmax' takes "
            "any number)");
  EXPECT_EQ(Refusal({"logistic", {}}, RandomRows({3}, 0, 20)),
            "model 'logistic' tells two classes apart; 'random rows' has 0");
  EXPECT_EQ(Refusal({"softmax", {}}, RandomRows({3}, 0, 20)),
            "model 'softmax' tells classes apart; 'random rows' has none");
  EXPECT_EQ(Refusal({"softmax", {}}, RandomRows({3}, 1, 20)),
            "model 'softmax' tells classes apart; 'random rows' has one: every label "
            "is the same");
  EXPECT_EQ(Refusal({"quadratic", {}}, RandomRows({3}, 2, 20)),
            "model 'quadratic' needs quadratic components; 'random rows' has rows");
  EXPECT_EQ(Refusal({"mlp", {}}, RandomQuadratics(3, 2, true)),
            "model 'mlp' learns from rows; 'quadratics' has quadratics (model 'quadratic' takes "
            "them)");
  EXPECT_EQ(Refusal({"logistc", {}}, RandomRows({3}, 2, 20)),
            "unknown model 'logistc', did you mean 'logistic'?");
}

TEST(Models, RefuseDataThatContradictsItself) {
  EXPECT_EQ(Refusal({"mlp", {}}, RandomRows({3}, 2, 0)),
            "data set 'random rows' has no training examples");
  auto quadratics = RandomQuadratics(3, 2, true);
  quadratics->quadratics.linear.pop_back();
  EXPECT_EQ(
      Refusal({"quadratic", {}}, quadratics),
      "'quadratics': 2 quadratics of dimension 3 do not fit their matrices, vectors and start");
  // A class beyond the last one would be read and written outside the network's outputs.
  for (const double wrong : {3.0, -1.0, 0.5, std::nan("")}) {
    auto rows = RandomRows({2}, 3, 8);
    rows->test.targets[5] = wrong;
    EXPECT_EQ(Refusal({"softmax", {}}, rows), "'random rows': test example 5 is of class " +
                                                  ToText(Value(wrong)) +
                                                  "; with 3 classes 0 to 2 are allowed");
  }
}

#ifndef HUSHED_WITH_TORCH
TEST(Models, SayHowToGetThoseThatAreMissing) {
  const std::string missing = MissingModel("resnet18");
  EXPECT_NE(missing.find("model 'resnet18' needs libtorch"), std::string::npos) << missing;
  EXPECT_NE(missing.find("-DHUSHED_WITH_TORCH=ON"), std::string::npos) << missing;
  EXPECT_EQ(Refusal({"resnet18", {}}, RandomRows({3, 32, 32}, 10, 10)), missing);
}
#endif

TEST(Models, NothingIsMissingOfThoseBuiltInOrUnknown) {
  EXPECT_EQ(MissingModel("mlp"), "");
  EXPECT_EQ(MissingModel("resnt18"), "");
}

Layout TwoTensors(std::uint64_t first_size) {
  Layout layout;
  layout.AddParameter("a", {first_size}, {.value = 1.0, .bound = 0.25});
  layout.AddParameter("b", {100, 100}, {.bound = 2.0});
  layout.AddBuffer("c", {5}, {.value = 3.0});
  return layout;
}

// Uniform on [value - bound, value + bound): mean and variance bound^2 / 3 within five standard
// deviations (of the square: 4 bound^4 / 45).
TEST(DrawInitial, IsUniformWithinTheBound) {
  const Layout layout = TwoTensors(7);
  std::vector<double> x(layout.size());
  DrawInitial<double>(layout, 1, x);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_LE(std::abs(x[i] - 1.0), 0.25);
  for (std::size_t i = x.size() - 5; i < x.size(); ++i) EXPECT_EQ(x[i], 3.0);
  double sum = 0.0, squares = 0.0, largest = 0.0;
  for (const double entry : std::span(x).subspan(7, 10'000)) {
    sum += entry;
    squares += entry * entry;
    largest = std::max(largest, std::abs(entry));
  }
  EXPECT_NEAR(sum / 1e4, 0.0, 5 * std::sqrt(4.0 / 3 / 1e4));
  EXPECT_NEAR(squares / 1e4, 4.0 / 3, 5 * std::sqrt(4.0 * 16 / 45 / 1e4));
  EXPECT_LE(largest, 2.0);
  EXPECT_GT(largest, 1.99);  // none of 10,000 beyond: 0.995^10000 = 2e-22
}

TEST(DrawInitial, TensorsHaveTheirOwnStreams) {
  const Layout layout = TwoTensors(7), wider = TwoTensors(1000);
  std::vector<double> x(layout.size()), y(wider.size()), z(layout.size());
  DrawInitial<double>(layout, 1, x);
  DrawInitial<double>(wider, 1, y);
  DrawInitial<double>(layout, 2, z);
  EXPECT_TRUE(std::equal(x.begin() + 7, x.end(), y.begin() + 1000, y.end()));
  EXPECT_NE(x, z);
  EXPECT_NE((x[0] - 1.0) / 0.25, x[7] / 2.0);
}

TEST(DrawInitial, FloatIsDoubleRounded) {
  const Layout layout = TwoTensors(7);
  std::vector<double> x(layout.size());
  std::vector<float> y(layout.size());
  DrawInitial<double>(layout, 1, x);
  DrawInitial<float>(layout, 1, y);
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(y[i], static_cast<float>(x[i]));
}

}  // namespace
}  // namespace hushed
