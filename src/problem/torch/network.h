#pragma once

// Internal: what a network is to the rest of this folder.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "hushed/problem.h"

namespace hushed {

// What a network computes with, in the order of its layout.
struct NetworkTensors {
  std::vector<at::Tensor> parameters;
  std::vector<at::Tensor> buffers;  // empty: statistics of the batch are used, none are kept
  bool training = true;             // false: buffers are read, not updated
  std::uint64_t seed = 0;           // of what training draws (dropout)
};

// Examples worked at a time, where they do not see each other: bounds memory.
inline constexpr std::size_t kPiece = 256;

// A network as data: what it is made of and how it computes.
struct Network {
  Layout layout;

  // Larger training batches are worked in pieces of this many examples and averaged: exactly, but
  // for batch norm, which takes its statistics over a piece.
  std::size_t piece = kPiece;

  // [n, shape of an example...] -> logits [n, classes], or where the data has no classes [n, 1]
  std::function<at::Tensor(const at::Tensor& examples, const NetworkTensors&)> forward;

  // The same, up to what its last layer, which is linear, is given: features [n, columns]. Empty:
  // which layer is last is not known.
  std::function<at::Tensor(const at::Tensor& examples, const NetworkTensors&)> features;

  // These tensors as the bytes of a TorchScript file; empty: it did not come from one.
  std::function<std::string(const NetworkTensors&)> script;
};

// One more network for a thread: the same one where it holds no tensors of its own. Thread-safe.
using NetworkMaker = std::function<std::shared_ptr<const Network>()>;

// Throws ConfigError when the model does not fit the data, DataError when its file cannot be read.
NetworkMaker MakeNetworks(const Choice& model, const Dataset& data);

}  // namespace hushed
