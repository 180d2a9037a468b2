// Projection onto the points that some examples allow, by a dual active-set method.
// Goldfarb, Idnani, "A numerically stable dual method for solving strictly convex quadratic
// programs", Mathematical Programming 27, 1983.
//
//   min |w - from|^2 / 2   s.t.   z_i . w >= b_i       classification: z_i = y_i a_i, b_i = 1
//                                 z_i . w  = b_i       regression:     z_i = a_i,     b_i = y_i
//
// The active rows N have z_j . w = b_j, and w = from + sum_j alpha_j z_j, alpha >= 0 throughout.
// The most violated row z_p = N c + rest enters:
//
//   t2 = (b_p - z_p . w) / |rest|^2   the step that satisfies it
//   t1 = min { alpha_j / c_j : c_j > 0 }   the step at which an active row lets go
//   t  = min(t1, t2):   w += t rest,   alpha -= t c,   alpha_p += t
//
// At t2 the row becomes active, at t1 row j leaves and p tries again. The dual objective rises at
// every step but those of t = 0, so no active set comes back; a bound on the changes ends what ties
// of t = 0 might keep going. If rest = 0 and no c_j > 0, then z_p + sum_j |c_j| z_j = 0, a sum of
// which every feasible w would make a positive number: nothing is feasible. Equations never let go,
// and rest = 0 contradicts them unless z_p . w = b_p already.
//
// Cost: a pass over the examples' entries and O(k d) a change, k active rows (at most d); a few
// times as many changes as rows are active in the end. Room k d. At the end alpha is refined from
// the true residuals.
#include "problem/hard_margin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/kernels.h"
#include "hushed/errors.h"
#include "problem/constraints.h"
#include "problem/row_factor.h"

namespace hushed {
namespace {

constexpr double kRounding = 1e-13;      // relative: rows violated by less are satisfied
constexpr double kContradiction = 1e-9;  // relative: what a dependent row may be off by
constexpr double kUnsolved = 1e-9;       // residuals above: rounding has won
constexpr double kDependent = 1e-11;     // |rest| / |z_p|: below, z_p depends on the active rows
constexpr std::size_t kNone = ~std::size_t{0};

class Solver {
 public:
  Solver(const Constraints& rows, std::span<const double> from, const std::string& whose)
      : rows_(rows), from_(from), whose_(whose), factor_(from.size()), settled_(rows.size()) {
    solution_.point.assign(from.begin(), from.end());
    solution_.multipliers.assign(rows.size(), 0.0);
  }

  Projection Solve() {
    if (!AllFinite(from_)) throw DivergedError(whose_ + ": the model is not finite");
    for (;;) {
      for (std::size_t p = MostViolated(); p != kNone; p = MostViolated()) Enter(p);
      if (active_.empty() || !Refine()) break;
    }
    Measure();
    RequireSolved();
    return std::move(solution_);
  }

 private:
  std::span<double> w() { return solution_.point; }
  std::vector<double>& alpha() { return solution_.multipliers; }

  // A solution much shorter than `from` still has the roundings of `from`.
  double Reach() { return std::max(Norm(from_), Norm(w())); }

  // The row whose plane w is farthest on the wrong side of; kNone when all are satisfied.
  std::size_t MostViolated() {
    const double reach = Reach();
    std::size_t found = kNone;
    double farthest = 0.0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (settled_[i] || rows_.Violation(i, w(), reach) <= kRounding) continue;
      const double distance = std::abs(rows_.Missing(i, w())) / rows_.norm(i);  // zero row: inf
      if (found != kNone && distance <= farthest) continue;
      found = i;
      farthest = distance;
    }
    return found;
  }

  // Steps until row p is active, or found to depend on the others and satisfied.
  void Enter(std::size_t p) {
    std::vector<double> z(from_.size(), 0.0), c;
    rows_.Add(1.0, p, z);
    for (;;) {
      if (++solution_.changes > 100 * (rows_.size() + from_.size())) {
        throw DataError(fmt::format("{}: the active set still changes after {} changes", whose_,
                                    solution_.changes));
      }
      const double rest = factor_.Split(z, c);
      const bool depends = rest <= kDependent * rows_.norm(p);
      const std::size_t first = rows_.equations() ? kNone : FirstToLetGo(c);
      const double missing = rows_.Missing(p, w());
      if (depends && first == kNone) return SettleDependent(p);
      const double inf = std::numeric_limits<double>::infinity();
      const double t1 = first == kNone ? inf : alpha()[active_[first]] / c[first];
      const double t2 = depends ? inf : missing / (rest * rest);
      const double t = std::min(t1, t2);
      if (!depends) Axpy<double>(t, factor_.rest(), w());
      for (std::size_t j = 0; j < c.size(); ++j) alpha()[active_[j]] -= t * c[j];
      alpha()[p] += t;
      if (first == kNone || t2 <= t1) return Activate(p);
      LetGo(first);
    }
  }

  // Position of the active row whose multiplier reaches 0 first; kNone when none does.
  std::size_t FirstToLetGo(const std::vector<double>& c) {
    double largest = 0.0;
    for (const double each : c) largest = std::max(largest, std::abs(each));
    std::size_t first = kNone;
    for (std::size_t j = 0; j < c.size(); ++j) {
      if (c[j] <= kRounding * largest) continue;
      if (first == kNone || alpha()[active_[j]] / c[j] < alpha()[active_[first]] / c[first])
        first = j;
    }
    return first;
  }

  void Activate(std::size_t p) {
    factor_.Append();
    active_.push_back(p);
    settled_[p] = true;
  }

  void LetGo(std::size_t position) {
    const std::size_t i = active_[position];
    alpha()[i] = 0.0;
    settled_[i] = false;
    active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(position));
    factor_.Remove(position);
    for (const std::size_t k : dependent_) settled_[k] = false;
    dependent_.clear();
  }

  void SettleDependent(std::size_t p) {
    if (rows_.Violation(p, w(), Reach()) <= kContradiction) {
      settled_[p] = true;
      dependent_.push_back(p);
      return;
    }
    throw DataError(
        rows_.equations()
            ? fmt::format(
                  "{}: no linear model fits the {} examples exactly: example {} contradicts "
                  "others that it depends on",
                  whose_, rows_.size(), rows_.example(p))
            : fmt::format("{}: no plane through the origin separates the {} examples: example {} "
                          "lies against others",
                          whose_, rows_.size(), rows_.example(p)));
  }

  // Makes w = from + N alpha and the active residuals zero, to rounding. True when that has
  // uncovered a violation that was below rounding.
  bool Refine() {
    std::vector<double> e(active_.size());
    for (int pass = 0; pass < 3; ++pass) {
      std::ranges::copy(from_, w().begin());
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (alpha()[i] != 0) rows_.Add(alpha()[i], i, w());
      }
      if (pass == 2) break;
      for (std::size_t j = 0; j < e.size(); ++j) e[j] = rows_.Missing(active_[j], w());
      factor_.SolveGram(e);
      for (std::size_t j = 0; j < e.size(); ++j) alpha()[active_[j]] += e[j];
    }
    return refinements_++ < 3 && MostViolated() != kNone;
  }

  void Measure();
  void RequireSolved() const;

  const Constraints& rows_;
  std::span<const double> from_;
  const std::string& whose_;
  Projection solution_;
  RowFactor factor_;                    // of the active rows
  std::vector<std::size_t> active_;     // in the factor's order
  std::vector<std::size_t> dependent_;  // satisfied, and dependent on active rows
  std::vector<bool> settled_;           // active or dependent
  int refinements_ = 0;
};

void Solver::Measure() {
  KktResiduals& found = solution_.residuals;
  std::vector<double> gap(from_.size());
  Subtract<double>(w(), from_, gap);
  double lengths = Norm(w()) + Norm(from_);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    lengths += std::abs(alpha()[i]) * rows_.norm(i);
    rows_.Add(-alpha()[i], i, gap);
  }
  const double reach = Reach();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    found.primal = std::max(found.primal, rows_.Violation(i, w(), reach));
    if (alpha()[i] == 0) continue;
    const double share = alpha()[i] * rows_.norm(i) / lengths;
    if (!rows_.equations()) found.dual = std::max(found.dual, -share);
    const double slack = std::abs(rows_.Violation(i, w(), reach));
    found.complementarity = std::max(found.complementarity, std::abs(share) * slack);
  }
  if (lengths != 0) found.stationarity = Norm(gap) / lengths;
}

void Solver::RequireSolved() const {
  const KktResiduals& left = solution_.residuals;
  const bool finite = AllFinite<double>(solution_.point) && std::isfinite(left.stationarity);
  if (finite && left.Largest() <= kUnsolved) return;
  throw DataError(fmt::format(
      "{}: the solve in double leaves a residual of {:.1e}, and {:.0e} is allowed: rows nearly "
      "depend on each other, or their lengths are too different",
      whose_, left.Largest(), kUnsolved));
}

}  // namespace

double KktResiduals::Largest() const {
  return std::max({primal, dual, complementarity, stationarity});
}

Projection Project(const LinearView& view, std::span<const std::uint32_t> examples,
                   std::span<const double> from, const std::string& whose) {
  const Constraints rows(view, examples);
  return Solver(rows, from, whose).Solve();
}

Projection HardMargin(const LinearView& view, std::size_t d) {
  std::vector<std::uint32_t> all(view.labels.size());
  std::iota(all.begin(), all.end(), 0u);
  return Project(view, all, std::vector<double>(d), "the training set");
}

double MarginOf(const LinearView& view, std::span<const double> w) {
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t i = 0; i < view.labels.size(); ++i) {
    least = std::min(least, view.labels[i] * Dot(RowOf(view, i), w.data()));
  }
  return least / Norm(w);
}

}  // namespace hushed
