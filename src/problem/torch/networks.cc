// The networks a job can name, made ready for their data; and what they give their last layer.
#include "problem/torch/networks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <type_traits>

#include "hushed/errors.h"
#include "problem/features.h"
#include "problem/models.h"
#include "problem/torch/calls.h"
#include "problem/torch/modules.h"
#include "problem/torch/network.h"
#include "problem/torch/torch_models.h"

namespace hushed {
namespace {

template <class Model>
Network Declared(const std::string& name, const Model& model, const Dataset& data) {
  const std::string example =
      fmt::format("; an example of '{}' is {}", data.name, fmt::join(data.shape, " x "));
  RequireSeveralClasses(name, data);
  if (Model::kImages && data.shape.size() != 3) {
    throw ConfigError("model '" + name + "' needs images (channels x height x width)" + example);
  }
  const auto classes = static_cast<std::int64_t>(data.classes);
  std::vector<std::int64_t> one_example = {1};
  one_example.insert(one_example.end(), data.shape.begin(), data.shape.end());
  Walk walk;
  try {
    const c10::NoGradGuard only_shapes;
    model(walk, at::zeros(one_example), classes);
  } catch (const c10::Error& error) {
    throw ConfigError("model '" + name + "' does not fit" + example + " (" +
                      error.what_without_backtrace() + ")");
  }
  Network network;
  network.layout = walk.layout();
  network.forward = [model, classes](const at::Tensor& x, const NetworkTensors& tensors) {
    Walk computing(tensors);
    return model(computing, x, classes);
  };
  network.features = [model, classes](const at::Tensor& x, const NetworkTensors& tensors) {
    Walk computing(tensors);
    model(computing, x, classes);
    return computing.given_last();
  };
  if constexpr (std::is_same_v<Model, ResNet18>) {
    if (model.batch_norm) network.piece = static_cast<std::size_t>(model.statistics_batch);
  }
  return network;
}

// They hold no tensors: every thread computes with the same one.
template <class Model>
NetworkMaker Networks(const std::string& name, const Model& model, const Dataset& data) {
  const auto network = std::make_shared<const Network>(Declared(name, model, data));
  return [network] { return network; };
}

NetworkMaker Networks(const std::string&, const TorchScript& model, const Dataset& data) {
  return MakeNetworks(model, data);
}

Split FeaturesOf(const Dataset& data, const Split& split, const Network& network,
                 const NetworkTensors& tensors, std::uint64_t& columns) {
  Split made{.size = split.size, .targets = split.targets};
  std::vector<float> room;
  for (std::uint64_t begin = 0; begin < split.size; begin += kPiece) {
    std::vector<std::uint32_t> examples(std::min<std::uint64_t>(kPiece, split.size - begin));
    std::iota(examples.begin(), examples.end(), static_cast<std::uint32_t>(begin));
    room.resize(examples.size() * data.columns);
    Gather<float>(data, split, examples, room);
    std::vector<std::int64_t> shape = {static_cast<std::int64_t>(examples.size())};
    shape.insert(shape.end(), data.shape.begin(), data.shape.end());
    const at::Tensor features =
        network.features(at::from_blob(room.data(), shape, kScalar<float>), tensors).contiguous();
    columns = static_cast<std::uint64_t>(features.size(1));
    const float* first = features.data_ptr<float>();
    made.dense.insert(made.dense.end(), first, first + features.numel());
  }
  return made;
}

}  // namespace

std::vector<KindInfo> TorchModelKinds() {
  std::vector<KindInfo> kinds = {
#define HUSHED_TORCH_MODEL(name, Model, summary) {name, summary, OptionsOf<Model>()},
#include "problem/torch/torch_models.def"
#undef HUSHED_TORCH_MODEL
  };
  for (const std::string& name : RegisteredModels()) kinds.push_back({name, "of this program", {}});
  return kinds;
}

NetworkMaker MakeNetworks(const Choice& model, const Dataset& data) {
#define HUSHED_TORCH_MODEL(name, Model, summary) \
  if (model.kind == name) return Networks(name, FromValues<Model>(model.options), data);
#include "problem/torch/torch_models.def"
#undef HUSHED_TORCH_MODEL
  if (NetworkMaker registered = MakeRegistered(model.kind, data)) return registered;
  std::vector<std::string> known;
  for (const KindInfo& kind : TorchModelKinds()) known.push_back(kind.name);
  throw ConfigError(UnknownName("model", model.kind, known));
}

std::shared_ptr<const Dataset> MakeTorchFeatures(const Choice& model, std::span<const double> x,
                                                 const Dataset& data) {
  return WithTorch([&] {
    const c10::NoGradGuard only_values;
    const std::shared_ptr<const Network> made_ready = MakeNetworks(model, data)();
    const Network& network = *made_ready;
    if (!network.features) {
      throw ConfigError("model '" + model.kind + "' has no features: its last layer is not known");
    }
    const std::vector<float> values(x.begin(), x.end());
    if (values.size() != network.layout.size()) {
      throw Error(fmt::format("{} numbers are no model '{}' of {} parameters and statistics",
                              values.size(), model.kind, network.layout.size()));
    }
    const std::span<const float> all(values);
    const NetworkTensors tensors{
        .parameters = Views(network.layout.parameters(), all),
        .buffers = Views(network.layout.buffers(), all.subspan(network.layout.parameter_size())),
        .training = false};
    auto made = std::make_shared<Dataset>();
    made->name = data.name + " as features of " + model.kind;
    made->classes = data.classes;
    made->owners = data.owners;
    made->train = FeaturesOf(data, data.train, network, tensors, made->columns);
    made->test = FeaturesOf(data, data.test, network, tensors, made->columns);
    made->shape = {made->columns};
    return made;
  });
}

}  // namespace hushed
