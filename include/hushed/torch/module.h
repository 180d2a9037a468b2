#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hushed {

// A tensor of a module, by the name that the model file gives it. A module is computed at many
// points: before each call its tensors are set to views of the model that is asked about.
struct ModuleTensor {
  std::string name;                 // in model.safetensors
  std::function<at::Tensor()> get;  // as it is now

  // Puts a view in its place, with view.grad(), which autograd adds to.
  std::function<void(const at::Tensor& view)> set;
};

// One instance of a network; used by one thread at a time.
struct Module {
  std::vector<ModuleTensor> parameters;  // in the order of the model
  std::vector<ModuleTensor> buffers;     // statistics, which training may change

  // [n, shape of an example...] -> scores [n, classes], or where the data has no classes [n, 1].
  std::function<at::Tensor(const at::Tensor& examples)> forward;

  std::function<void(bool training)> train;  // into training or evaluation mode
};

// The tensors of a torch::nn::Module with at::Tensor forward(at::Tensor), by their PyTorch names.
template <class T>
Module ModuleOf(std::shared_ptr<T> module) {
  const auto entries = [](const auto& named) {
    std::vector<ModuleTensor> tensors;
    for (const auto& item : named) {
      const at::Tensor tensor = item.value();
      const auto set = [tensor](const at::Tensor& view) {
        tensor.set_data(view.detach());
        tensor.mutable_grad() = view.grad();
      };
      tensors.push_back({item.key(), [tensor] { return tensor; }, set});
    }
    return tensors;
  };
  return {entries(module->named_parameters()), entries(module->named_buffers()),
          [module](const at::Tensor& examples) { return module->forward(examples); },
          [module](bool training) { module->train(training); }};
}

// Makes one more instance of a network; called by several threads.
using ModuleMaker = std::function<Module()>;

// From now on jobs of this program may say [model] name = `name`. Training begins with the values
// of the first module that `make` makes: torch::manual_seed before it makes the same ones again.
// Draws from torch's generator in training mode (dropout) depend on the job's seed alone. Needs a
// hushed that was built with libtorch. Called before Train(), not beside it. Throws ConfigError
// when the name is taken.
void RegisterModel(const std::string& name, ModuleMaker make);

}  // namespace hushed
