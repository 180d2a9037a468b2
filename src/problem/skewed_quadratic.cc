// The skewed quadratic: where one-shot averaging stops to gain from more workers.
// Spiridonoff, Olshevsky, Paschalidis, "Communication-efficient SGD: from local SGD to one-shot
// averaging", NeurIPS 2021, arXiv:2106.04759.
//
//   phi(x)  = x^2 for x >= 0, x^2 / 2 below;  phi'(x) = 2x or x
//   g_j     = phi'(x_j) + sigma z_j
//
// As one formula, with a smoothing s >= 0 of the kink (s = 0: the above):
//   phi'(x) = 3x/2 + (sqrt(x^2 + s^2) - s) / 2
//   phi(x)  = 3x^2/4 + (x sqrt(x^2 + s^2) + s^2 asinh(x/s)) / 4 - s x / 2
// Strongly convex with mu = 1, smooth with L = 2; the optimum is 0. Coordinates are repetitions of
// one experiment: coordinate_loss is its mean error.
#include "problem/skewed_quadratic.h"

#include "problem/separable.h"

namespace hushed {
namespace {

// kKink: s = 0, and |x| stands for the root.
template <class Real, bool kKink>
class SkewedTerms {
 public:
  static constexpr bool kRepetitions = true;

  explicit SkewedTerms(Real smoothing) : s_(smoothing) {}

  SkewedTerms Look(const Batch&, std::size_t, std::size_t) const { return *this; }
  SkewedTerms LookAtMean() const { return *this; }

  Real Value(std::size_t, Real x) const {
    if constexpr (kKink) return Real{0.75} * x * x + Real{0.25} * (x * Root(x));
    const Real bend = s_ * s_ * std::asinh(x / s_);
    return Real{0.75} * x * x + Real{0.25} * (x * Root(x) + bend) - Real{0.5} * s_ * x;
  }
  Real Slope(std::size_t, Real x) const {
    if constexpr (kKink) return Real{1.5} * x + Real{0.5} * Root(x);
    return Real{1.5} * x + Real{0.5} * (Root(x) - s_);
  }
  Real Linear(std::size_t) const { return Real{0}; }

 private:
  Real Root(Real x) const {
    if constexpr (kKink) return std::abs(x);
    return std::sqrt(x * x + s_ * s_);
  }

  Real s_;
};

}  // namespace

Fields<SkewedQuadraticOptions> SkewedQuadraticOptions::fields() {
  return {{"noise", &SkewedQuadraticOptions::noise, AtLeast(0),
           "standard deviation of the noise added to each entry of a batch's gradient"},
          {"start", &SkewedQuadraticOptions::start, Anything(), "first value of each coordinate"},
          {"smoothing", &SkewedQuadraticOptions::smoothing, AtLeast(0),
           "width over which the kink is rounded; 0: a kink"}};
}

template <class Real>
ProblemFactory<Real> MakeSkewedQuadratic(const SkewedQuadraticOptions& options,
                                         const std::shared_ptr<const Dataset>& data,
                                         std::uint64_t /*loss_examples*/) {
  Layout layout;
  layout.AddParameter("x", {data->columns}, {.value = options.start});
  const auto shared = std::make_shared<const Layout>(std::move(layout));
  const GradientNoise noise{.additive = options.noise};
  const auto make = [&]<bool kKink>(SkewedTerms<Real, kKink> terms) -> ProblemFactory<Real> {
    return [shared, noise, terms] {
      return std::make_unique<Separable<Real, SkewedTerms<Real, kKink>>>(shared, noise, terms);
    };
  };
  const auto s = static_cast<Real>(options.smoothing);
  return s > 0 ? make(SkewedTerms<Real, false>(s)) : make(SkewedTerms<Real, true>(s));
}
template ProblemFactory<float> MakeSkewedQuadratic(const SkewedQuadraticOptions&,
                                                   const std::shared_ptr<const Dataset>&,
                                                   std::uint64_t);
template ProblemFactory<double> MakeSkewedQuadratic(const SkewedQuadraticOptions&,
                                                    const std::shared_ptr<const Dataset>&,
                                                    std::uint64_t);

}  // namespace hushed
