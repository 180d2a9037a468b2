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

#include "core/lane_sum.h"
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

  // A block's noise by coordinate; few words, so that loops may hold them in registers.
  template <class Real>
  struct View {
    Real additive, multiplicative;  // standard deviations
    const float* added;             // standard normals
    const float* factors;

    Real Added(std::size_t j) const { return additive * static_cast<Real>(added[j]); }
    Real Factor(std::size_t j) const { return multiplicative * static_cast<Real>(factors[j]); }
  };

  BlockNoise(const GradientNoise& noise, const Stream& randomness)
      : noise_(noise), normals_(randomness) {}

  // Draws for the next n <= kBlock coordinates. What it shows is overwritten by the next call.
  template <class Real>
  View<Real> Next(std::size_t n) {
    if (noise_.additive > 0) normals_.Fill({added_, n});
    if (noise_.multiplicative > 0) normals_.Fill({factors_, n});
    return {static_cast<Real>(noise_.additive), static_cast<Real>(noise_.multiplicative), added_,
            factors_};
  }

 private:
  GradientNoise noise_;
  NormalNoise normals_;
  float added_[kBlock] = {};
  float factors_[kBlock] = {};
};

// Terms: copyable, one per instance. It is told where to look and answers with a view: a few words,
// asked by coordinate, valid until it looks elsewhere.
//
//   View Look(const Batch&, begin, n)     j = 0 .. n - 1 is coordinate begin + j of the batch
//   View LookAtMean()                     j is coordinate j of the mean over all components
//   Real View::Value(j, x), Slope(j, x), Linear(j): phi(x), phi'(x) and b
//   static constexpr bool kRepetitions    every coordinate is the same problem once more
template <class Real, class Terms>
class Separable final : public Problem<Real> {
 public:
  Separable(std::shared_ptr<const Layout> layout, const GradientNoise& noise, Terms terms)
      : layout_(std::move(layout)), noise_(noise), terms_(std::move(terms)) {}

  const Layout& layout() const override { return *layout_; }

  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> /*buffers*/) override {
    LaneSum loss;
    ForEachBlock(batch, [&](std::size_t begin, std::size_t n, const auto terms, const auto noise) {
      const Real* from = x.data() + begin;
      Real* to = gradient.data() + begin;
      for (std::size_t j = 0; j < n; ++j) to[j] = Slope(terms, noise, j, from[j]);
      loss.Add(n, [&](std::size_t j) {
        return static_cast<double>(terms.Value(j, from[j]) * (Real{1} + noise.Factor(j)) +
                                   from[j] * (noise.Added(j) - terms.Linear(j)));
      });
    });
    return loss.Total();
  }

  bool Descend(std::span<Real> y, std::span<const Batch> batches,
               std::span<const double> learning_rates) override {
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const auto rate = static_cast<Real>(learning_rates[i]);
      ForEachBlock(batches[i],
                   [&](std::size_t begin, std::size_t n, const auto terms, const auto noise) {
                     Real* point = y.data() + begin;
                     for (std::size_t j = 0; j < n; ++j) {
                       point[j] -= rate * Slope(terms, noise, j, point[j]);
                     }
                   });
    }
    return true;
  }

  // train_loss and gradient_norm of the mean function, without noise. Where coordinates are
  // repetitions, coordinate_loss is their mean loss.
  void Evaluate(std::span<const Real> x, std::size_t /*part*/, std::vector<Metric>& out) override {
    const auto terms = terms_.LookAtMean();
    const std::size_t d = layout_->parameter_size();
    LaneSum losses, squares;
    losses.Add(d, [&](std::size_t j) {
      return static_cast<double>(terms.Value(j, x[j]) - terms.Linear(j) * x[j]);
    });
    squares.Add(d, [&](std::size_t j) {
      const auto slope = static_cast<double>(terms.Slope(j, x[j]) - terms.Linear(j));
      return slope * slope;
    });
    const double loss = losses.Total();
    out.push_back({"train_loss", loss});
    out.push_back({"gradient_norm", std::sqrt(squares.Total())});
    if constexpr (Terms::kRepetitions) {
      out.push_back({"coordinate_loss", loss, static_cast<double>(d)});
    }
  }

 private:
  template <class Work>
  void ForEachBlock(const Batch& batch, const Work& work) {
    const std::size_t d = layout_->parameter_size();
    BlockNoise noise(noise_, batch.randomness);
    for (std::size_t begin = 0; begin < d; begin += BlockNoise::kBlock) {
      const std::size_t n = std::min(BlockNoise::kBlock, d - begin);
      const auto terms = terms_.Look(batch, begin, n);
      work(begin, n, terms, noise.Next<Real>(n));
    }
  }

  template <class View>
  static Real Slope(const View& terms, const BlockNoise::View<Real>& noise, std::size_t j, Real x) {
    return terms.Slope(j, x) * (Real{1} + noise.Factor(j)) + (noise.Added(j) - terms.Linear(j));
  }

  std::shared_ptr<const Layout> layout_;
  GradientNoise noise_;
  Terms terms_;
};

}  // namespace hushed
