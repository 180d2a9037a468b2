// The squared change of a gradient, layer by layer, from n examples' deltas and inputs.
//
//   dW = delta^T a,  dW' = delta'^T a'
//   dW - dW' = (delta - delta')^T a + delta'^T (a - a') = U^T V
//   |U^T V|^2 = sum over i, j of (U U^T)_ij (V V^T)_ij
//   db - db' = column sums of delta - delta'
//
//   symbol   variable   shape
//   U        u_         [n, out] delta - delta', beyond the first layer above [n, out] delta'
//   V        v_         [n, in] a, beyond the first layer above [n, in] a - a'
//
// Differences are taken before anything is multiplied, so a small change keeps its digits.
#include "problem/layers_change.h"

#include "core/kernels.h"

namespace hushed {
namespace {

template <class Real>
std::span<const Real> Entries(Matrix<const Real> matrix) {
  return {matrix.data, matrix.rows * matrix.columns};
}

template <class Real>
void AppendDifference(Matrix<const Real> a, Matrix<const Real> b, std::vector<Real>& to) {
  const std::size_t begin = to.size();
  to.resize(begin + a.rows * a.columns);
  Subtract<Real>(Entries(a), Entries(b), std::span(to).subspan(begin));
}

template <class Real>
void Append(Matrix<const Real> a, std::vector<Real>& to) {
  to.insert(to.end(), a.data, a.data + a.rows * a.columns);
}

// |column sums|^2
template <class Real>
double SquaredSum(Matrix<const Real> rows) {
  double squared = 0.0;
  for (std::size_t column = 0; column < rows.columns; ++column) {
    double sum = 0.0;
    for (std::size_t row = 0; row < rows.rows; ++row) {
      sum += static_cast<double>(rows.data[row * rows.columns + column]);
    }
    squared += sum * sum;
  }
  return squared;
}

}  // namespace

bool ChangeIsCheaper(const std::vector<Layer>& layers, std::size_t rows) {
  std::uint64_t gradient = 0, change = 0;
  for (const Layer& layer : layers) {
    const std::uint64_t stacked = gradient == 0 ? rows : 2 * rows;
    gradient += rows * layer.in * layer.out;
    change += stacked * stacked * (layer.in + layer.out);
  }
  return change < gradient;
}

template <class Real>
double LayersChange<Real>::Squared(const std::vector<Layer>& layers, const LayersPass<Real>& g,
                                   const LayersPass<Real>& h) {
  double squared = 0.0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    u_.clear();
    v_.clear();
    AppendDifference(g.delta(l), h.delta(l), u_);
    Append(g.input(l), v_);
    if (layers[l].bias != Layer::kNoBias) {
      squared += SquaredSum<Real>({u_.data(), g.rows(), layers[l].out});
    }
    if (l > 0) {
      Append(h.delta(l), u_);
      AppendDifference(g.input(l), h.input(l), v_);
    }
    squared += SquaredProduct(l > 0 ? 2 * g.rows() : g.rows());
  }
  return squared < 0.0 ? 0.0 : squared;  // rounding; a NaN stays one
}

// |u_^T v_|^2
template <class Real>
double LayersChange<Real>::SquaredProduct(std::size_t rows) {
  uu_.resize(rows * rows);
  vv_.resize(rows * rows);
  const Matrix<const Real> u{u_.data(), rows, u_.size() / rows};
  const Matrix<const Real> v{v_.data(), rows, v_.size() / rows};
  MultiplyTransposed<Real>(u, u, {uu_.data(), rows, rows});
  MultiplyTransposed<Real>(v, v, {vv_.data(), rows, rows});
  double sum = 0.0;
  for (std::size_t i = 0; i < uu_.size(); ++i) {
    sum += static_cast<double>(uu_[i]) * static_cast<double>(vv_[i]);
  }
  return sum;
}

template class LayersChange<float>;
template class LayersChange<double>;

}  // namespace hushed
