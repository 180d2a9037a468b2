// Features of a data set: what a network gives its last layer.
#include "problem/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "problem/torch/calls.h"
#include "problem/torch/network.h"
#include "problem/torch/torch_models.h"

namespace hushed {
namespace {

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

std::shared_ptr<const Dataset> MakeTorchFeatures(const Choice& model, std::span<const double> x,
                                                 const Dataset& data) {
  return WithTorch([&] {
    const c10::NoGradGuard only_values;
    const Network network = MakeNetwork(model, data);
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
