// Networks that keep their tensors themselves (held.h): a user's TorchScript file, or a module of
// the program that uses the library. Each thread has one of its own.
//
// TorchScript runs as it is written: its profiling optimiser would compute the first calls
// otherwise than later ones.
#include "problem/torch/modules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <map>
#include <sstream>
#include <utility>

#include "core/digest.h"
#include "data/files.h"
#include "hushed/errors.h"
#include "hushed/torch/module.h"
#include "problem/models.h"
#include "problem/torch/held.h"

namespace hushed {
namespace {

// What torch says, without the trace of a network's source that stands before it.
std::string LastLine(const std::exception& error) {
  const auto* torchs = dynamic_cast<const c10::Error*>(&error);
  std::string text = torchs ? torchs->what_without_backtrace() : error.what();
  text.erase(text.find_last_not_of(" \n") + 1);
  return text.substr(text.rfind('\n') + 1);
}

// Computes two examples of zeros: refuses what does not fit, and returns Held::Draws().
bool Try(const std::string& name, Held& held, const Dataset& data) {
  const c10::NoGradGuard only_values;
  std::vector<std::int64_t> shape = {2};
  shape.insert(shape.end(), data.shape.begin(), data.shape.end());
  const at::Tensor examples = at::zeros(shape);
  const Layout layout = held.layout();
  NetworkTensors tensors;
  for (const Tensor& tensor : layout.parameters()) {
    const std::vector<std::int64_t> sides(tensor.shape.begin(), tensor.shape.end());
    tensors.parameters.push_back(at::zeros(sides));
  }
  const std::string example =
      fmt::format("an example of '{}' is {}", data.name, fmt::join(data.shape, " x "));
  at::Tensor outputs;
  bool draws = false;
  try {
    draws = held.Draws(examples, tensors);
    tensors.training = false;
    outputs = held.Forward(examples, tensors);
  } catch (const std::exception& error) {
    throw ConfigError(
        fmt::format("model '{}' does not fit; {} ({})", name, example, LastLine(error)));
  }
  const auto width = static_cast<std::int64_t>(std::max<std::uint32_t>(1, data.classes));
  if (outputs.dim() != 2 || outputs.size(0) != 2 || outputs.size(1) != width) {
    throw ConfigError(fmt::format(
        "model '{}' makes {} of 2 examples; '{}' needs [2, {}], {}", name, ShapeOf(outputs),
        data.name, width, data.classes > 0 ? "a score for each class" : "the value to predict"));
  }
  return draws;
}

struct Scripted {
  Module module;
  std::function<std::string()> script;  // its file, with the tensors it has then; may be empty
};

NetworkMaker HeldNetworks(const std::string& name, const std::function<Scripted()>& make,
                          const Dataset& data) {
  Held first(make().module);
  Network network{.layout = first.layout()};
  if (network.layout.parameters().empty()) {
    throw ConfigError("model '" + name + "' has no parameters to train");
  }
  const bool draws = Try(name, first, data);
  return [network, make, draws] {
    Scripted made = make();
    const auto held = std::make_shared<Held>(std::move(made.module));
    auto own = std::make_shared<Network>(network);
    own->forward = [held, draws](const at::Tensor& examples, const NetworkTensors& tensors) {
      try {
        return held->Forward(examples, tensors, draws);
      } catch (const c10::Error&) {
        throw;
      } catch (const std::exception& error) {
        throw Error("libtorch: " + LastLine(error));
      }
    };
    if (!made.script) return own;
    own->script = [held, script = made.script](NetworkTensors tensors) {
      for (at::Tensor& parameter : tensors.parameters) {
        parameter = parameter.detach().set_requires_grad(true);
      }
      held->PutIn(tensors);
      return script();
    };
    return own;
  };
}

// The tensors of a TorchScript module, its own before those of the modules in it.
void AddSlots(const torch::jit::Module& module, const std::string& prefix, Module& out) {
  const auto type = module.type();
  const auto object = module._ivalue();
  for (std::size_t i = 0; i < type->numAttributes(); ++i) {
    const bool parameter = type->is_parameter(i);
    const c10::IValue value = object->getSlot(i);
    if (!(parameter || type->is_buffer(i)) || !value.isTensor()) continue;
    (parameter ? out.parameters : out.buffers)
        .push_back({prefix + type->getAttributeName(i),
                    [object, i] { return object->getSlot(i).toTensor(); },
                    [object, i](const at::Tensor& view) { object->setSlot(i, view); }});
  }
  for (const auto& child : module.named_children()) {
    AddSlots(child.value, prefix + child.name + ".", out);
  }
}

// bytes: of the file at `path`.
Scripted ReadScript(const std::string& path, const std::string& bytes) {
  std::istringstream file(bytes);
  torch::jit::Module own;
  try {
    own = torch::jit::load(file, at::kCPU);
  } catch (const std::exception& error) {
    throw DataError(path + ": is no TorchScript file, as torch.jit.save writes them (" +
                    LastLine(error) + ")");
  }
  Scripted made;
  AddSlots(own, "", made.module);
  made.module.forward = [own](const at::Tensor& examples) mutable {
    const torch::jit::GraphOptimizerEnabledGuard as_written(false);
    const c10::IValue outputs = own.forward({examples});
    if (!outputs.isTensor()) throw Error("forward returns no tensor but " + outputs.tagKind());
    return outputs.toTensor();
  };
  made.module.train = [own](bool training) mutable { own.train(training); };
  made.script = [own] {
    std::ostringstream written;
    own.save(written);
    return std::move(written).str();
  };
  return made;
}

std::map<std::string, ModuleMaker>& Registered() {
  static std::map<std::string, ModuleMaker> makers;
  return makers;
}

}  // namespace

Fields<TorchScript> TorchScript::fields() {
  return {{"path", &TorchScript::path, Anything(),
           "file of the network, as torch.jit.save writes it; training begins with the values in "
           "it; required"},
          {"digest", &TorchScript::digest, Anything(),
           "XXH64 of that file; a run notes it and refuses another file; empty: any file is "
           "taken"}};
}

NetworkMaker MakeNetworks(const TorchScript& model, const Dataset& data) {
  if (model.path.empty()) throw ConfigError("model.path is missing: the TorchScript file");
  const std::vector<std::byte> bytes = ReadUnpacked(model.path);
  const std::string digest = HexDigest(DigestBytes(bytes));
  if (!model.digest.empty() && digest != model.digest) {
    throw ConfigError(
        fmt::format("{} has the digest {}, model.digest is {}: it is another file "
                    "now; model.digest = \"\" takes it",
                    model.path, digest, model.digest));
  }
  const auto text = std::make_shared<const std::string>(reinterpret_cast<const char*>(bytes.data()),
                                                        bytes.size());
  return HeldNetworks(
      model.path, [path = model.path, text] { return ReadScript(path, *text); }, data);
}

void RegisterModel(const std::string& name, ModuleMaker make) {
  RequireNewName("model", name, NamesOf(ModelKinds()));
  Registered()[name] = std::move(make);
}

std::vector<std::string> RegisteredModels() {
  std::vector<std::string> names;
  for (const auto& [name, make] : Registered()) names.push_back(name);
  return names;
}

NetworkMaker MakeRegistered(const std::string& name, const Dataset& data) {
  const auto found = Registered().find(name);
  if (found == Registered().end()) return nullptr;
  const auto make = [maker = found->second] { return Scripted{maker(), {}}; };
  return HeldNetworks(name, make, data);
}

}  // namespace hushed
