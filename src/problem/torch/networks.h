#pragma once

// The networks, each written once as the layers its input goes through (walk.h).
//
//   network    reference                                                  parameters (data)
//   cnn        McMahan et al., "Communication-efficient learning of       1,663,370 (1x28x28, 10)
//              deep networks from decentralized data", AISTATS 2017,
//              arXiv:1602.05629
//   cnn-small  the two convolutions above, unpadded, and one layer        100,271 (1x28x28, 47)
//   lenet      LeCun et al., "Gradient-based learning applied to          62,006 (3x32x32, 10)
//              document recognition", 1998; ReLU for tanh, max for mean
//   resnet18   He et al., "Deep residual learning for image               11,173,962 (3x32x32, 10)
//              recognition", CVPR 2016, arXiv:1512.03385; the stem of
//              its CIFAR networks
#include <cstdint>
#include <string>
#include <vector>

#include "core/options.h"
#include "hushed/errors.h"
#include "problem/mlp.h"
#include "problem/torch/walk.h"

namespace hushed {

inline at::Tensor HalvedReLU(const at::Tensor& x) { return at::max_pool2d(at::relu(x), {2, 2}); }

struct Cnn {
  static constexpr bool kImages = true;
  static Fields<Cnn> fields() { return {}; }

  at::Tensor operator()(Walk& walk, at::Tensor x, std::int64_t classes) const {
    x = HalvedReLU(walk.Conv2d("conv1", x, {.channels = 32, .kernel = 5, .padding = 2}));
    x = HalvedReLU(walk.Conv2d("conv2", x, {.channels = 64, .kernel = 5, .padding = 2}));
    x = at::relu(walk.Linear("fc1", x.flatten(1), 512));
    return walk.Linear("fc2", x, classes);
  }
};

struct CnnSmall {
  static constexpr bool kImages = true;
  static Fields<CnnSmall> fields() { return {}; }

  at::Tensor operator()(Walk& walk, at::Tensor x, std::int64_t classes) const {
    x = HalvedReLU(walk.Conv2d("conv1", x, {.channels = 32, .kernel = 5}));
    x = HalvedReLU(walk.Conv2d("conv2", x, {.channels = 64, .kernel = 5}));
    return walk.Linear("fc", x.flatten(1), classes);
  }
};

struct LeNet {
  static constexpr bool kImages = true;
  static Fields<LeNet> fields() { return {}; }

  at::Tensor operator()(Walk& walk, at::Tensor x, std::int64_t classes) const {
    x = HalvedReLU(walk.Conv2d("conv1", x, {.channels = 6, .kernel = 5}));
    x = HalvedReLU(walk.Conv2d("conv2", x, {.channels = 16, .kernel = 5}));
    x = at::relu(walk.Linear("fc1", x.flatten(1), 120));
    x = at::relu(walk.Linear("fc2", x, 84));
    return walk.Linear("fc3", x, classes);
  }
};

struct ResNet18 {
  static constexpr bool kImages = true;
  bool batch_norm = true;
  std::int64_t statistics_batch = 256;

  static Fields<ResNet18> fields() {
    return {{"batch_norm", &ResNet18::batch_norm, Anything(),
             "normalise after each convolution; without it convolutions have a bias"},
            {"statistics_batch", &ResNet18::statistics_batch, AtLeast(1),
             "examples that share batch-norm statistics; larger batches are worked in pieces"}};
  }

  at::Tensor operator()(Walk& walk, at::Tensor x, std::int64_t classes) const {
    // The last stage sees images an eighth as wide and high; one value has no variance.
    if (batch_norm && x.size(2) <= 8 && x.size(3) <= 8) {
      throw ConfigError("model 'resnet18' with batch_norm needs images larger than 8 x 8");
    }
    x = at::relu(Convolved(walk, "conv1", "bn1", x, {.channels = 64, .kernel = 3, .padding = 1}));
    for (int stage = 1; stage <= 4; ++stage) {
      const std::string name = "layer" + std::to_string(stage);
      const std::int64_t channels = std::int64_t{32} << stage;
      x = Block(walk, name + ".0.", x, channels, /*stride=*/stage == 1 ? 1 : 2);
      x = Block(walk, name + ".1.", x, channels, /*stride=*/1);
    }
    return walk.Linear("fc", at::adaptive_avg_pool2d(x, {1, 1}).flatten(1), classes);
  }

 private:
  at::Tensor Block(Walk& walk, const std::string& name, const at::Tensor& x, std::int64_t channels,
                   std::int64_t stride) const {
    at::Tensor y =
        at::relu(Convolved(walk, name + "conv1", name + "bn1", x,
                           {.channels = channels, .kernel = 3, .stride = stride, .padding = 1}));
    y = Convolved(walk, name + "conv2", name + "bn2", y,
                  {.channels = channels, .kernel = 3, .padding = 1});
    if (x.sizes() == y.sizes()) return at::relu(y + x);
    return at::relu(y + Convolved(walk, name + "downsample.0", name + "downsample.1", x,
                                  {.channels = channels, .kernel = 1, .stride = stride}));
  }

  at::Tensor Convolved(Walk& walk, const std::string& conv, const std::string& norm,
                       const at::Tensor& x, Conv2dOptions options) const {
    options.bias = !batch_norm;
    const at::Tensor y = walk.Conv2d(conv, x, options);
    return batch_norm ? walk.BatchNorm(norm, y) : y;
  }
};

struct TorchMlp : MlpOptions {
  static constexpr bool kImages = false;
  static Fields<TorchMlp> fields() { return FieldsOf<TorchMlp>(); }

  at::Tensor operator()(Walk& walk, at::Tensor x, std::int64_t classes) const {
    x = x.flatten(1);
    std::size_t layer = 1;
    for (const std::int64_t width : hidden) {
      x = walk.Linear("fc" + std::to_string(layer++), x, width);
      x = activation == "tanh" ? at::tanh(x) : at::relu(x);
    }
    return walk.Linear("fc" + std::to_string(layer), x, classes);
  }
};

}  // namespace hushed
