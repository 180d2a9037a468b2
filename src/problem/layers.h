#pragma once

// Fully connected layers under softmax cross-entropy (or half the squared error where targets are
// values): what mlp.cc and softmax.cc share. Internal to the room.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "problem/activation.h"
#include "problem/models.h"

namespace hushed {

struct LayersShape {
  std::vector<std::uint64_t> hidden;  // widths; empty: one layer
  Activation activation = Activation::kRelu;
  bool intercept = true;
  double l2 = 0.0;                 // of the weights, not the biases
  bool zero_start = false;         // else uniform, by PyTorch's rule
  std::vector<std::string> names;  // of the layers, with the dot: "fc1.", ...; hidden.size() + 1
};

template <class Real>
ProblemFactory<Real> MakeLayers(const LayersShape& shape, std::shared_ptr<const Dataset> data,
                                std::uint64_t loss_examples);

}  // namespace hushed
