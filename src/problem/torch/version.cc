#include <torch/version.h>

#include "problem/models.h"

namespace hushed {

std::string TorchVersion() { return "libtorch " TORCH_VERSION; }

}  // namespace hushed
