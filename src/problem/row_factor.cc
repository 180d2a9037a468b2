#include "problem/row_factor.h"

#include <algorithm>
#include <cmath>

#include "core/kernels.h"
#include "problem/linear_rows.h"

namespace hushed {
namespace {

double Product(std::span<const double> u, std::span<const double> v) {
  return Dot(Row<double>{u.data(), nullptr, u.size()}, v.data());
}

// (a, b) <- (cos a + sin b, cos b - sin a)
void Rotate(double cos, double sin, double& a, double& b) {
  const double turned = cos * a + sin * b;
  b = cos * b - sin * a;
  a = turned;
}

}  // namespace

// Orthogonalised twice, so that rest is orthogonal to rounding however short it is.
double RowFactor::Split(std::span<const double> v, std::vector<double>& c) {
  std::ranges::copy(v, rest_.begin());
  column_.assign(size(), 0.0);
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t j = 0; j < size(); ++j) {
      const double along = Product(Q(j), rest_);
      Axpy<double>(-along, Q(j), rest_);
      column_[j] += along;
    }
  }
  rest_norm_ = std::sqrt(Product(rest_, rest_));
  c = column_;
  SolveUpper(c);
  return rest_norm_;
}

void RowFactor::Append() {
  for (const double entry : rest_) q_.push_back(entry / rest_norm_);
  r_.push_back(column_);
  r_.back().push_back(rest_norm_);
}

// Without column j the columns after it reach one entry below the diagonal; rotations of two rows
// of R, and of the same two of Q', make them triangular again.
void RowFactor::Remove(std::size_t j) {
  r_.erase(r_.begin() + static_cast<std::ptrdiff_t>(j));
  for (std::size_t k = j; k < size(); ++k) {
    const double length = std::hypot(r_[k][k], r_[k][k + 1]);
    const double cos = r_[k][k] / length, sin = r_[k][k + 1] / length;
    for (std::size_t l = k; l < size(); ++l) Rotate(cos, sin, r_[l][k], r_[l][k + 1]);
    r_[k].pop_back();
    const auto first = Q(k), second = Q(k + 1);
    for (std::size_t i = 0; i < d_; ++i) Rotate(cos, sin, first[i], second[i]);
  }
  q_.resize(size() * d_);
}

void RowFactor::SolveUpper(std::span<double> c) const {
  for (std::size_t j = size(); j-- > 0;) {
    c[j] /= r_[j][j];
    for (std::size_t i = 0; i < j; ++i) c[i] -= r_[j][i] * c[j];
  }
}

void RowFactor::SolveGram(std::span<double> e) const {
  for (std::size_t j = 0; j < size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) e[j] -= r_[j][i] * e[i];
    e[j] /= r_[j][j];
  }
  SolveUpper(e);
}

}  // namespace hushed
