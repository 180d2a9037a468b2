#pragma once

// How far apart two gradients of the same examples are, without either being written out. Internal
// to the room.
#include <cstddef>
#include <vector>

#include "problem/layers_pass.h"

namespace hushed {

// True when the change of so many rows takes fewer multiplications than a gradient.
bool ChangeIsCheaper(const std::vector<Layer>& layers, std::size_t rows);

template <class Real>
class LayersChange {
 public:
  // |g - h|^2 of the gradients, weights and biases of all layers, that two passes over the same
  // rows stand for. NaN where one of them has a NaN or infinities.
  double Squared(const std::vector<Layer>& layers, const LayersPass<Real>& g,
                 const LayersPass<Real>& h);

 private:
  double SquaredProduct(std::size_t rows);

  std::vector<Real> u_, v_, uu_, vv_;
};

}  // namespace hushed
