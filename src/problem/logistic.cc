// Binary logistic regression.
//
//   f(w, b; a, t) = log(1 + exp(-t p)) + l2/2 |w|^2,   p = w . a + b,   t = -1 or +1 for class 0, 1
//   df/dp         = -t / (1 + exp(t p))
//
// Cost: a gradient O(d + nnz of the batch), a fused step O(nnz of the batch). State: none.
// exp is only taken of numbers that are not above 0, so nothing overflows.
#include "problem/logistic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hushed/errors.h"

namespace hushed {
namespace {

struct LogisticLoss {
  static constexpr LinearTask kTask = LinearTask::kClassification;

  static double Target(double stored) { return stored == 0.0 ? -1.0 : 1.0; }

  static double Value(double p, double t) {
    const double margin = t * p;
    return std::max(-margin, 0.0) + std::log1p(std::exp(-std::abs(margin)));
  }

  static double Slope(double p, double t) {
    const double margin = t * p;
    const double small = std::exp(-std::abs(margin));
    return -t * (margin > 0 ? small : 1.0) / (1.0 + small);
  }

  // Predicts class 1 when p > 0.
  static bool Correct(double p, double t) { return (p > 0) == (t > 0); }
};

}  // namespace

Fields<LogisticOptions> LogisticOptions::fields() {
  auto fields = FieldsOf<LogisticOptions>();
  fields.push_back({"separator", &LogisticOptions::separator, Anything(),
                    "measure direction_error, the distance of w / |w| from the direction of the "
                    "training set's hard-margin separator, and margin, the distance of its nearest "
                    "example; an intercept counts as a weight"});
  return fields;
}

template <class Real>
ProblemFactory<Real> MakeLogistic(const LogisticOptions& options,
                                  std::shared_ptr<const Dataset> data,
                                  std::uint64_t loss_examples) {
  if (data->classes != 2) {
    throw ConfigError(fmt::format("model 'logistic' tells two classes apart; '{}' has {}{}",
                                  data->name, data->classes,
                                  data->classes > 2 ? " (model 'softmax' takes any number)" : ""));
  }
  return MakeLinear<Real, LogisticLoss>(options, std::move(data), loss_examples);
}
template ProblemFactory<float> MakeLogistic(const LogisticOptions&, std::shared_ptr<const Dataset>,
                                            std::uint64_t);
template ProblemFactory<double> MakeLogistic(const LogisticOptions&, std::shared_ptr<const Dataset>,
                                             std::uint64_t);

}  // namespace hushed
