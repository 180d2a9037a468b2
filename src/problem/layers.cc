// Fully connected layers.
//
//   z_l = a_{l-1} W_l^T + b_l,  a_l = act(z_l),  a_0 = examples;  loss of the last z, mean over n
//   delta_L = dloss/dz_L,  delta_{l-1} = (delta_l W_l) * act'(z_{l-1})
//   dW_l = delta_l^T a_{l-1},  db_l = column sums of delta_l
//
//   symbol   variable            shape
//   W_l      layer.weight        [out, in] at an offset of x
//   a_l      outputs_[l - 1]     [rows, out]; in place of z_l
//   delta_l  deltas_             [rows, out], two of them in turn
//
// The gradient is written once, by the products themselves; batches beyond kPiece examples are
// worked in pieces that add up, each delta scaled by 1/n, so the mean is over all.
#include "problem/layers.h"

#include <algorithm>
#include <cmath>

#include "core/kernels.h"
#include "problem/evaluation.h"
#include "problem/output_loss.h"
#include "problem/pieces.h"
#include "problem/products.h"

namespace hushed {
namespace {

constexpr std::uint64_t kPiece = 512;         // examples worked at a time
constexpr std::uint64_t kGathered = 1 << 22;  // and at most this many scalars of them
constexpr std::uint64_t kNoBias = ~std::uint64_t{0};

struct Layer {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t weight = 0;  // offset in x
  std::uint64_t bias = kNoBias;
};

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
      : shared_(std::move(shared)), outputs_(shared_->layers.size()) {}

  const Layout& layout() const override { return shared_->layout; }

  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> /*buffers*/) override {
    const Dataset& data = *shared_->data;
    const auto n = static_cast<double>(batch.examples.size());
    const PieceRandomness randomness(batch);
    double loss = 0.0;
    ForEachPiece(batch.examples, shared_->piece, [&](std::uint64_t piece, Examples examples) {
      GatherAugmented<Real>(data, examples, randomness.augmentation(piece), Room(examples.size()));
      Forward(x, examples.size());
      Real* delta = deltas_[0].data();
      loss += OutputLoss<Real>(data, data.train, examples, outputs_.back(), 1.0 / n, delta);
      Backward(x, examples.size(), piece == 0 ? Into::kOverwrite : Into::kAdd, gradient);
    });
    return loss / n + AddPenalty(x, gradient);
  }

  std::size_t evaluation_parts() const override { return shared_->plan.parts(); }

  // train_loss is the function that is minimised, l2 included; test_loss is without.
  void Evaluate(std::span<const Real> x, std::size_t part, std::vector<Metric>& out) override {
    const Dataset& data = *shared_->data;
    const auto score = [&](const Split& split, Examples all) {
      Score sum;
      ForEachPiece(all, shared_->piece, [&](std::uint64_t, Examples examples) {
        Gather<Real>(data, split, examples, Room(examples.size()));
        Forward(x, examples.size());
        const Score piece = OutputScore<Real>(data, split, examples, outputs_.back());
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
      Gather<Real>(data, split, piece, Room(piece.size()));
      Forward(x, piece.size());
      next = std::copy_n(outputs_.back().begin(), piece.size() * outputs(), next);
    });
  }

 private:
  using Examples = std::span<const std::uint32_t>;

  // Where `rows` examples are gathered, with room for what becomes of them.
  std::span<Real> Room(std::size_t rows) {
    if (rows > rows_) {
      rows_ = rows;
      input_.resize(rows * shared_->data->columns);
      std::uint64_t widest = 0;
      for (std::size_t l = 0; l < outputs_.size(); ++l) {
        outputs_[l].resize(rows * shared_->layers[l].out);
        widest = std::max(widest, shared_->layers[l].out);
      }
      for (std::vector<Real>& delta : deltas_) delta.resize(rows * widest);
    }
    return std::span(input_).first(rows * shared_->data->columns);
  }

  Matrix<const Real> Input(std::size_t l, std::size_t rows) const {
    const std::vector<Real>& input = l == 0 ? input_ : outputs_[l - 1];
    return {input.data(), rows, shared_->layers[l].in};
  }

  static Matrix<const Real> Weight(std::span<const Real> x, const Layer& layer) {
    return {x.data() + layer.weight, layer.out, layer.in};
  }

  void Forward(std::span<const Real> x, std::size_t rows) {
    for (std::size_t l = 0; l < outputs_.size(); ++l) {
      const Layer& layer = shared_->layers[l];
      const std::span<Real> z = std::span(outputs_[l]).first(rows * layer.out);
      MultiplyTransposed<Real>(Input(l, rows), Weight(x, layer), {z.data(), rows, layer.out});
      if (layer.bias != kNoBias) {
        const std::span<const Real> bias = x.subspan(layer.bias, layer.out);
        for (std::size_t row = 0; row < rows; ++row) {
          Axpy<Real>(Real{1}, bias, z.subspan(row * layer.out, layer.out));
        }
      }
      if (l + 1 < outputs_.size()) Activate(shared_->shape.activation, z);
    }
  }

  // From delta of the last layer, in deltas_[0].
  void Backward(std::span<const Real> x, std::size_t rows, Into into, std::span<Real> gradient) {
    std::size_t current = 0;
    for (std::size_t l = outputs_.size(); l-- > 0; current = 1 - current) {
      const Layer& layer = shared_->layers[l];
      const Matrix<const Real> delta{deltas_[current].data(), rows, layer.out};
      TransposeMultiply<Real>(delta, Input(l, rows),
                              {gradient.data() + layer.weight, layer.out, layer.in}, into);
      if (layer.bias != kNoBias) {
        AddRows(delta, into, gradient.subspan(layer.bias, layer.out));
      }
      if (l == 0) break;
      const std::span<Real> below = std::span(deltas_[1 - current]).first(rows * layer.in);
      Multiply<Real>(delta, Weight(x, layer), {below.data(), rows, layer.in});
      TimesSlope<Real>(shared_->shape.activation, std::span(outputs_[l - 1]).first(below.size()),
                       below);
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
  std::size_t rows_ = 0;  // there is room for
  std::vector<Real> input_;
  std::vector<std::vector<Real>> outputs_;  // by layer
  std::vector<Real> deltas_[2];
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
