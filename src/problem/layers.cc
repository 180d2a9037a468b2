// Fully connected layers.
//
//   z_l = a_{l-1} W_l^T + b_l,  a_l = act(z_l),  a_0 = examples;  loss of the last z, mean over n
//   delta_L = dloss/dz_L,  delta_{l-1} = (delta_l W_l) * act'(z_{l-1})
//   dW_l = delta_l^T a_{l-1},  db_l = column sums of delta_l
//
//   symbol   variable            shape
//   W_l      layer.weight        [out, in] at an offset of x
//   a_l      pass_.input(l)      [rows, out] of the layer below
//   delta_l  pass_.delta(l - 1)  [rows, out]
//
// The gradient is written once, by the products themselves; batches beyond kPiece examples are
// worked in pieces that add up, each delta scaled by 1/n, so the mean is over all.
#include "problem/layers.h"

#include <algorithm>
#include <cmath>

#include "core/kernels.h"
#include "problem/evaluation_plan.h"
#include "problem/layers_change.h"
#include "problem/layers_pass.h"
#include "problem/output_loss.h"
#include "problem/pieces.h"

namespace hushed {
namespace {

constexpr std::uint64_t kPiece = 512;         // examples worked at a time
constexpr std::uint64_t kGathered = 1 << 22;  // and at most this many scalars of them

// What all instances share.
struct LayersData {
  LayersData(const LayersShape& wanted, std::shared_ptr<const Dataset> dataset,
             std::uint64_t loss_examples)
      : shape(wanted), data(std::move(dataset)), plan(*data, loss_examples) {
    std::uint64_t in = data->columns;
    for (std::size_t l = 0; l <= shape.hidden.size(); ++l) {
      const bool last = l == shape.hidden.size();
      in = Add(in, last ? std::max<std::uint64_t>(1, data->classes) : shape.hidden[l]);
    }
    piece =
        std::clamp<std::uint64_t>(kGathered / std::max<std::uint64_t>(1, data->columns), 1, kPiece);
  }

  std::uint64_t Add(std::uint64_t in, std::uint64_t out) {
    const std::string& name = shape.names[layers.size()];
    const double bound = shape.zero_start
                             ? 0.0
                             : 1.0 / std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, in)));
    Layer layer{.in = in, .out = out, .weight = layout.parameter_size()};
    layout.AddParameter(name + "weight", {out, in}, {.bound = bound});
    if (shape.intercept) {
      layer.bias = layout.parameter_size();
      layout.AddParameter(name + "bias", {out}, {.bound = bound});
    }
    layers.push_back(layer);
    return out;
  }

  LayersShape shape;
  std::shared_ptr<const Dataset> data;
  EvaluationPlan plan;
  Layout layout;
  std::vector<Layer> layers;
  std::uint64_t piece = 1;
};

template <class Real>
class Layers final : public Problem<Real> {
 public:
  explicit Layers(std::shared_ptr<const LayersData> shared)
      : shared_(std::move(shared)),
        pass_(shared_->layers, shared_->shape.activation),
        elsewhere_(shared_->layers, shared_->shape.activation) {}

  const Layout& layout() const override { return shared_->layout; }

  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> /*buffers*/) override {
    const Dataset& data = *shared_->data;
    const auto n = static_cast<double>(batch.examples.size());
    const PieceRandomness randomness(batch);
    double loss = 0.0;
    ForEachPiece(batch.examples, shared_->piece, [&](std::uint64_t piece, Examples examples) {
      GatherAugmented<Real>(data, examples, randomness.augmentation(piece), Room(examples.size()));
      loss += Pass(x, examples, n, pass_);
      WriteGradient(piece == 0 ? Into::kOverwrite : Into::kAdd, gradient);
    });
    held_ = batch.examples.size() <= shared_->piece;
    return loss / n + AddPenalty(x, gradient);
  }

  std::optional<double> SquaredGradientChange(std::span<const Real> y,
                                              const Batch& batch) override {
    const std::size_t rows = batch.examples.size();
    if (!held_ || shared_->shape.l2 != 0.0 || !ChangeIsCheaper(shared_->layers, rows)) return {};
    Pass(y, batch.examples, static_cast<double>(rows), elsewhere_);
    const double change = change_.Squared(shared_->layers, pass_, elsewhere_);
    if (!std::isfinite(change)) return {};
    return change;
  }

  std::size_t evaluation_parts() const override { return shared_->plan.parts(); }

  // train_loss is the function that is minimised, l2 included; test_loss is without.
  void Evaluate(std::span<const Real> x, std::size_t part, std::vector<Metric>& out) override {
    const Dataset& data = *shared_->data;
    const auto score = [&](const Split& split, Examples all) {
      Score sum;
      ForEachPiece(all, shared_->piece, [&](std::uint64_t, Examples examples) {
        const Score piece = OutputScore<Real>(data, split, examples, Outputs(x, split, examples));
        sum.loss += piece.loss;
        sum.correct += piece.correct;
      });
      if (&split == &data.train) sum.loss += static_cast<double>(all.size()) * AddPenalty(x, {});
      return sum;
    };
    shared_->plan.Evaluate(part, score, out);
  }

  std::size_t outputs() const override { return shared_->layers.back().out; }

  void Predict(std::span<const Real> x, Of of, std::span<const std::uint32_t> examples,
               std::span<Real> out) override {
    const Dataset& data = *shared_->data;
    const Split& split = of == Of::kTest ? data.test : data.train;
    auto next = out.begin();
    ForEachPiece(examples, shared_->piece, [&](std::uint64_t, Examples piece) {
      next = std::ranges::copy(Outputs(x, split, piece), next).out;
    });
  }

 private:
  using Examples = std::span<const std::uint32_t>;

  // Where `rows` examples are gathered.
  std::span<Real> Room(std::size_t rows) {
    const std::size_t size = rows * shared_->data->columns;
    if (input_.size() < size) input_.resize(size);
    return std::span(input_).first(size);
  }

  // Of the rows in Room(), [rows x columns].
  Matrix<const Real> Gathered(std::size_t rows) const {
    return {input_.data(), rows, shared_->data->columns};
  }

  // [examples x outputs()]
  std::span<const Real> Outputs(std::span<const Real> x, const Split& split, Examples examples) {
    held_ = false;
    Gather<Real>(*shared_->data, split, examples, Room(examples.size()));
    pass_.Forward(x, Gathered(examples.size()));
    return pass_.outputs();
  }

  // Forth and back at x with the gathered examples; the sum of their losses.
  double Pass(std::span<const Real> x, Examples examples, double n, LayersPass<Real>& pass) {
    const Dataset& data = *shared_->data;
    pass.Forward(x, Gathered(examples.size()));
    const double loss = OutputLoss<Real>(data, data.train, examples, pass.outputs(), 1.0 / n,
                                         pass.last_delta().data());
    pass.Backward(x);
    return loss;
  }

  void WriteGradient(Into into, std::span<Real> gradient) {
    for (std::size_t l = shared_->layers.size(); l-- > 0;) {
      const Layer& layer = shared_->layers[l];
      TransposeMultiply<Real>(pass_.delta(l), pass_.input(l),
                              {gradient.data() + layer.weight, layer.out, layer.in}, into);
      if (layer.bias != Layer::kNoBias) {
        AddRows(pass_.delta(l), into, gradient.subspan(layer.bias, layer.out));
      }
    }
  }

  static void AddRows(Matrix<const Real> rows, Into into, std::span<Real> sum) {
    if (into == Into::kOverwrite) std::ranges::fill(sum, Real{0});
    for (std::size_t r = 0; r < rows.rows; ++r) {
      Axpy<Real>(Real{1}, {rows.data + r * rows.columns, rows.columns}, sum);
    }
  }

  // l2/2 |W|^2 over all layers; its gradient is added unless that is empty.
  double AddPenalty(std::span<const Real> x, std::span<Real> gradient) const {
    const double l2 = shared_->shape.l2;
    if (l2 == 0.0) return 0.0;
    double sum = 0.0;
    for (const Layer& layer : shared_->layers) {
      const std::span<const Real> w = x.subspan(layer.weight, layer.out * layer.in);
      sum += 0.5 * l2 * SquaredNorm(w);
      if (!gradient.empty()) {
        Axpy(static_cast<Real>(l2), w, gradient.subspan(layer.weight, w.size()));
      }
    }
    return sum;
  }

  std::shared_ptr<const LayersData> shared_;
  std::vector<Real> input_;
  LayersPass<Real> pass_;
  bool held_ = false;  // pass_ is the whole batch's of the last LossAndGradient
  LayersPass<Real> elsewhere_;
  LayersChange<Real> change_;
};

}  // namespace

template <class Real>
ProblemFactory<Real> MakeLayers(const LayersShape& shape, std::shared_ptr<const Dataset> data,
                                std::uint64_t loss_examples) {
  const auto shared = std::make_shared<const LayersData>(shape, std::move(data), loss_examples);
  return [shared] { return std::make_unique<Layers<Real>>(shared); };
}
template ProblemFactory<float> MakeLayers(const LayersShape&, std::shared_ptr<const Dataset>,
                                          std::uint64_t);
template ProblemFactory<double> MakeLayers(const LayersShape&, std::shared_ptr<const Dataset>,
                                           std::uint64_t);

}  // namespace hushed
