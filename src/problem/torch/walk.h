#pragma once

// Internal, for networks.cc.
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "problem/torch/network.h"

namespace hushed {

struct Conv2dOptions {
  std::int64_t channels = 0;
  std::int64_t kernel = 0;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  bool bias = true;
};

// One walk through a network's layers. A network is written once, as the layers an input goes
// through: the first walk declares the tensors it meets (input sizes are those of the input), later
// walks take them from NetworkTensors in the same order. Names and first values are PyTorch's.
class Walk {
 public:
  // Declares: tensors are zeros.
  Walk() = default;

  // Computes. `given` must outlive the walk.
  explicit Walk(const NetworkTensors& given) : given_(&given) {}

  // x [n, c, h, w] -> [n, channels, h', w']
  at::Tensor Conv2d(const std::string& name, const at::Tensor& x, const Conv2dOptions& options) {
    const std::int64_t k = options.kernel;
    const InitialValue initial = UniformFor(x.size(1) * k * k);
    const at::Tensor weight =
        Parameter(name + ".weight", {options.channels, x.size(1), k, k}, initial);
    const at::Tensor bias =
        options.bias ? Parameter(name + ".bias", {options.channels}, initial) : at::Tensor();
    return at::conv2d(x, weight, bias, {options.stride, options.stride},
                      {options.padding, options.padding});
  }

  // x [n, inputs] -> [n, outputs]
  at::Tensor Linear(const std::string& name, const at::Tensor& x, std::int64_t outputs) {
    given_last_ = x;
    const InitialValue initial = UniformFor(x.size(1));
    const at::Tensor weight = Parameter(name + ".weight", {outputs, x.size(1)}, initial);
    return at::linear(x, weight, Parameter(name + ".bias", {outputs}, initial));
  }

  // Per channel, over examples and pixels: momentum 0.1, epsilon 1e-5, unbiased running variance.
  at::Tensor BatchNorm(const std::string& name, const at::Tensor& x) {
    const at::Tensor weight = Parameter(name + ".weight", {x.size(1)}, {.value = 1.0});
    const at::Tensor bias = Parameter(name + ".bias", {x.size(1)}, {});
    const at::Tensor mean = Buffer(name + ".running_mean", {x.size(1)}, {});
    const at::Tensor variance = Buffer(name + ".running_var", {x.size(1)}, {.value = 1.0});
    return at::batch_norm(x, weight, bias, mean, variance, given_ == nullptr || given_->training,
                          /*momentum=*/0.1, /*eps=*/1e-5, /*cudnn_enabled=*/false);
  }

  // What the last linear layer so far was given.
  const at::Tensor& given_last() const { return given_last_; }

  // What a declaring walk has met.
  Layout layout() const {
    Layout layout;
    for (const Tensor& tensor : parameters_) {
      layout.AddParameter(tensor.name, tensor.shape, tensor.initial);
    }
    for (const Tensor& tensor : buffers_) {
      layout.AddBuffer(tensor.name, tensor.shape, tensor.initial);
    }
    return layout;
  }

 private:
  using Shape = std::vector<std::int64_t>;

  // PyTorch's rule for convolutions and linear layers, weight and bias alike.
  static InitialValue UniformFor(std::int64_t fan_in) {
    return {.bound = 1.0 / std::sqrt(static_cast<double>(fan_in))};
  }

  at::Tensor Parameter(std::string name, const Shape& shape, InitialValue initial) {
    if (given_ != nullptr) return given_->parameters[next_parameter_++];
    return Declare(parameters_, std::move(name), shape, initial);
  }

  at::Tensor Buffer(std::string name, const Shape& shape, InitialValue initial) {
    if (given_ == nullptr) return Declare(buffers_, std::move(name), shape, initial);
    return given_->buffers.empty() ? at::Tensor() : given_->buffers[next_buffer_++];
  }

  static at::Tensor Declare(std::vector<Tensor>& met, std::string name, const Shape& shape,
                            InitialValue initial) {
    met.push_back({std::move(name), {shape.begin(), shape.end()}, initial});
    return at::zeros(shape);
  }

  const NetworkTensors* given_ = nullptr;
  at::Tensor given_last_;
  std::size_t next_parameter_ = 0;
  std::size_t next_buffer_ = 0;
  std::vector<Tensor> parameters_;  // met by a declaring walk
  std::vector<Tensor> buffers_;
};

}  // namespace hushed
