// Products with few rows (a mini-batch) are bound by the one pass over the weights, and packing
// them first, as BLAS does, costs more than the product. So up to kFewRows examples are worked
// here, in register tiles of fixed shape straight from memory; more go to OpenBLAS. This file is
// compiled with contraction to fused multiply-adds, which is how every BLAS adds; see
// CMakeLists.txt.
#include "problem/products.h"

#include <cblas.h>

#include <algorithm>
#include <cstring>

namespace hushed {
namespace {

constexpr std::size_t kFewRows = 14;  // measured: from about 16 rows on packing pays

// Rows of b that are worked before the next rows of a, which then stay in the first-level cache;
// these are read again from the second.
constexpr std::size_t kBlock = 64;

template <class Real>
using Lanes [[gnu::vector_size(32)]] = Real;

template <class Real>
constexpr std::size_t kLanes = 32 / sizeof(Real);

template <class Real>
Lanes<Real> Load(const Real* from) {
  Lanes<Real> lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

// By value: through a reference the compiler keeps the lanes in memory and copies them in halves.
template <class Real>
void Store(Lanes<Real> lanes, Real* to) {
  std::memcpy(to, &lanes, sizeof lanes);
}

// R x C dot products of length k: rows of a with rows of b, both k apart. Fetches the next C rows
// of b meanwhile: rows are too short for the processor to foresee them.
template <std::size_t R, std::size_t C, class Real>
void DotTile(std::size_t k, const Real* a, const Real* b, Real* c, std::size_t c_stride) {
  Lanes<Real> sums[R][C] = {};
  std::size_t i = 0;
  for (; i + kLanes<Real> <= k; i += kLanes<Real>) {
    Lanes<Real> right[C];
    for (std::size_t j = 0; j < C; ++j) {
      right[j] = Load(b + j * k + i);
      __builtin_prefetch(b + (C + j) * k + i);
    }
    for (std::size_t r = 0; r < R; ++r) {
      const Lanes<Real> left = Load(a + r * k + i);
      for (std::size_t j = 0; j < C; ++j) sums[r][j] += left * right[j];
    }
  }
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t j = 0; j < C; ++j) {
      Real sum = 0;
      for (std::size_t lane = 0; lane < kLanes<Real>; ++lane) sum += sums[r][j][lane];
      for (std::size_t rest = i; rest < k; ++rest) sum += a[r * k + rest] * b[j * k + rest];
      c[r * c_stride + j] = sum;
    }
  }
}

// R rows of c = a b^T.
template <std::size_t R, class Real>
void DotRows(const Real* a, Matrix<const Real> b, Real* c, std::size_t c_stride) {
  const std::size_t k = b.columns;
  std::size_t j = 0;
  for (; j + 2 <= b.rows; j += 2) DotTile<R, 2>(k, a, b.data + j * k, c + j, c_stride);
  if (j < b.rows) DotTile<R, 1>(k, a, b.data + j * k, c + j, c_stride);
}

// Entry (row, term) of the left factor at data[row * row_stride + term * term_stride].
template <class Real>
struct Strided {
  const Real* data;
  std::size_t row_stride;
  std::size_t term_stride;
};

// R rows of C vectors: c (+)= sum over `terms` of left(row, term) * right[term][...]. Fetches the
// same columns of the next R rows of c meanwhile.
template <std::size_t R, std::size_t C, class Real>
void OuterTile(std::size_t terms, Strided<Real> left, const Real* right, Real* c,
               std::size_t stride, Into into) {
  Lanes<Real> sums[R][C] = {};
  if (into == Into::kAdd) {
    for (std::size_t r = 0; r < R; ++r) {
      for (std::size_t j = 0; j < C; ++j) sums[r][j] = Load(c + r * stride + j * kLanes<Real>);
    }
  }
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t j = 0; j < C; ++j) {
      __builtin_prefetch(c + (R + r) * stride + j * kLanes<Real>, /*rw=*/1);
    }
  }
  for (std::size_t t = 0; t < terms; ++t) {
    Lanes<Real> row[C];
    for (std::size_t j = 0; j < C; ++j) row[j] = Load(right + t * stride + j * kLanes<Real>);
    for (std::size_t r = 0; r < R; ++r) {
      const Real factor = left.data[r * left.row_stride + t * left.term_stride];
      for (std::size_t j = 0; j < C; ++j) sums[r][j] += row[j] * factor;
    }
  }
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t j = 0; j < C; ++j) Store<Real>(sums[r][j], c + r * stride + j * kLanes<Real>);
  }
}

// R rows of c, all columns.
template <std::size_t R, class Real>
void OuterRows(std::size_t terms, Strided<Real> left, const Real* right, Real* c, std::size_t n,
               Into into) {
  constexpr std::size_t kWide = 4;
  std::size_t j = 0;
  for (; j + kWide * kLanes<Real> <= n; j += kWide * kLanes<Real>) {
    OuterTile<R, kWide>(terms, left, right + j, c + j, n, into);
  }
  for (; j + kLanes<Real> <= n; j += kLanes<Real>) {
    OuterTile<R, 1>(terms, left, right + j, c + j, n, into);
  }
  for (; j < n; ++j) {
    for (std::size_t r = 0; r < R; ++r) {
      Real sum = into == Into::kAdd ? c[r * n + j] : Real{0};
      for (std::size_t t = 0; t < terms; ++t) {
        sum += left.data[r * left.row_stride + t * left.term_stride] * right[t * n + j];
      }
      c[r * n + j] = sum;
    }
  }
}

template <class Real>
void Outer(std::size_t terms, Strided<Real> left, const Real* right, Matrix<Real> c, Into into) {
  const auto at = [&](std::size_t r) {
    return Strided<Real>{left.data + r * left.row_stride, left.row_stride, left.term_stride};
  };
  std::size_t r = 0;
  for (; r + 2 <= c.rows; r += 2) {
    OuterRows<2>(terms, at(r), right, c.data + r * c.columns, c.columns, into);
  }
  if (r < c.rows) OuterRows<1>(terms, at(r), right, c.data + r * c.columns, c.columns, into);
}

// Workers run in parallel, so BLAS must not: the other cores are taken. Once per process.
void UseOneThread() {
  static const bool once = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  static_cast<void>(once);
}

template <class Real>
void Gemm(CBLAS_TRANSPOSE transpose_a, CBLAS_TRANSPOSE transpose_b, Matrix<const Real> a,
          Matrix<const Real> b, Matrix<Real> c, Into into) {
  UseOneThread();
  const auto size = [](std::size_t n) { return static_cast<blasint>(n); };
  const blasint terms = size(transpose_a == CblasTrans ? a.rows : a.columns);
  const Real beta = into == Into::kAdd ? Real{1} : Real{0};
  const auto gemm = [&](auto function) {
    function(CblasRowMajor, transpose_a, transpose_b, size(c.rows), size(c.columns), terms, Real{1},
             a.data, size(a.columns), b.data, size(b.columns), beta, c.data, size(c.columns));
  };
  if constexpr (sizeof(Real) == sizeof(float)) {
    gemm(cblas_sgemm);
  } else {
    gemm(cblas_dgemm);
  }
}

}  // namespace

template <class Real>
void MultiplyTransposed(Matrix<const Real> a, Matrix<const Real> b, Matrix<Real> c) {
  if (a.rows > kFewRows) return Gemm(CblasNoTrans, CblasTrans, a, b, c, Into::kOverwrite);
  const std::size_t k = b.columns;
  for (std::size_t j = 0; j < b.rows; j += kBlock) {
    const Matrix<const Real> block{b.data + j * k, std::min(kBlock, b.rows - j), k};
    const auto left = [&](std::size_t r) { return a.data + r * k; };
    const auto out = [&](std::size_t r) { return c.data + r * c.columns + j; };
    std::size_t r = 0;
    for (; r + 5 <= a.rows; r += 5) DotRows<5>(left(r), block, out(r), c.columns);
    for (; r + 2 <= a.rows; r += 2) DotRows<2>(left(r), block, out(r), c.columns);
    if (r < a.rows) DotRows<1>(left(r), block, out(r), c.columns);
  }
}

template <class Real>
void TransposeMultiply(Matrix<const Real> a, Matrix<const Real> b, Matrix<Real> c, Into into) {
  if (a.rows > kFewRows) return Gemm(CblasTrans, CblasNoTrans, a, b, c, into);
  Outer<Real>(a.rows, {a.data, /*row_stride=*/1, /*term_stride=*/a.columns}, b.data, c, into);
}

template <class Real>
void Multiply(Matrix<const Real> a, Matrix<const Real> b, Matrix<Real> c) {
  if (a.rows > kFewRows) return Gemm(CblasNoTrans, CblasNoTrans, a, b, c, Into::kOverwrite);
  Outer<Real>(a.columns, {a.data, /*row_stride=*/a.columns, /*term_stride=*/1}, b.data, c,
              Into::kOverwrite);
}

std::string BlasVersion() {
  const std::string config = openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACKE ..."
  const std::string version = config.substr(0, config.find(' ', config.find(' ') + 1));
  return version + " (" + openblas_get_corename() + ")";
}

#define HUSHED_INSTANTIATE(Real)                                                               \
  template void MultiplyTransposed(Matrix<const Real>, Matrix<const Real>, Matrix<Real>);      \
  template void TransposeMultiply(Matrix<const Real>, Matrix<const Real>, Matrix<Real>, Into); \
  template void Multiply(Matrix<const Real>, Matrix<const Real>, Matrix<Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
