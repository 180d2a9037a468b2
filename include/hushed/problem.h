#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hushed/layout.h"
#include "hushed/stream.h"

namespace hushed {

// Examples of the training set and the randomness that belongs to them (augmentation, dropout,
// gradient noise). The same Batch twice is the same function twice.
struct Batch {
  std::span<const std::uint32_t> examples;
  Stream randomness;
};

// One part's share of a named metric; the metric is sum(total) / sum(weight) over the parts.
struct Metric {
  std::string name;
  double total = 0.0;
  double weight = 1.0;
};

// Whose examples: those that are trained with, or the test split's.
enum class Of { kTraining, kTest };

enum class LinearTask { kClassification, kRegression };

// Rows and labels of a linear problem with one output, for solvers that work on examples: row i is
// features[row_begin[i] .. row_begin[i+1]) at columns[...], label +1 or -1, or in regression the
// value to predict.
struct LinearView {
  std::span<const std::uint64_t> row_begin;  // [n + 1]
  std::span<const std::uint32_t> columns;    // [nnz], ascending within a row
  std::span<const double> features;          // [nnz]
  std::span<const double> labels;            // [n]
  LinearTask task = LinearTask::kClassification;
  double l2 = 0.0;  // of l2/2 |w|^2 in the loss
};

// A function to minimise, F(x) = mean over examples of f(x; example), and how to look at a model.
//
// An instance serves one thread. It owns scratch and no model: x is always an argument, so stale
// and displaced points cost nothing extra. Data is shared between instances.
template <class Real>
class Problem {
 public:
  virtual ~Problem() = default;

  virtual const Layout& layout() const = 0;

  // Mean loss over the batch (at least one example) at x (layout().parameter_size() scalars) and
  // its gradient, overwritten. `buffers` are read and updated; empty: statistics of the batch are
  // used and nothing is updated.
  virtual double LossAndGradient(std::span<const Real> x, const Batch& batch,
                                 std::span<Real> gradient, std::span<Real> buffers) = 0;

  // y <- y - learning_rates[i] * gradient on batches[i], in order, by a fused form that may cost
  // less than d per step. Returns false, y untouched, when the problem has none.
  virtual bool Descend(std::span<Real> /*y*/, std::span<const Batch> /*batches*/,
                       std::span<const double> /*learning_rates*/) {
    return false;
  }

  // Rows and labels where the problem is a linear model with one output, else nothing.
  virtual std::optional<LinearView> linear() const { return std::nullopt; }

  // Evaluation is cut in this many parts, independent of threads, so that it can run in parallel
  // and still add up in one order. At least 1.
  virtual std::size_t evaluation_parts() const { return 1; }

  // Appends this part's share of train_loss, test_loss, test_accuracy and whatever else the problem
  // names. x holds layout().size() scalars, buffers included. Every part names the same metrics.
  virtual void Evaluate(std::span<const Real> x, std::size_t part, std::vector<Metric>& out) = 0;

  // Numbers that a model says of one example: a score for each class, of which the largest wins (the
  // first of equals); a single one, which is above 0 for class 1 of two; or the value it predicts.
  // 0: it says nothing of examples (quadratics).
  virtual std::size_t outputs() const { return 0; }

  // Writes what x (as in Evaluate) says of these examples, as they are, into
  // out[examples.size() x outputs()], row-major.
  virtual void Predict(std::span<const Real> /*x*/, Of /*of*/,
                       std::span<const std::uint32_t> /*examples*/, std::span<Real> /*out*/) {}

  // x (as in Evaluate) as the bytes of a TorchScript file, where the problem came from one; else
  // empty.
  virtual std::string TorchScript(std::span<const Real> /*x*/) { return {}; }
};

}  // namespace hushed
