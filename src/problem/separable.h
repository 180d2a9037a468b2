#pragma once

// Problems whose coordinates do not see each other, with noise on their gradient: what quadratic.cc
// and skewed_quadratic.cc share. Internal to the room.
//
//   f(x; z) = sum_j phi_j(x_j) (1 + c z1_j) - b_j x_j + sigma z2_j x_j
//   g_j     =       phi_j'(x_j) (1 + c z1_j) - b_j     + sigma z2_j
//
//   symbol   variable          meaning
//   phi, b   Terms             of the batch
//   sigma    additive          z2: standard normals from Batch.randomness
//   c        multiplicative    z1: the same, drawn only when c > 0
//
// Cost of a step: a few nanoseconds a coordinate, noise included.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "hushed/problem.h"
#include "problem/normal_noise.h"

namespace hushed {

struct GradientNoise {
  double additive = 0.0;        // standard deviation
  double multiplicative = 0.0;  // relative to the curvature's part of the gradient
};

// The noise of a gradient, a block of coordinates at a time, in order. Kinds that are off are zero.
class BlockNoise {
 public:
  static constexpr std::size_t kBlock = NormalNoise::kBlock;

  BlockNoise(const GradientNoise& noise, const Stream& randomness)
      : noise_(noise), normals_(randomness) {}

  // Draws for the next n <= kBlock coordinates.
  void Next(std::size_t n) {
    if (noise_.additive > 0) normals_.Fill({additive_, n});
    if (noise_.multiplicative > 0) normals_.Fill({multiplicative_, n});
  }

  template <class Real>
  Real Added(std::size_t j) const {
    return static_cast<Real>(noise_.additive) * static_cast<Real>(additive_[j]);
  }
  template <class Real>
  Real Factor(std::size_t j) const {
    return static_cast<Real>(noise_.multiplicative) * static_cast<Real>(multiplicative_[j]);
  }

 private:
  GradientNoise noise_;
  NormalNoise normals_;
  float additive_[kBlock] = {};
  float multiplicative_[kBlock] = {};
};

// Terms: copyable, one per instance. It is told where to look, then asked by coordinate:
//
//   void Look(const Batch&, begin, n)            j = 0 .. n - 1 is coordinate begin + j of the batch
//   void LookAtMean()                            j is coordinate j of the mean over all components
//   Real Value(j, x), Slope(j, x), Linear(j)     phi(x), phi'(x) and b
//   static constexpr bool kRepetitions           every coordinate is the same problem once more
template <class Real, class Terms>
class Separable final : public Problem<Real> {
 public:
  Separable(std::shared_ptr<const Layout> layout, const GradientNoise& noise, Terms terms)
      : layout_(std::move(layout)), noise_(noise), terms_(std::move(terms)) {}

  const Layout& layout() const override { return *layout_; }

  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> /*buffers*/) override {
    double loss = 0.0;
    ForEachBlock(batch, [&](std::size_t begin, std::size_t n, const BlockNoise& noise) {
      const Real* from = x.data() + begin;
      Real* to = gradient.data() + begin;
      for (std::size_t j = 0; j < n; ++j) {
        loss += static_cast<double>(terms_.Value(j, from[j]) *
                                        (Real{1} + noise.template Factor<Real>(j)) +
                                    from[j] * (noise.template Added<Real>(j) - terms_.Linear(j)));
        to[j] = Slope(j, from[j], noise);
      }
    });
    return loss;
  }

  bool Descend(std::span<Real> y, std::span<const Batch> batches,
               std::span<const double> learning_rates) override {
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const auto rate = static_cast<Real>(learning_rates[i]);
      ForEachBlock(batches[i], [&](std::size_t begin, std::size_t n, const BlockNoise& noise) {
        Real* point = y.data() + begin;
        for (std::size_t j = 0; j < n; ++j) point[j] -= rate * Slope(j, point[j], noise);
      });
    }
    return true;
  }

  // train_loss and gradient_norm of the mean function, without noise. Where coordinates are
  // repetitions, coordinate_loss is their mean loss.
  void Evaluate(std::span<const Real> x, std::size_t /*part*/, std::vector<Metric>& out) override {
    terms_.LookAtMean();
    double loss = 0.0, squares = 0.0;
    for (std::size_t j = 0; j < layout_->parameter_size(); ++j) {
      loss += static_cast<double>(terms_.Value(j, x[j]) - terms_.Linear(j) * x[j]);
      const auto slope = static_cast<double>(terms_.Slope(j, x[j]) - terms_.Linear(j));
      squares += slope * slope;
    }
    out.push_back({"train_loss", loss});
    out.push_back({"gradient_norm", std::sqrt(squares)});
    if constexpr (Terms::kRepetitions) {
      out.push_back({"coordinate_loss", loss, static_cast<double>(layout_->parameter_size())});
    }
  }

 private:
  template <class Work>
  void ForEachBlock(const Batch& batch, const Work& work) {
    const std::size_t d = layout_->parameter_size();
    BlockNoise noise(noise_, batch.randomness);
    for (std::size_t begin = 0; begin < d; begin += BlockNoise::kBlock) {
      const std::size_t n = std::min(BlockNoise::kBlock, d - begin);
      terms_.Look(batch, begin, n);
      noise.Next(n);
      work(begin, n, noise);
    }
  }

  Real Slope(std::size_t j, Real x, const BlockNoise& noise) const {
    return terms_.Slope(j, x) * (Real{1} + noise.template Factor<Real>(j)) +
           (noise.template Added<Real>(j) - terms_.Linear(j));
  }

  std::shared_ptr<const Layout> layout_;
  GradientNoise noise_;
  Terms terms_;
};

}  // namespace hushed
