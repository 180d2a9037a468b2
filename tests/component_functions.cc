// The functions of components.h and their derivatives.
#include <cmath>
#include <memory>
#include <numeric>

#include "components.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

double Dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

Point Times(const Point& rows, std::span<const double> v) {
  Point out(rows.size() / v.size());
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = Dot(std::span(rows).subspan(k * v.size(), v.size()), v);
  }
  return out;
}

Point TransposedTimes(const Point& rows, const Point& v) {
  const std::size_t d = rows.size() / v.size();
  Point out(d);
  for (std::size_t k = 0; k < v.size(); ++k) {
    for (std::size_t j = 0; j < d; ++j) out[j] += v[k] * rows[k * d + j];
  }
  return out;
}

// B' B / d for a drawn B: symmetric, with eigenvalues of at least 0.
Point DrawnSymmetric(std::size_t d, std::uint64_t seed) {
  const Point b = GaussianVector<double>(d * d, seed);
  Point a(d * d);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = 0; k < d; ++k) a[i * d + j] += b[k * d + i] * b[k * d + j];
    }
  }
  return (1.0 / static_cast<double>(d)) * a;
}

constexpr std::size_t kWorkers = 4, kDimension = 3;

}  // namespace

Point operator+(const Point& a, const Point& b) {
  Point sum = a;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += b[i];
  return sum;
}

Point operator*(double a, const Point& v) {
  Point out = v;
  for (double& entry : out) entry *= a;
  return out;
}

Point operator-(const Point& a, const Point& b) { return a + -1.0 * b; }

double Norm(const Point& v) { return std::sqrt(Dot(v, v)); }

Component Quadratic(Point a, Point b) {
  return {[=](std::span<const double> x) { return 0.5 * Dot(x, Times(a, x)) - Dot(b, x); },
          [=](std::span<const double> x) { return Times(a, x) - b; },
          [=](std::span<const double>, std::span<const double> v) { return Times(a, v); }};
}

Component LogCosh(Point w, Point c) {
  const auto at = [=](std::span<const double> x) { return Times(w, x) - c; };
  return {[=](std::span<const double> x) {
            double sum = 0.0;
            for (const double z : at(x)) sum += std::log(std::cosh(z));
            return sum;
          },
          [=](std::span<const double> x) {
            Point slopes = at(x);
            for (double& z : slopes) z = std::tanh(z);
            return TransposedTimes(w, slopes);
          },
          [=](std::span<const double> x, std::span<const double> v) {
            Point moved = Times(w, v);
            const Point z = at(x);
            for (std::size_t k = 0; k < z.size(); ++k) {
              moved[k] *= 1.0 - std::tanh(z[k]) * std::tanh(z[k]);
            }
            return TransposedTimes(w, moved);
          }};
}

Components GoldenQuadratics() { return {Quadratic({1.0}, {1.0}), Quadratic({3.0}, {-1.0})}; }

Components GoldenLogCosh() {
  return {LogCosh({1.0}, {0.3}), LogCosh({2.0}, {-0.5}), LogCosh({0.5}, {1.0})};
}

Components DrawnQuadratics() {
  Components components;
  for (std::size_t i = 0; i < kWorkers; ++i) {
    components.push_back(
        Quadratic(DrawnSymmetric(kDimension, 10 + i), GaussianVector<double>(kDimension, 20 + i)));
  }
  return components;
}

Components DrawnLogCosh() {
  Components components;
  for (std::size_t i = 0; i < kWorkers; ++i) {
    components.push_back(
        LogCosh(GaussianVector<double>(2 * kDimension, 30 + i), GaussianVector<double>(2, 40 + i)));
  }
  return components;
}

Point MeanGradient(const Components& components, const Point& x) {
  Point sum(x.size());
  for (const Component& component : components) sum = sum + component.gradient(x);
  return (1.0 / static_cast<double>(components.size())) * sum;
}

double Variance(const Components& components, const Point& x) {
  const Point mean = MeanGradient(components, x);
  double sum = 0.0;
  for (const Component& component : components) {
    const Point apart = component.gradient(x) - mean;
    sum += Dot(apart, apart);
  }
  return sum / (2.0 * static_cast<double>(components.size()));
}

Point VarianceGradient(const Components& components, const Point& x) {
  const Point mean = MeanGradient(components, x);
  Point sum(x.size());
  for (const Component& component : components) {
    sum = sum + component.hessian_times(x, component.gradient(x) - mean);
  }
  return (1.0 / static_cast<double>(components.size())) * sum;
}

}  // namespace hushed
