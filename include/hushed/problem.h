#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hushed/options.h"
#include "hushed/stream.h"

namespace hushed {

// How a tensor's first values are drawn: uniform on [-bound, bound] around `value`.
struct InitialValue {
  double value = 0.0;  // the middle
  double bound = 0.0;  // 0: nothing is drawn

  // [size of the tensor], where they are known already and not drawn; else null.
  std::shared_ptr<const std::vector<double>> values = nullptr;
};

// One named block of the flat vector, row-major.
struct Tensor {
  std::string name;                  // in model.safetensors
  std::vector<std::uint64_t> shape;  // empty: a scalar
  InitialValue initial;              // where training begins
  std::uint64_t offset = 0;          // first scalar in the flat vector
  std::uint64_t size = 0;            // product of shape
};

// The flat vector x in R^d of a model: parameters first, then buffers (statistics that are not
// trained). Tensors stand back to back in the order they were added.
class Layout {
 public:
  // Throws Error once there are buffers, and when first values are not as many as the shape has;
  // ConfigError when the model would have more than 2^32 - 1 scalars.
  void AddParameter(std::string name, std::vector<std::uint64_t> shape, InitialValue initial = {});

  // Buffers follow all parameters. Throws likewise.
  void AddBuffer(std::string name, std::vector<std::uint64_t> shape, InitialValue initial = {});

  // What is trained.
  const std::vector<Tensor>& parameters() const { return parameters_; }

  // What is only carried along.
  const std::vector<Tensor>& buffers() const { return buffers_; }

  std::uint64_t parameter_size() const { return parameter_size_; }       // d, in scalars
  std::uint64_t buffer_size() const { return buffer_size_; }             // in scalars
  std::uint64_t size() const { return parameter_size_ + buffer_size_; }  // in scalars

 private:
  std::vector<Tensor> parameters_;
  std::vector<Tensor> buffers_;
  std::uint64_t parameter_size_ = 0;
  std::uint64_t buffer_size_ = 0;
};

// Examples of the training set and the randomness that belongs to them (augmentation, dropout,
// gradient noise). The same Batch twice is the same function twice.
struct Batch {
  std::span<const std::uint32_t> examples;  // their numbers in the training set; may repeat
  Stream randomness;                        // to be copied before it is drawn from
};

// One part's share of a named metric; the metric is sum(total) / sum(weight) over the parts.
struct Metric {
  std::string name;     // as in metrics.jsonl
  double total = 0.0;   // such as a loss summed over examples
  double weight = 1.0;  // such as their number; where all weights are 0 the metric is left out
};

// Whose examples: those that are trained with, or the test split's.
enum class Of {
  kTraining,  // those of the data set's training split
  kTest,      // those of its test split, which may be empty
};

// What a linear model predicts.
enum class LinearTask {
  kClassification,  // one of two classes
  kRegression,      // a value
};

// Rows and labels of a linear problem with one output, for solvers that work on examples: row i is
// features[row_begin[i] .. row_begin[i+1]) at columns[...], label +1 or -1, or in regression the
// value to predict.
struct LinearView {
  std::span<const std::uint64_t> row_begin;       // [n + 1]
  std::span<const std::uint32_t> columns;         // [nnz], ascending within a row
  std::span<const double> features;               // [nnz]
  std::span<const double> labels;                 // [n]
  LinearTask task = LinearTask::kClassification;  // what labels are
  double l2 = 0.0;                                // of l2/2 |w|^2 in the loss
};

// A function to minimise, F(x) = mean over examples of f(x; example), and how to look at a model.
//
// An instance serves one thread. It owns scratch and no model: x is always an argument, so stale
// and displaced points cost nothing extra. Data is shared between instances.
template <class Real>
class Problem {
 public:
  virtual ~Problem() = default;

  // Names, shapes and first values of the model's tensors. The same for every instance.
  virtual const Layout& layout() const = 0;

  // Mean loss over the batch (at least one example) at x (layout().parameter_size() scalars) and
  // its gradient, overwritten. `buffers` are read and updated; empty: statistics of the batch are
  // used and nothing is updated.
  virtual double LossAndGradient(std::span<const Real> x, const Batch& batch,
                                 std::span<Real> gradient, std::span<Real> buffers) = 0;

  // |gradient at x - gradient at y|^2 on `batch`, where the last call of LossAndGradient was with
  // this batch at x, by a form that costs less than a second gradient; x is held by what that call
  // left in the instance's scratch. Nothing when the problem has no such form, or holds x no more.
  virtual std::optional<double> SquaredGradientChange(std::span<const Real> /*y*/,
                                                      const Batch& /*batch*/) {
    return std::nullopt;
  }

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

// Makes one more instance of a problem: one per thread, all sharing the data. Thread-safe.
template <class Real>
using ProblemFactory = std::function<std::unique_ptr<Problem<Real>>()>;

struct Dataset;  // of the library

// The data that a job names, as a problem of a program's own sees it: rows of numbers and what they
// are about. Cheap to copy; every thread may ask.
class Examples {
 public:
  // Not null. Made by the library.
  explicit Examples(std::shared_ptr<const Dataset> data) : data_(std::move(data)) {}

  // Of one example: {channels, height, width} of an image, else {columns}.
  const std::vector<std::uint64_t>& shape() const;

  std::size_t columns() const;      // product of shape
  std::uint32_t classes() const;    // 0: targets are values
  std::uint64_t size(Of of) const;  // examples of the split; numbered from 0

  // [size(of)]: the class (0, 1, ... below classes()), or the value to predict.
  std::span<const double> targets(Of of) const;

  // Writes the rows, normalised where they are images, into out[examples.size() x columns()],
  // row-major; rows that are stored sparse with their zeros.
  template <class Real>
  void Gather(Of of, std::span<const std::uint32_t> examples, std::span<Real> out) const;

  // The same of a batch of the training set, augmented where the data asks for it.
  template <class Real>
  void Gather(const Batch& batch, std::span<Real> out) const;

 private:
  std::shared_ptr<const Dataset> data_;
};

// Makes an instance of a problem from the values of its options and the data. Called once a thread,
// possibly at the same time.
template <class Real>
using ProblemMaker =
    std::function<std::unique_ptr<Problem<Real>>(const Values& options, const Examples& examples)>;

// From now on jobs of this program may say [model] name = model.name and set its options there. It
// trains in double unless train.precision says otherwise. Called before Train(), not beside it.
// Throws ConfigError when the name is taken, or an option is called `name`.
void RegisterProblem(const KindInfo& model, ProblemMaker<float> as_float,
                     ProblemMaker<double> as_double);

// The same for a class template Own<Real>, made from (const Options&, const Examples&), whose
// options are declared by Options::fields().
template <template <class> class Own, class Options = NoOptions>
void RegisterProblem(const std::string& name, const std::string& summary) {
  RegisterProblem(
      {name, summary, OptionsOf<Options>()},
      [](const Values& options, const Examples& examples) {
        return std::make_unique<Own<float>>(FromValues<Options>(options), examples);
      },
      [](const Values& options, const Examples& examples) {
        return std::make_unique<Own<double>>(FromValues<Options>(options), examples);
      });
}

}  // namespace hushed
