#pragma once

#include <span>

namespace hushed {

// Flat-vector kernels. Spans of one call have one size. Reductions run in eight fixed double lanes,
// so their bits do not depend on the instruction set's width.

// out <- out + a * v
template <class Real>
void Axpy(Real a, std::span<const Real> v, std::span<Real> out);

// out <- out + weight * (scale * v): the product with scale is rounded first.
template <class Real>
void AddScaled(Real weight, Real scale, std::span<const Real> v, std::span<Real> out);

// The same onto zeros: out <- 0 + weight * (scale * v), so that -0 becomes 0.
template <class Real>
void SetScaled(Real weight, Real scale, std::span<const Real> v, std::span<Real> out);

// out <- a * v; out may be v.
template <class Real>
void Scale(Real a, std::span<const Real> v, std::span<Real> out);

// u <- u + a * g, then y <- x - u, in one pass.
template <class Real>
void AccumulateAndStep(Real a, std::span<const Real> g, std::span<Real> u, std::span<const Real> x,
                       std::span<Real> y);

// y <- x - u; y may be x or u.
template <class Real>
void Subtract(std::span<const Real> x, std::span<const Real> u, std::span<Real> y);

// |scale * v|^2, the products rounded, and |a - b|^2, accumulated in double.
template <class Real>
double SquaredNorm(std::span<const Real> v, Real scale = 1);
template <class Real>
double SquaredDistance(std::span<const Real> a, std::span<const Real> b);

// |a - b|^2 <= bound, false for NaN; looks no further than it takes to know.
template <class Real>
bool IsWithin(double bound, std::span<const Real> a, std::span<const Real> b);

// True when no entry is NaN or infinite.
template <class Real>
bool AllFinite(std::span<const Real> v);

}  // namespace hushed
