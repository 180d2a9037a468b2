#pragma once

// What a linear model must satisfy on some examples. Internal to the room.
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "core/kernels.h"
#include "hushed/problem.h"
#include "problem/linear_rows.h"

namespace hushed {

inline double Norm(std::span<const double> v) { return std::sqrt(SquaredNorm(v)); }

inline Row<double> RowOf(const LinearView& view, std::uint32_t example) {
  const std::uint64_t begin = view.row_begin[example];
  return {view.features.data() + begin, view.columns.data() + begin,
          view.row_begin[example + 1] - begin};
}

// z_i . w >= b_i with z_i = y_i a_i and b_i = 1 (classification), or = b_i with z_i = a_i and
// b_i = y_i (regression). Constraint i is that of examples[i]; view and examples must outlive this.
class Constraints {
 public:
  Constraints(const LinearView& view, std::span<const std::uint32_t> examples)
      : view_(view), examples_(examples), equations_(view.task == LinearTask::kRegression) {
    for (std::size_t i = 0; i < size(); ++i) {
      norms_.push_back(Norm({row(i).values, row(i).size}));
    }
  }

  std::size_t size() const { return examples_.size(); }
  bool equations() const { return equations_; }
  std::uint32_t example(std::size_t i) const { return examples_[i]; }
  double norm(std::size_t i) const { return norms_[i]; }

  // b_i - z_i . w: above 0 where w violates an inequality.
  double Missing(std::size_t i, std::span<const double> w) const {
    return target(i) - sign(i) * Dot(row(i), w.data());
  }

  // How far row i is violated at w, relative to the numbers that rounding errs by; at most 0 where
  // it is not. reach: the largest norm of the models that w was computed from.
  double Violation(std::size_t i, std::span<const double> w, double reach) const {
    const double missing = Missing(i, w);
    if (missing == 0) return 0.0;
    const double size = std::abs(target(i)) + norms_[i] * reach;
    return (equations_ ? std::abs(missing) : missing) / size;
  }

  // out += a z_i
  void Add(double a, std::size_t i, std::span<double> out) const {
    AddTo(a * sign(i), row(i), out.data());
  }

 private:
  Row<double> row(std::size_t i) const { return RowOf(view_, examples_[i]); }
  double sign(std::size_t i) const { return equations_ ? 1.0 : view_.labels[examples_[i]]; }
  double target(std::size_t i) const { return equations_ ? view_.labels[examples_[i]] : 1.0; }

  const LinearView& view_;
  std::span<const std::uint32_t> examples_;
  bool equations_;
  std::vector<double> norms_;  // |z_i|
};

}  // namespace hushed
