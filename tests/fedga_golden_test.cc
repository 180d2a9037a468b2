// The golden numbers of specs/gradalign T5 on two scalar quadratics.
#include <gtest/gtest.h>

#include "harness.h"

namespace hushed {
namespace {

double After(const std::string& algorithm, const std::vector<std::string>& overrides) {
  return Ran(ScalarQuadratics(algorithm), overrides).model.at(0);
}

std::string Beta(const char* beta) { return std::string("algorithm.beta=") + beta; }
const std::string kTwoSteps = "algorithm.local_steps.steps=2";
const std::string kOneStep = "algorithm.local_steps.steps=1";
constexpr double kRounding = 1e-14;

TEST(GradAlign, GoldenSteps) {
  EXPECT_NEAR(After("gradalign", {Beta("0.0")}), 1.6, kRounding);
  EXPECT_NEAR(After("gradalign", {Beta("0.05")}), 1.585, kRounding);
  EXPECT_NEAR(After("gradalign", {Beta("0.1")}), 1.57, kRounding);
  EXPECT_NEAR(After("gradalign", {Beta("0.05"), "train.rounds=2"}), 1.255075, kRounding);
}

TEST(FedGa, OneStepIsGradAlign) {
  EXPECT_NEAR(After("fedga", {Beta("0.05"), kOneStep}), 1.585, kRounding);
}

TEST(FedGa, GoldenRoundsOfTwoSteps) {
  EXPECT_NEAR(After("fedga", {Beta("0.0"), kTwoSteps}), 1.31, kRounding);
  EXPECT_NEAR(After("fedga", {Beta("0.05"), kTwoSteps}), 1.286, kRounding);
  EXPECT_NEAR(After("fedga", {Beta("0.1"), kTwoSteps}), 1.262, kRounding);
}

// The fixed point solves (A + beta C) x = b + beta d.
TEST(GradAlign, StationaryPoints) {
  EXPECT_NEAR(After("gradalign", {Beta("0.0"), "train.rounds=400"}), 0.0, 1e-12);
  EXPECT_NEAR(After("gradalign", {Beta("0.1"), "train.rounds=400"}), -1.0 / 21.0, 1e-12);
  EXPECT_NEAR(After("gradalign", {Beta("0.5"), "train.rounds=400"}), -0.2, 1e-12);
}

TEST(GradientDescent, TwoStepsOfTheMean) {
  EXPECT_NEAR(After("sgd", {"train.rounds=2"}), 1.28, kRounding);
}

// g_i is what was decoded of it, so the displacements cancel under any compression.
TEST(FedGa, CompressedMessagesStillCancelInTheMean) {
  EXPECT_NEAR(After("fedga", {Beta("0.05"), kOneStep, "algorithm.compress.kind=fp16"}), 1.585,
              1e-3);
}

}  // namespace
}  // namespace hushed
