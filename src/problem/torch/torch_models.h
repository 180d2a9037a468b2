#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "problem/models.h"

namespace hushed {

// The networks that come through libtorch, with their options; those that this program has
// registered too.
std::vector<KindInfo> TorchModelKinds();

// The problem of training one of them on `data` by softmax cross-entropy, or for networks that are
// not built in by half the squared error where the data has no classes; `loss_examples` as in
// problem/models.h. Throws ConfigError when model and data do not fit (no classes, examples that
// are not images or too small, outputs unlike the classes), DataError when a network's file is not
// there or none.
//
// The problem holds no vector of the model's size: each call views x and the gradient it is given.
// It computes on the calling thread alone, and equal calls give equal bits on any thread.
template <class Real>
ProblemFactory<Real> MakeTorchProblemFactory(const Choice& model,
                                             std::shared_ptr<const Dataset> data,
                                             std::uint64_t loss_examples);

// See problem/features.h.
std::shared_ptr<const Dataset> MakeTorchFeatures(const Choice& model, std::span<const double> x,
                                                 const Dataset& data);

}  // namespace hushed
