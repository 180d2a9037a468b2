#include "problem/layers_pass.h"

#include "core/kernels.h"

namespace hushed {

template <class Real>
LayersPass<Real>::LayersPass(const std::vector<Layer>& layers, Activation activation)
    : layers_(layers), activation_(activation), outputs_(layers.size()), deltas_(layers.size()) {}

template <class Real>
void LayersPass<Real>::Forward(std::span<const Real> x, Matrix<const Real> rows) {
  input_ = rows;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    const std::size_t size = rows.rows * layer.out;
    if (outputs_[l].size() < size) outputs_[l].resize(size);
    const std::span<Real> z = std::span(outputs_[l]).first(size);
    MultiplyTransposed<Real>(input(l), {x.data() + layer.weight, layer.out, layer.in},
                             {z.data(), rows.rows, layer.out});
    if (layer.bias != Layer::kNoBias) {
      const std::span<const Real> bias = x.subspan(layer.bias, layer.out);
      for (std::size_t row = 0; row < rows.rows; ++row) {
        Axpy<Real>(Real{1}, bias, z.subspan(row * layer.out, layer.out));
      }
    }
    if (l + 1 < layers_.size()) Activate(activation_, z);
  }
}

template <class Real>
void LayersPass<Real>::Backward(std::span<const Real> x) {
  for (std::size_t l = layers_.size() - 1; l > 0; --l) {
    const Layer& layer = layers_[l];
    const std::size_t size = rows() * layer.in;
    if (deltas_[l - 1].size() < size) deltas_[l - 1].resize(size);
    const std::span<Real> below = std::span(deltas_[l - 1]).first(size);
    Multiply<Real>(delta(l), {x.data() + layer.weight, layer.out, layer.in},
                   {below.data(), rows(), layer.in});
    TimesSlope<Real>(activation_, View(outputs_, l - 1), below);
  }
}

template <class Real>
std::span<Real> LayersPass<Real>::last_delta() {
  const std::size_t size = rows() * layers_.back().out;
  if (deltas_.back().size() < size) deltas_.back().resize(size);
  return std::span(deltas_.back()).first(size);
}

template <class Real>
Matrix<const Real> LayersPass<Real>::input(std::size_t l) const {
  return l == 0 ? input_ : Matrix<const Real>{outputs_[l - 1].data(), rows(), layers_[l].in};
}

template <class Real>
Matrix<const Real> LayersPass<Real>::delta(std::size_t l) const {
  return {deltas_[l].data(), rows(), layers_[l].out};
}

template <class Real>
std::span<const Real> LayersPass<Real>::View(const std::vector<std::vector<Real>>& of,
                                             std::size_t l) const {
  return std::span(of[l]).first(rows() * layers_[l].out);
}

template class LayersPass<float>;
template class LayersPass<double>;

}  // namespace hushed
