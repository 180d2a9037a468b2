// The three products against their definition, on both sides of the number of rows where BLAS
// takes over, at sizes around every tile.
#include "problem/products.h"

#include <cblas.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "problem/problem_cases.h"

namespace hushed {
namespace {

constexpr std::size_t kRows[] = {0, 1, 2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 16, 33};
constexpr std::size_t kSizes[] = {1, 2, 3, 7, 8, 9, 31, 33, 64, 101};

template <class Real>
struct Owned {
  std::size_t rows, columns;
  std::vector<Real> entries;

  Owned(std::size_t r, std::size_t c, std::uint64_t seed)
      : rows(r), columns(c), entries(GaussianVector<Real>(r * c, seed)) {}
  Matrix<const Real> in() const { return {entries.data(), rows, columns}; }
  Matrix<Real> out() { return {entries.data(), rows, columns}; }
  Real operator()(std::size_t r, std::size_t c) const { return entries[r * columns + c]; }
  void Fill(Real value) { entries.assign(entries.size(), value); }
};

// c(i, j) within the rounding of `terms` products of normals: each below 4.5 * 4.5, an error of
// half an epsilon of the running sum per addition.
template <class Real, class Entry>
void ExpectEntries(const Owned<Real>& c, std::size_t terms, const Entry& entry) {
  const auto n = static_cast<double>(terms);
  const double tolerance = 20 * n * n * std::numeric_limits<Real>::epsilon() / 2;
  for (std::size_t i = 0; i < c.rows; ++i) {
    for (std::size_t j = 0; j < c.columns; ++j) {
      double sum = 0.0;
      for (std::size_t t = 0; t < terms; ++t) sum += entry(i, j, t);
      ASSERT_NEAR(c(i, j), sum, tolerance) << "of " << c.rows << " x " << c.columns << " at " << i
                                           << ", " << j << ", " << terms << " terms";
    }
  }
}

template <class Real>
double Times(Real a, Real b) {
  return static_cast<double>(a) * static_cast<double>(b);
}

template <class Real, class Check>
void ForShapes(const Check& check) {
  for (const std::size_t n : kRows) {
    for (const std::size_t p : kSizes) {
      for (const std::size_t q : kSizes) check(n, p, q);
    }
  }
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// [n x p] = [n x q] [p x q]^T
TEST(Products, MultiplyTransposed) {
  InBothScalars([]<class Real> {
    ForShapes<Real>([](std::size_t n, std::size_t p, std::size_t q) {
      const Owned<Real> a(n, q, 1), b(p, q, 2);
      Owned<Real> c(n, p, 3);
      c.Fill(static_cast<Real>(kNaN));
      MultiplyTransposed<Real>(a.in(), b.in(), c.out());
      ExpectEntries(c, q, [&](auto i, auto j, auto t) { return Times(a(i, t), b(j, t)); });
    });
  });
}

// [n x p] = [n x q] [q x p]
TEST(Products, Multiply) {
  InBothScalars([]<class Real> {
    ForShapes<Real>([](std::size_t n, std::size_t p, std::size_t q) {
      const Owned<Real> a(n, q, 1), b(q, p, 2);
      Owned<Real> c(n, p, 3);
      c.Fill(static_cast<Real>(kNaN));
      Multiply<Real>(a.in(), b.in(), c.out());
      ExpectEntries(c, q, [&](auto i, auto j, auto t) { return Times(a(i, t), b(t, j)); });
    });
  });
}

// [p x q] = [n x p]^T [n x q]; from zero rows, zeros.
TEST(Products, TransposeMultiplyOverwrites) {
  InBothScalars([]<class Real> {
    ForShapes<Real>([](std::size_t n, std::size_t p, std::size_t q) {
      const Owned<Real> a(n, p, 1), b(n, q, 2);
      Owned<Real> c(p, q, 3);
      c.Fill(static_cast<Real>(kNaN));
      TransposeMultiply<Real>(a.in(), b.in(), c.out(), Into::kOverwrite);
      ExpectEntries(c, n, [&](auto i, auto j, auto t) { return Times(a(t, i), b(t, j)); });
    });
  });
}

TEST(Products, TransposeMultiplyAdds) {
  InBothScalars([]<class Real> {
    ForShapes<Real>([](std::size_t n, std::size_t p, std::size_t q) {
      const Owned<Real> a(n, p, 1), b(n, q, 2), before(p, q, 3);
      Owned<Real> c = before;
      TransposeMultiply<Real>(a.in(), b.in(), c.out(), Into::kAdd);
      ExpectEntries(c, n + 1, [&](auto i, auto j, auto t) {
        return t == n ? static_cast<double>(before(i, j)) : Times(a(t, i), b(t, j));
      });
    });
  });
}

TEST(Products, BlasKeepsToOneThread) {
  const Owned<double> a(64, 300, 1), b(70, 300, 2);
  Owned<double> c(64, 70, 3);
  MultiplyTransposed<double>(a.in(), b.in(), c.out());
  EXPECT_EQ(openblas_get_num_threads(), 1);
}

TEST(Products, AnotherThreadGivesTheSameBits) {
  InBothScalars([]<class Real> {
    for (const std::size_t n : {std::size_t{10}, std::size_t{64}}) {
      const Owned<Real> a(n, 300, 1), b(70, 300, 2);
      Owned<Real> here(n, 70, 3), there(n, 70, 4);
      MultiplyTransposed<Real>(a.in(), b.in(), here.out());
      std::jthread([&] { MultiplyTransposed<Real>(a.in(), b.in(), there.out()); }).join();
      EXPECT_EQ(here.entries, there.entries);
    }
  });
}

}  // namespace
}  // namespace hushed
