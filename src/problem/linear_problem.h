#pragma once

// Problems whose prediction is p = w . a + b for an example (a, t), f = loss(p, t) + l2/2 |w|^2:
// what logistic.cc and least_squares.cc share. Internal to the room.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "core/kernels.h"
#include "core/options.h"
#include "data/dataset.h"
#include "hushed/problem.h"
#include "problem/evaluation_plan.h"
#include "problem/linear_rows.h"
#include "problem/models.h"
#include "problem/separator.h"

namespace hushed {

struct LinearOptions {
  double l2 = 0.0;
  bool intercept = false;
  double initial = 0.0;
  bool separator = false;  // of classifiers: measure direction_error and margin

  static Fields<LinearOptions> fields() { return FieldsOf<LinearOptions>(); }

  // The fields of every linear model, for an option struct that derives from this.
  template <class T>
  static Fields<T> FieldsOf() {
    return {{"l2", &T::l2, AtLeast(0),
             "adds l2/2 times the squared length of the weights to the training loss"},
            {"intercept", &T::intercept, Anything(),
             "add a constant, which l2 leaves alone, to each prediction"},
            {"initial", &T::initial, AtLeast(0),
             "the first weights are uniform on [-initial, initial]; 0: they are zero"}};
  }
};

// Rows as a LinearView shows them; the intercept is a last column of ones, as in x.
struct LinearViewStorage {
  SparseRows rows;
  LinearView view;
};
LinearViewStorage MakeLinearView(const Dataset& data, const LinearOptions& options, LinearTask task,
                                 std::span<const double> labels);

// What all instances share.
template <class Real, class Loss>
class LinearData {
 public:
  LinearData(const LinearOptions& options, std::shared_ptr<const Dataset> data,
             std::uint64_t loss_examples)
      : options_(options),
        data_(std::move(data)),
        plan_(*data_, loss_examples),
        train_(*data_, data_->train),
        test_(*data_, data_->test),
        train_targets_(Targets(data_->train)),
        test_targets_(Targets(data_->test)) {
    layout_.AddParameter("weight", {data_->columns}, {.bound = options_.initial});
    if (options_.intercept) layout_.AddParameter("bias", {1});
    if (options_.separator) separator_.emplace(view(), layout_.parameter_size());
  }

  double l2() const { return options_.l2; }
  bool intercept() const { return options_.intercept; }
  std::size_t columns() const { return data_->columns; }
  const Layout& layout() const { return layout_; }
  const EvaluationPlan& plan() const { return plan_; }
  bool trains(const Split& split) const { return &split == &data_->train; }
  const LinearRows<Real>& rows(const Split& split) const { return trains(split) ? train_ : test_; }
  const LinearRows<Real>& rows(Of of) const { return of == Of::kTest ? test_ : train_; }
  const LinearRows<Real>& rows() const { return train_; }
  std::span<const double> targets(const Split& split) const {
    return trains(split) ? train_targets_ : test_targets_;
  }
  std::span<const double> targets() const { return train_targets_; }

  // Null unless it is to be measured against.
  const Separator* separator() const { return separator_ ? &*separator_ : nullptr; }

  // Made when first asked for, for all instances; thread-safe.
  const LinearView& view() const {
    std::call_once(view_made_, [this] {
      view_ = MakeLinearView(*data_, options_, Loss::kTask, train_targets_);
    });
    return view_.view;
  }

 private:
  static std::vector<double> Targets(const Split& split) {
    std::vector<double> targets;
    for (const double stored : split.targets) targets.push_back(Loss::Target(stored));
    return targets;
  }

  LinearOptions options_;
  std::shared_ptr<const Dataset> data_;
  Layout layout_;
  EvaluationPlan plan_;
  LinearRows<Real> train_, test_;
  std::vector<double> train_targets_, test_targets_;
  mutable std::once_flag view_made_;
  mutable LinearViewStorage view_;
  std::optional<Separator> separator_;
};

// Loss: static double Value(p, t), Slope(p, t) = d Value / d p, bool Correct(p, t),
// double Target(stored) and LinearTask kTask.
template <class Real, class Loss>
class LinearProblem final : public Problem<Real> {
 public:
  explicit LinearProblem(std::shared_ptr<const LinearData<Real, Loss>> data)
      : data_(std::move(data)) {}

  const Layout& layout() const override { return data_->layout(); }

  // O(d + nnz of the batch).
  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> /*buffers*/) override {
    const std::span<const Real> w = x.first(data_->columns());
    const auto n = static_cast<double>(batch.examples.size());
    if (data_->l2() > 0) {
      Scale(static_cast<Real>(data_->l2()), w, gradient.first(w.size()));
    } else {
      std::fill_n(gradient.begin(), w.size(), Real{0});
    }
    double loss = 0.0, slopes = 0.0;
    for (const std::uint32_t i : batch.examples) {
      const Row<Real> row = data_->rows()[i];
      const double prediction = static_cast<double>(Dot(row, w.data())) + Bias(x);
      const double slope = Loss::Slope(prediction, data_->targets()[i]);
      loss += Loss::Value(prediction, data_->targets()[i]);
      slopes += slope;
      AddTo(static_cast<Real>(slope / n), row, gradient.data());
    }
    if (data_->intercept()) gradient[w.size()] = static_cast<Real>(slopes / n);
    return loss / n + Penalty(w);
  }

  // O(nnz of the batches + d). Weights are kept as scale * v, so that shrinking them by l2 costs
  // one product; v takes the scale in before it gets so small that v would overflow.
  bool Descend(std::span<Real> y, std::span<const Batch> batches,
               std::span<const double> learning_rates) override {
    constexpr double kSmallestScale = 1e-6;
    const std::span<Real> v = y.first(data_->columns());
    double scale = 1.0;
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const Batch& batch = batches[i];
      const double slopes = SlopesAt(v, scale, Bias(y), batch);
      scale *= 1.0 - learning_rates[i] * data_->l2();
      if (std::abs(scale) < kSmallestScale) {
        Scale<Real>(static_cast<Real>(scale), v, v);
        scale = 1.0;
      }
      const double rate = learning_rates[i] / static_cast<double>(batch.examples.size());
      for (std::size_t k = 0; k < batch.examples.size(); ++k) {
        AddTo(static_cast<Real>(-rate / scale * slopes_[k]), data_->rows()[batch.examples[k]],
              v.data());
      }
      if (data_->intercept()) y[v.size()] -= static_cast<Real>(rate * slopes);
    }
    if (scale != 1.0) Scale<Real>(static_cast<Real>(scale), v, v);
    return true;
  }

  std::optional<LinearView> linear() const override { return data_->view(); }

  std::size_t evaluation_parts() const override { return data_->plan().parts(); }

  // train_loss is the function that is minimised, l2 included; test_loss is without.
  void Evaluate(std::span<const Real> x, std::size_t part, std::vector<Metric>& out) override {
    const std::span<const Real> w = x.first(data_->columns());
    const auto score = [&](const Split& split, std::span<const std::uint32_t> examples) {
      Score sum;
      for (const std::uint32_t i : examples) {
        const double target = data_->targets(split)[i];
        const double prediction = PredictionAt(x, data_->rows(split)[i]);
        sum.loss += Loss::Value(prediction, target);
        sum.correct += Loss::Correct(prediction, target) ? 1.0 : 0.0;
      }
      if (data_->trains(split)) sum.loss += static_cast<double>(examples.size()) * Penalty(w);
      return sum;
    };
    data_->plan().Evaluate(part, score, out);
    if (!data_->separator()) return;
    if (part > 0) return Separator::AppendNothing(out);
    data_->separator()->Append(std::vector<double>(x.begin(), x.end()), out);
  }

  std::size_t outputs() const override { return 1; }

  void Predict(std::span<const Real> x, Of of, std::span<const std::uint32_t> examples,
               std::span<Real> out) override {
    const LinearRows<Real>& rows = data_->rows(of);
    std::ranges::transform(examples, out.begin(), [&](std::uint32_t i) {
      return static_cast<Real>(PredictionAt(x, rows[i]));
    });
  }

 private:
  double PredictionAt(std::span<const Real> x, const Row<Real>& row) const {
    return static_cast<double>(Dot(row, x.data())) + Bias(x);
  }

  double Bias(std::span<const Real> x) const {
    return data_->intercept() ? static_cast<double>(x[data_->columns()]) : 0.0;
  }

  double Penalty(std::span<const Real> w) const {
    return data_->l2() > 0 ? 0.5 * data_->l2() * SquaredNorm(w) : 0.0;
  }

  // Fills slopes_ for weights scale * v, and returns their sum.
  double SlopesAt(std::span<const Real> v, double scale, double bias, const Batch& batch) {
    slopes_.resize(batch.examples.size());
    double sum = 0.0;
    for (std::size_t k = 0; k < slopes_.size(); ++k) {
      const std::uint32_t i = batch.examples[k];
      const double product = static_cast<double>(Dot(data_->rows()[i], v.data()));
      slopes_[k] = Loss::Slope(scale * product + bias, data_->targets()[i]);
      sum += slopes_[k];
    }
    return sum;
  }

  std::shared_ptr<const LinearData<Real, Loss>> data_;
  std::vector<double> slopes_;  // of one batch
};

template <class Real, class Loss>
ProblemFactory<Real> MakeLinear(const LinearOptions& options, std::shared_ptr<const Dataset> data,
                                std::uint64_t loss_examples) {
  const auto shared =
      std::make_shared<const LinearData<Real, Loss>>(options, std::move(data), loss_examples);
  return [shared] { return std::make_unique<LinearProblem<Real, Loss>>(shared); };
}

}  // namespace hushed
