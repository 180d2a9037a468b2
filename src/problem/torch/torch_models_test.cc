// Anchors that PyTorch users know: parameter counts, names, first values; and what is refused.
#include "problem/torch/torch_models.h"

#include <gtest/gtest.h>

#include <cmath>

#include "hushed/errors.h"
#include "problem/small_datasets.h"

namespace hushed {
namespace {

Layout LayoutOf(const Choice& model, std::shared_ptr<const Dataset> data) {
  return MakeTorchProblemFactory<float>(model, std::move(data), /*loss_examples=*/0)()->layout();
}

struct Anchor {
  Choice model;
  std::vector<std::uint64_t> shape;
  std::uint32_t classes;
  std::uint64_t parameters;
  std::size_t tensors;
  std::size_t buffers;
};

class Anchors : public testing::TestWithParam<Anchor> {};

TEST_P(Anchors, CountsAreThoseOfTheLiterature) {
  const Anchor& anchor = GetParam();
  const Layout layout =
      LayoutOf(anchor.model, RandomRows(anchor.shape, anchor.classes, /*size=*/1));
  EXPECT_EQ(layout.parameter_size(), anchor.parameters);
  EXPECT_EQ(layout.parameters().size(), anchor.tensors);
  EXPECT_EQ(layout.buffers().size(), anchor.buffers);
}

// torch-mlp: 784 * 512 + 512 + 512 * 10 + 10. ResNet-18 has 4,800 channels behind its 20
// convolutions: each has a weight and a bias of batch norm, or a bias of the convolution.
INSTANTIATE_TEST_SUITE_P(
    TorchModels, Anchors,
    testing::Values(
        Anchor{{"cnn", {}}, {1, 28, 28}, 10, 1'663'370, 8, 0},
        Anchor{{"cnn", {}}, {3, 32, 32}, 10, 2'156'490, 8, 0},
        Anchor{{"cnn-small", {}}, {1, 28, 28}, 47, 100'271, 6, 0},
        Anchor{{"lenet", {}}, {3, 32, 32}, 10, 62'006, 10, 0},
        Anchor{{"resnet18", {}}, {3, 32, 32}, 10, 11'173'962, 62, 40},
        Anchor{{"resnet18", {}}, {3, 32, 32}, 100, 11'220'132, 62, 40},
        Anchor{{"resnet18", {{"batch_norm", false}}}, {3, 32, 32}, 10, 11'173'962 - 4'800, 42, 0},
        Anchor{{"torch-mlp", {}}, {1, 28, 28}, 10, 407'050, 4, 0}));

TEST(TorchModels, TensorsBearPyTorchsNames) {
  const Layout layout = LayoutOf({"resnet18", {}}, RandomRows({3, 32, 32}, 10, 1));
  const auto& parameters = layout.parameters();
  EXPECT_EQ(parameters[0].name, "conv1.weight");
  EXPECT_EQ(parameters[0].shape, (std::vector<std::uint64_t>{64, 3, 3, 3}));
  EXPECT_EQ(parameters[1].name, "bn1.weight");
  EXPECT_EQ(parameters[3].name, "layer1.0.conv1.weight");
  EXPECT_EQ(parameters[21].name, "layer2.0.downsample.0.weight");
  EXPECT_EQ(parameters[22].name, "layer2.0.downsample.1.weight");
  EXPECT_EQ(parameters[61].name, "fc.bias");
  EXPECT_EQ(layout.buffers()[1].name, "bn1.running_var");
  EXPECT_EQ(layout.buffers()[1].offset, 11'173'962u + 64u);
}

TEST(TorchModels, FirstValuesFollowPyTorchsRule) {
  const Layout lenet = LayoutOf({"lenet", {}}, RandomRows({3, 32, 32}, 10, 1));
  EXPECT_EQ(lenet.parameters()[0].initial.bound, 1.0 / std::sqrt(3.0 * 25.0));  // conv1.weight
  EXPECT_EQ(lenet.parameters()[1].initial.bound, 1.0 / std::sqrt(3.0 * 25.0));  // conv1.bias
  EXPECT_EQ(lenet.parameters()[4].initial.bound, 1.0 / std::sqrt(400.0));       // fc1.weight
  const Layout resnet = LayoutOf({"resnet18", {}}, RandomRows({3, 32, 32}, 10, 1));
  EXPECT_EQ(resnet.parameters()[1].initial.value, 1.0);  // bn1.weight
  EXPECT_EQ(resnet.parameters()[1].initial.bound, 0.0);
  EXPECT_EQ(resnet.buffers()[0].initial.value, 0.0);  // bn1.running_mean
  EXPECT_EQ(resnet.buffers()[1].initial.value, 1.0);  // bn1.running_var
}

TEST(TorchModels, RefusesWhatDoesNotFit) {
  EXPECT_THROW(LayoutOf({"lenet", {}}, RandomRows({784}, 10, 1)), ConfigError);
  EXPECT_THROW(LayoutOf({"lenet", {}}, RandomRows({1, 8, 8}, 10, 1)), ConfigError);
  EXPECT_THROW(LayoutOf({"resnet18", {}}, RandomRows({3, 8, 8}, 10, 1)), ConfigError);
  EXPECT_THROW(LayoutOf({"cnn", {}}, RandomRows({1, 28, 28}, 0, 1)), ConfigError);
  EXPECT_THROW(LayoutOf({"cmn", {}}, RandomRows({1, 28, 28}, 10, 1)), ConfigError);
}

}  // namespace
}  // namespace hushed
