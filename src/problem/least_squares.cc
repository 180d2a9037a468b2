// Least squares.
//
//   f(w, b; a, t) = (p - t)^2 / 2 + l2/2 |w|^2,   p = w . a + b
//   df/dp         = p - t
//
// Cost: a gradient O(d + nnz of the batch), a fused step O(nnz of the batch). State: none.
#include "problem/least_squares.h"

namespace hushed {
namespace {

struct SquaredLoss {
  static constexpr LinearTask kTask = LinearTask::kRegression;

  static double Target(double stored) { return stored; }
  static double Value(double p, double t) { return 0.5 * (p - t) * (p - t); }
  static double Slope(double p, double t) { return p - t; }
  static bool Correct(double p, double t) { return std::abs(p - t) < 0.5; }
};

}  // namespace

template <class Real>
ProblemFactory<Real> MakeLeastSquares(const LeastSquaresOptions& options,
                                      std::shared_ptr<const Dataset> data,
                                      std::uint64_t loss_examples) {
  return MakeLinear<Real, SquaredLoss>(options, std::move(data), loss_examples);
}
template ProblemFactory<float> MakeLeastSquares(const LeastSquaresOptions&,
                                                std::shared_ptr<const Dataset>, std::uint64_t);
template ProblemFactory<double> MakeLeastSquares(const LeastSquaresOptions&,
                                                 std::shared_ptr<const Dataset>, std::uint64_t);

}  // namespace hushed
