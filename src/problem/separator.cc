#include "problem/separator.h"

#include <cmath>

#include "core/kernels.h"
#include "problem/constraints.h"
#include "problem/hard_margin.h"

namespace hushed {

Separator::Separator(const LinearView& view, std::size_t d)
    : view_(view), direction_(HardMargin(view, d).point) {
  Scale<double>(1.0 / Norm(direction_), direction_, direction_);
}

void Separator::Append(std::span<const double> w, std::vector<Metric>& out) const {
  const double length = Norm(w);
  if (!(length > 0)) return AppendNothing(out);
  double square = 0.0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    const double difference = w[j] / length - direction_[j];
    square += difference * difference;
  }
  out.push_back({"direction_error", std::sqrt(square), 1.0});
  out.push_back({"margin", MarginOf(view_, w), 1.0});
}

void Separator::AppendNothing(std::vector<Metric>& out) {
  out.push_back({"direction_error", 0.0, 0.0});
  out.push_back({"margin", 0.0, 0.0});
}

}  // namespace hushed
