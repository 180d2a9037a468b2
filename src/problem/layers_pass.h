#pragma once

// One way through fully connected layers, forth and back. Internal to the room.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "problem/activation.h"
#include "problem/products.h"

namespace hushed {

struct Layer {
  static constexpr std::uint64_t kNoBias = ~std::uint64_t{0};

  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t weight = 0;  // offset in x
  std::uint64_t bias = kNoBias;
};

// What a batch left at each layer. Keeps its room from batch to batch.
template <class Real>
class LayersPass {
 public:
  // layers: at least one; the vector outlives this.
  LayersPass(const std::vector<Layer>& layers, Activation activation);

  // The layers' outputs at x for the rows of a_0, which stay where they are until the next call.
  void Forward(std::span<const Real> x, Matrix<const Real> rows);

  // The deltas below the last one, which has been written into last_delta().
  void Backward(std::span<const Real> x);

  // [rows x out] of the last layer.
  std::span<const Real> outputs() const { return View(outputs_, layers_.size() - 1); }
  std::span<Real> last_delta();

  // a_l, layer l's input, and delta of layer l, counted from 0.
  Matrix<const Real> input(std::size_t l) const;
  Matrix<const Real> delta(std::size_t l) const;
  std::size_t rows() const { return input_.rows; }

 private:
  std::span<const Real> View(const std::vector<std::vector<Real>>& of, std::size_t l) const;

  const std::vector<Layer>& layers_;
  Activation activation_;
  Matrix<const Real> input_;
  std::vector<std::vector<Real>> outputs_;  // by layer, at least [rows x out]
  std::vector<std::vector<Real>> deltas_;   // by layer, likewise
};

}  // namespace hushed
