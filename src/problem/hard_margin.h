#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hushed/problem.h"

namespace hushed {

// How far a point is from the conditions of a minimum (Karush, Kuhn, Tucker). Each is relative to
// the numbers that were added up: at a solution it is a few roundings. With
//   s_i = |b_i| + |z_i| max(|w|, |from|)             what b_i - z_i . w is relative to
//   S   = |w| + |from| + sum_i |alpha_i z_i|         what alpha_i z_i is relative to
struct KktResiduals {
  double primal = 0.0;           // largest (b_i - z_i . w)+ / s_i; regression: |...|
  double dual = 0.0;             // largest (-alpha_i)+ |z_i| / S; regression: 0
  double complementarity = 0.0;  // largest (|alpha_i z_i| / S) (|b_i - z_i . w| / s_i)
  double stationarity = 0.0;     // |w - from - sum_i alpha_i z_i| / S

  double Largest() const;
};

struct Projection {
  std::vector<double> point;        // w, [d]
  std::vector<double> multipliers;  // alpha_i, in the order of the examples
  KktResiduals residuals;
  std::uint64_t changes = 0;  // of the active set, until the solution was found
};

// The point nearest to `from` (d scalars) that is feasible for these examples of `view`:
//   classification   y_i (w . a_i) >= 1 for every i
//   regression       w . a_i = y_i for every i
// It is `from` itself, to the bit, when that is feasible, and where there are no examples. Throws
// DataError beginning with `whose` when nothing is feasible: examples that no plane through the
// origin separates, rows whose targets contradict each other; and when a residual above 1e-9 is
// left.
Projection Project(const LinearView& view, std::span<const std::uint32_t> examples,
                   std::span<const double> from, const std::string& whose);

// The hard-margin separator argmin |w|^2 s.t. y_i (w . a_i) >= 1 over all examples of the view: its
// margin is 1 / |w|, and no direction has a larger one. d: scalars of w.
Projection HardMargin(const LinearView& view, std::size_t d);

// min_i y_i (w . a_i) / |w| over all examples; w not zero.
double MarginOf(const LinearView& view, std::span<const double> w);

}  // namespace hushed
