#pragma once

// Internal, for modules.cc.
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "hushed/errors.h"
#include "hushed/torch/module.h"
#include "problem/torch/network.h"

namespace hushed {

inline std::vector<std::uint64_t> ShapeOf(const at::Tensor& tensor) {
  return {tensor.sizes().begin(), tensor.sizes().end()};
}

// A module into which each call puts its own tensors:
//
//   parameters  leaf tensors that view x, whose gradients view the gradient; tied ones are one
//   buffers     those of floating-point numbers: views of the tail of shared, or where training has
//               none copies of the first ones. Others (batch norm's counter) as they were at first
//
// so that what it computes depends on the arguments alone. Where training draws random numbers
// (dropout) torch's generator is seeded by the batch; it is the process's, so such modules compute
// one after the other.
class Held {
 public:
  explicit Held(Module module) : module_(std::move(module)) {
    for (const ModuleTensor& tensor : module_.parameters) AddParameter(tensor);
    for (const ModuleTensor& tensor : module_.buffers) {
      const at::Tensor first = tensor.get().detach();
      (first.is_floating_point() ? buffers_ : others_).push_back({tensor, first});
    }
  }

  // With the values that the tensors have now, before the first call.
  Layout layout() const {
    Layout layout;
    for (const Tied& tied : parameters_) {
      const at::Tensor tensor = tied.front().get();
      layout.AddParameter(tied.front().name, ShapeOf(tensor), ValuesOf(tensor));
    }
    for (const Buffer& buffer : buffers_) {
      layout.AddBuffer(buffer.place.name, ShapeOf(buffer.first), ValuesOf(buffer.first));
    }
    return layout;
  }

  // Whether computing in training mode draws from torch's generator.
  bool Draws(const at::Tensor& examples, const NetworkTensors& given) {
    const at::Tensor before = Generator().get_state();
    Forward(examples, given);
    return !at::equal(before, Generator().get_state());
  }

  at::Tensor Forward(const at::Tensor& examples, const NetworkTensors& given, bool draws = false) {
    PutIn(given);
    const at::Tensor outputs =
        draws && given.training ? ForwardFrom(given.seed, examples) : module_.forward(examples);
    if (given.training) TakeOut(given);
    return outputs;
  }

  // Makes `given` the module's tensors.
  void PutIn(const NetworkTensors& given) {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      for (const ModuleTensor& place : parameters_[i]) place.set(given.parameters[i]);
    }
    const at::ScalarType scalar = given.parameters.front().scalar_type();
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      buffers_[i].place.set(
          given.buffers.empty()
              ? buffers_[i].first.to(scalar, /*non_blocking=*/false, /*copy=*/true)
              : given.buffers[i]);
    }
    for (const Buffer& other : others_) other.place.set(other.first.clone());
    module_.train(given.training);
  }

 private:
  using Tied = std::vector<ModuleTensor>;
  struct Buffer {
    ModuleTensor place;
    at::Tensor first;
  };

  static at::Generator Generator() { return at::detail::getDefaultCPUGenerator(); }

  static InitialValue ValuesOf(const at::Tensor& tensor) {
    const at::Tensor doubles = tensor.detach().to(at::kDouble).contiguous();
    const double* first = doubles.data_ptr<double>();
    return {.values = std::make_shared<const std::vector<double>>(first, first + doubles.numel())};
  }

  void AddParameter(const ModuleTensor& added) {
    const at::Tensor tensor = added.get();
    if (!tensor.is_floating_point()) {
      throw ConfigError(
          fmt::format("the network's parameter '{}' is of type {}: floating-point numbers are "
                      "allowed",
                      added.name, c10::toString(tensor.scalar_type())));
    }
    for (Tied& tied : parameters_) {
      const at::Tensor other = tied.front().get();
      if (tensor.numel() > 0 && tensor.data_ptr() == other.data_ptr() &&
          tensor.sizes() == other.sizes()) {
        return tied.push_back(added);
      }
    }
    parameters_.push_back({added});
  }

  at::Tensor ForwardFrom(std::uint64_t seed, const at::Tensor& examples) {
    static std::mutex one_at_a_time;
    const std::lock_guard<std::mutex> alone(one_at_a_time);
    at::Generator generator = Generator();
    {
      const std::lock_guard<std::mutex> its_own(generator.mutex());
      generator.set_current_seed(seed);
    }
    return module_.forward(examples);
  }

  // Networks may put tensors of their own in a buffer's place, where others write into it.
  void TakeOut(const NetworkTensors& given) const {
    const c10::NoGradGuard only_values;
    for (std::size_t i = 0; i < given.buffers.size(); ++i) {
      const at::Tensor now = buffers_[i].place.get();
      if (now.data_ptr() != given.buffers[i].data_ptr()) given.buffers[i].copy_(now);
    }
  }

  Module module_;
  std::vector<Tied> parameters_;
  std::vector<Buffer> buffers_, others_;
};

}  // namespace hushed
