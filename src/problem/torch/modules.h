#pragma once

// Internal: networks that keep their tensors themselves, where x is put in before each call.
#include <memory>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "problem/torch/network.h"

namespace hushed {

// Path and digest of the file of a user's own network.
struct TorchScript {
  std::string path;
  std::string digest;

  static Fields<TorchScript> fields();
};

// Throws DataError when the file is missing or no TorchScript, ConfigError when it is not the one
// of the digest, or its network does not fit the data.
NetworkMaker MakeNetworks(const TorchScript& model, const Dataset& data);

// What RegisterModel() was told: the names, and one by its name (null: there is none).
std::vector<std::string> RegisteredModels();
NetworkMaker MakeRegistered(const std::string& name, const Dataset& data);

}  // namespace hushed
