#pragma once

#include <span>
#include <vector>

#include "hushed/problem.h"

namespace hushed {

// How near models come to the direction w^ of the training set's hard-margin separator, which is
// found here once. The view must outlive this.
class Separator {
 public:
  // d: scalars of a model. Throws DataError when no plane through the origin separates the
  // examples.
  Separator(const LinearView& view, std::size_t d);

  // Appends direction_error = | w/|w| - w^/|w^| |, in [0, 2], and margin = min_i y_i (w . a_i) /
  // |w|, at most 1 / |w^|. At w = 0 neither is defined and both come without weight.
  void Append(std::span<const double> w, std::vector<Metric>& out) const;

  // The same names without weight, for parts that do not measure.
  static void AppendNothing(std::vector<Metric>& out);

 private:
  LinearView view_;
  std::vector<double> direction_;  // w^ / |w^|
};

}  // namespace hushed
