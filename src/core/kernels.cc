#include "core/kernels.h"

#include <algorithm>
#include <cstddef>

#include "core/lane_sum.h"

namespace hushed {
namespace {

template <class Term>
double SumOf(std::size_t n, const Term& term) {
  LaneSum sum;
  sum.Add(n, term);
  return sum.Total();
}

}  // namespace

template <class Real>
void Axpy(Real a, std::span<const Real> v, std::span<Real> out) {
  const Real* __restrict__ in = v.data();
  Real* __restrict__ sum = out.data();
  for (std::size_t i = 0; i < out.size(); ++i) sum[i] += a * in[i];
}

template <class Real>
void AddScaled(Real weight, Real scale, std::span<const Real> v, std::span<Real> out) {
  if (weight == Real{1}) return Axpy(scale, v, out);
  const Real* __restrict__ in = v.data();
  Real* __restrict__ sum = out.data();
  for (std::size_t i = 0; i < out.size(); ++i) sum[i] += weight * (scale * in[i]);
}

template <class Real>
void SetScaled(Real weight, Real scale, std::span<const Real> v, std::span<Real> out) {
  const Real* __restrict__ in = v.data();
  Real* __restrict__ sum = out.data();
  for (std::size_t i = 0; i < out.size(); ++i) sum[i] = Real{0} + weight * (scale * in[i]);
}

template <class Real>
void Scale(Real a, std::span<const Real> v, std::span<Real> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = a * v[i];
}

template <class Real>
void AccumulateAndStep(Real a, std::span<const Real> g, std::span<Real> u, std::span<const Real> x,
                       std::span<Real> y) {
  const Real* __restrict__ gradient = g.data();
  const Real* __restrict__ start = x.data();
  Real* __restrict__ update = u.data();
  Real* __restrict__ point = y.data();
  for (std::size_t i = 0; i < u.size(); ++i) {
    update[i] += a * gradient[i];
    point[i] = start[i] - update[i];
  }
}

template <class Real>
void Subtract(std::span<const Real> x, std::span<const Real> u, std::span<Real> y) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = x[i] - u[i];
}

template <class Real>
double SquaredNorm(std::span<const Real> v, Real scale) {
  return SumOf(v.size(), [p = v.data(), scale](std::size_t i) {
    const auto value = static_cast<double>(scale * p[i]);
    return value * value;
  });
}

template <class Real>
double SquaredDistance(std::span<const Real> a, std::span<const Real> b) {
  return SumOf(a.size(), [p = a.data(), q = b.data()](std::size_t i) {
    const double difference = static_cast<double>(p[i]) - static_cast<double>(q[i]);
    return difference * difference;
  });
}

// A sum of squares never falls, rounded or not: beyond the bound it stays there.
template <class Real>
bool IsWithin(double bound, std::span<const Real> a, std::span<const Real> b) {
  constexpr std::size_t kPiece = 512 * kSumLanes;
  LaneSum sum;
  for (std::size_t at = 0; at < a.size(); at += kPiece) {
    sum.Add(std::min(kPiece, a.size() - at), [p = a.data() + at, q = b.data() + at](std::size_t i) {
      const double difference = static_cast<double>(p[i]) - static_cast<double>(q[i]);
      return difference * difference;
    });
    if (sum.Total() > bound) return false;
  }
  return sum.Total() <= bound;
}

// x - x is zero for finite x and NaN otherwise, and NaN survives the sum.
template <class Real>
bool AllFinite(std::span<const Real> v) {
  Real lanes[kSumLanes] = {};
  std::size_t i = 0;
  for (; i + kSumLanes <= v.size(); i += kSumLanes) {
    for (std::size_t lane = 0; lane < kSumLanes; ++lane) lanes[lane] += v[i + lane] - v[i + lane];
  }
  for (; i < v.size(); ++i) lanes[0] += v[i] - v[i];
  Real sum = 0;
  for (const Real lane : lanes) sum += lane;
  return sum == Real{0};
}

#define HUSHED_INSTANTIATE(Real)                                                         \
  template void Axpy(Real, std::span<const Real>, std::span<Real>);                      \
  template void AddScaled(Real, Real, std::span<const Real>, std::span<Real>);           \
  template void SetScaled(Real, Real, std::span<const Real>, std::span<Real>);           \
  template void Scale(Real, std::span<const Real>, std::span<Real>);                     \
  template void AccumulateAndStep(Real, std::span<const Real>, std::span<Real>,          \
                                  std::span<const Real>, std::span<Real>);               \
  template void Subtract(std::span<const Real>, std::span<const Real>, std::span<Real>); \
  template double SquaredNorm(std::span<const Real>, Real);                              \
  template double SquaredDistance(std::span<const Real>, std::span<const Real>);         \
  template bool IsWithin(double, std::span<const Real>, std::span<const Real>);          \
  template bool AllFinite(std::span<const Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
