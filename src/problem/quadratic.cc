// Quadratics with gradient noise.
//
//   f_i(x) = x' A_i x / 2 - b_i' x;  a batch has the means A and b over its components
//
//   diagonal A   g = A x (1 + c z1) - b + sigma z2
//   dense A      g = A x + c/2 (Z A x + A Z x) - b + sigma z2,  Z = diag(z1): symmetric like A, so
//                that g is a gradient; the same for diagonal A
//
// z1, z2: standard normals, new for every batch. Cost of a gradient: O(components * d), dense
// O(components * d^2). train_loss is the mean over all components, without noise.
#include "problem/quadratic.h"

#include <fmt/format.h>

#include "core/kernels.h"
#include "hushed/errors.h"
#include "problem/dense_quadratic.h"
#include "problem/separable.h"
#include "problem/stored_values.h"

namespace hushed {
namespace {

// Diagonals and right sides of all components and of their mean, shared by all instances.
template <class Real>
struct Diagonals {
  explicit Diagonals(std::shared_ptr<const Dataset> dataset) : data(std::move(dataset)) {
    curvature = InScalar(data->quadratics.curvature, converted_curvature);
    linear = InScalar(data->quadratics.linear, converted_linear);
    mean_curvature = MeanOfRows<Real>(data->quadratics.curvature, data->columns);
    mean_linear = MeanOfRows<Real>(data->quadratics.linear, data->columns);
  }

  std::shared_ptr<const Dataset> data;
  std::span<const Real> curvature, linear;  // [size x d]
  std::vector<Real> mean_curvature, mean_linear;
  std::vector<Real> converted_curvature, converted_linear;
};

template <class Real>
class DiagonalTerms {
 public:
  static constexpr bool kRepetitions = false;

  struct View {
    const Real* curvature;
    const Real* linear;

    Real Value(std::size_t j, Real x) const { return Real{0.5} * curvature[j] * x * x; }
    Real Slope(std::size_t j, Real x) const { return curvature[j] * x; }
    Real Linear(std::size_t j) const { return linear[j]; }
  };

  explicit DiagonalTerms(std::shared_ptr<const Diagonals<Real>> all)
      : all_(std::move(all)),
        curvature_mean_(BlockNoise::kBlock),
        linear_mean_(BlockNoise::kBlock) {}

  View Look(const Batch& batch, std::size_t begin, std::size_t n) {
    return {Mean(all_->curvature, batch, begin, {curvature_mean_.data(), n}),
            Mean(all_->linear, batch, begin, {linear_mean_.data(), n})};
  }
  View LookAtMean() const { return {all_->mean_curvature.data(), all_->mean_linear.data()}; }

 private:
  // Columns begin .. begin + mean.size() of the batch's rows, averaged; one row needs no room.
  const Real* Mean(std::span<const Real> rows, const Batch& batch, std::size_t begin,
                   std::span<Real> mean) const {
    const auto row = [&](std::uint32_t i) { return rows.data() + i * all_->data->columns + begin; };
    if (batch.examples.size() == 1) return row(batch.examples[0]);
    std::ranges::fill(mean, Real{0});
    for (const std::uint32_t i : batch.examples) Axpy<Real>(Real{1}, {row(i), mean.size()}, mean);
    Scale<Real>(Real{1} / static_cast<Real>(batch.examples.size()), mean, mean);
    return mean.data();
  }

  std::shared_ptr<const Diagonals<Real>> all_;
  std::vector<Real> curvature_mean_, linear_mean_;
};

// x0 as a layout: one tensor, or one per run of equal values, named by its first coordinate.
Layout LayoutFrom(const std::vector<double>& start, std::uint64_t d) {
  Layout layout;
  const auto at = [&](std::uint64_t j) { return start.empty() ? 0.0 : start[j]; };
  for (std::uint64_t begin = 0, end = 0; begin < d; begin = end) {
    while (end < d && at(end) == at(begin)) ++end;
    const bool whole = begin == 0 && end == d;
    layout.AddParameter(whole ? "x" : fmt::format("x{}", begin), {end - begin},
                        {.value = at(begin)});
  }
  return layout;
}

void RequireQuadratics(const Dataset& data) {
  const Quadratics& stored = data.quadratics;
  if (stored.empty()) {
    throw ConfigError("model 'quadratic' needs quadratic components; '" + data.name + "' has rows");
  }
  const std::uint64_t vectors = data.train.size * data.columns;
  if (stored.curvature.size() != vectors * (stored.diagonal ? 1 : data.columns) ||
      stored.linear.size() != vectors ||
      (!stored.start.empty() && stored.start.size() != data.columns)) {
    throw DataError(fmt::format(
        "'{}': {} quadratics of dimension {} do not fit their matrices, vectors and start",
        data.name, data.train.size, data.columns));
  }
}

}  // namespace

Fields<QuadraticOptions> QuadraticOptions::fields() {
  return {{"noise", &QuadraticOptions::noise, AtLeast(0),
           "standard deviation of the noise added to each entry of a batch's gradient"},
          {"multiplicative_noise", &QuadraticOptions::multiplicative_noise, AtLeast(0),
           "standard deviation of each coordinate's relative noise in the curvature"}};
}

template <class Real>
ProblemFactory<Real> MakeQuadratic(const QuadraticOptions& options,
                                   std::shared_ptr<const Dataset> data,
                                   std::uint64_t /*loss_examples*/) {
  RequireQuadratics(*data);
  const GradientNoise noise{options.noise, options.multiplicative_noise};
  const auto layout =
      std::make_shared<const Layout>(LayoutFrom(data->quadratics.start, data->columns));
  if (!data->quadratics.diagonal) return MakeDenseQuadratic<Real>(layout, noise, std::move(data));
  const auto all = std::make_shared<const Diagonals<Real>>(std::move(data));
  return [layout, noise, all] {
    return std::make_unique<Separable<Real, DiagonalTerms<Real>>>(layout, noise,
                                                                  DiagonalTerms<Real>(all));
  };
}
template ProblemFactory<float> MakeQuadratic(const QuadraticOptions&,
                                             std::shared_ptr<const Dataset>, std::uint64_t);
template ProblemFactory<double> MakeQuadratic(const QuadraticOptions&,
                                              std::shared_ptr<const Dataset>, std::uint64_t);

}  // namespace hushed
