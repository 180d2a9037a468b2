#pragma once

#include <cstddef>
#include <string>

namespace hushed {

// A row-major matrix without gaps, viewed.
template <class Entry>
struct Matrix {
  Entry* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

enum class Into { kOverwrite, kAdd };

// The three products of a fully connected layer, on the calling thread alone. Shapes must fit; c
// may not overlap a or b. Which kernel works depends on the shapes only, so equal calls give equal
// bits on any thread.

// c = a b^T
template <class Real>
void MultiplyTransposed(Matrix<const Real> a, Matrix<const Real> b, Matrix<Real> c);

// c = a^T b, or c += a^T b
template <class Real>
void TransposeMultiply(Matrix<const Real> a, Matrix<const Real> b, Matrix<Real> c, Into into);

// c = a b
template <class Real>
void Multiply(Matrix<const Real> a, Matrix<const Real> b, Matrix<Real> c);

// The library behind them and the processor that its kernels are for: "OpenBLAS 0.3.21 (Haswell)".
std::string BlasVersion();

}  // namespace hushed
