#include "problem/mlp.h"

#include <fmt/format.h>

#include "problem/layers.h"

namespace hushed {

template <class Real>
ProblemFactory<Real> MakeMlp(const MlpOptions& options, std::shared_ptr<const Dataset> data,
                             std::uint64_t loss_examples) {
  LayersShape shape;
  shape.hidden.assign(options.hidden.begin(), options.hidden.end());
  shape.activation = options.activation == "tanh" ? Activation::kTanh : Activation::kRelu;
  for (std::size_t l = 1; l <= shape.hidden.size() + 1; ++l) {
    shape.names.push_back(fmt::format("fc{}.", l));
  }
  return MakeLayers<Real>(shape, std::move(data), loss_examples);
}
template ProblemFactory<float> MakeMlp(const MlpOptions&, std::shared_ptr<const Dataset>,
                                       std::uint64_t);
template ProblemFactory<double> MakeMlp(const MlpOptions&, std::shared_ptr<const Dataset>,
                                        std::uint64_t);

}  // namespace hushed
