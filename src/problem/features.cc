#include "problem/features.h"

#include "hushed/errors.h"
#include "problem/models.h"
#ifdef HUSHED_WITH_TORCH
#include "problem/torch/torch_models.h"
#endif

namespace hushed {

std::shared_ptr<const Dataset> MakeFeatures(const Choice& model,
                                            [[maybe_unused]] std::span<const double> x,
                                            [[maybe_unused]] const Dataset& data) {
  if (const std::string why = MissingModel(model.kind); !why.empty()) throw ConfigError(why);
#ifdef HUSHED_WITH_TORCH
  return MakeTorchFeatures(model, x, data);
#else
  throw ConfigError("model '" + model.kind + "' is no network of libtorch: it has no features");
#endif
}

}  // namespace hushed
