#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hushed/archive.h"
#include "hushed/exchange.h"

namespace hushed {

// The fresh mini-batch gradient a trigger looks at, and a way to ask for it at another point on the
// same batch.
template <class Real>
class Gradient {
 public:
  // value: [d], the raw mean gradient of `batch` at x, [d], just evaluated by `problem`. Each
  // further evaluation counts in `evaluations`. All outlive this.
  Gradient(Problem<Real>& problem, const Batch& batch, std::span<const Real> x,
           std::span<const Real> value, std::uint64_t& evaluations)
      : problem_(problem), batch_(batch), x_(x), value_(value), evaluations_(evaluations) {}

  std::span<const Real> x() const { return x_; }          // [d], where the worker stands
  std::span<const Real> value() const { return value_; }  // [d], the gradient there

  // out <- the raw mean gradient of the same batch at y, both [d].
  void At(std::span<const Real> y, std::span<Real> out) const {
    problem_.LossAndGradient(y, batch_, out, {});
    ++evaluations_;
    problem_holds_x_ = false;
  }

  // |value() - the raw mean gradient of the same batch at y|^2 where the problem has it for less
  // than At() costs, which then counts as an evaluation too; else nothing.
  std::optional<double> SquaredChange(std::span<const Real> y) const {
    if (!problem_holds_x_) return std::nullopt;
    const std::optional<double> change = problem_.SquaredGradientChange(y, batch_);
    if (change) ++evaluations_;
    return change;
  }

 private:
  Problem<Real>& problem_;
  const Batch& batch_;
  std::span<const Real> x_;
  std::span<const Real> value_;
  std::uint64_t& evaluations_;
  mutable bool problem_holds_x_ = true;
};

// Decides whether a worker speaks this round (Chen, Giannakis, Sun, Yin, "LAG: lazily aggregated
// gradient", NeurIPS 2018, arXiv:1805.09965, and its descendants). One instance belongs to one
// worker.
template <class Real>
class Trigger {
 public:
  virtual ~Trigger() = default;

  // True: the worker uploads. round.movement is the threshold. Asked exactly once a round in which
  // the worker is addressed; what it remembers (the model of the last upload, the age of its last
  // message) is updated here.
  virtual bool Speaks(const Round& round, const Gradient<Real>& gradient,
                      Workspace<Real>& workspace) = 0;

  // Saves or loads what it remembers.
  virtual void Serialize(Archive& archive) = 0;
};

}  // namespace hushed
