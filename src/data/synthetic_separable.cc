// Linearly separable rows whose largest margin, and the direction that has it, are known.
//
//   w uniform on the unit sphere;  z ~ N(shift s_m, I), s_m a unit vector of the row's owner m
//   y = sign(w . z),   a = z + y margin w       so that   y (w . a) = |w . z| + margin >= margin
//   rows 0 and 1 of the training split:   a = z' +- margin w,  y = +-1,   z' = z - (w . z) w
//
// Class 1 is y = +1. w separates with at least `margin`, and no unit vector with more: y a of rows
// 0 and 1 add up to 2 margin w, so for any unit v the lesser of their margins is at most margin (w
// . v). Hence the hard-margin separator through the origin is exactly w / margin, its margin is
// exactly `margin` (up to rounding), and w = (a_0 - a_1) / (2 margin).
#include "data/synthetic_separable.h"

#include <algorithm>

namespace hushed {
namespace {

void AddTo(std::span<double> row, double a, std::span<const double> v) {
  for (std::size_t j = 0; j < row.size(); ++j) row[j] += a * v[j];
}

// Rows 0 and 1.
void PutNearestPair(const std::vector<double>& w, double margin, Split& split) {
  const auto first = std::span(split.dense).first(w.size());
  const auto second = std::span(split.dense).subspan(w.size(), w.size());
  AddTo(first, -Product(w, first), w);
  std::copy(first.begin(), first.end(), second.begin());
  AddTo(first, margin, w);
  AddTo(second, -margin, w);
  split.targets[0] = 1.0;
  split.targets[1] = 0.0;
}

}  // namespace

Fields<SyntheticSeparableOptions> SyntheticSeparableOptions::fields() {
  using Self = SyntheticSeparableOptions;
  auto fields = RowFields<Self>(2);
  fields.push_back({"margin", &Self::margin, Above(0),
                    "distance of the nearest training examples to the best separating plane "
                    "through the origin"});
  fields.push_back(ShiftField<Self>());
  return fields;
}

Dataset MakeSyntheticSeparable(const SyntheticSeparableOptions& options, const Making& making) {
  const auto columns = static_cast<std::uint64_t>(options.columns);
  const std::vector<double> w = UnitVector(StreamFor(making, Drawn::kModel), columns);
  VectorOfOwner direction = ShiftDirections(making, columns);
  Dataset data = MakeRows(options, making, [&](const RowInMaking& made) {
    AddTo(made.row, options.shift, direction(made.owner));
    const double y = Product(w, made.row) > 0 ? 1.0 : -1.0;
    AddTo(made.row, y * options.margin, w);
    return y > 0 ? 1.0 : 0.0;
  });
  PutNearestPair(w, options.margin, data.train);
  data.classes = 2;
  data.owners = Owners(data.train.size, making.workers);
  return data;
}

}  // namespace hushed
