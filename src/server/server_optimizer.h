#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/options.h"
#include "hushed/archive.h"

namespace hushed {

// Turns the mean update into the step the model takes. Lives with the server.
template <class Real>
class ServerOptimizer {
 public:
  virtual ~ServerOptimizer() = default;

  // x: the parameters before the step; step: the mean update over them on entry, what x subtracts
  // on return.
  virtual void Step(std::span<const Real> x, std::span<Real> step) = 0;

  virtual void Serialize(Archive&) {}
};

// sgd, momentum, adam, yogi, adagrad, anchored.
std::vector<KindInfo> ServerOptimizerKinds();

// Null for sgd at learning rate 1, which takes the mean as it is.
template <class Real>
std::unique_ptr<ServerOptimizer<Real>> MakeServerOptimizer(const Choice& choice);

}  // namespace hushed
