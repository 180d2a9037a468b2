// Networks of libtorch on hushed's flat vectors.
//
//   x         -> leaf tensors that view it, made anew in every call: a stale or displaced point
//                costs the same, and nothing of it stays behind
//   gradient  -> the leaves' .grad views it; autograd adds in place, pieces add up
//   buffers   -> batch norm's running statistics view them
//
// Cost beside libtorch's own: gradient is filled with zeros, and one tensor header per view.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "hushed/errors.h"
#include "problem/evaluation_plan.h"
#include "problem/pieces.h"
#include "problem/torch/calls.h"
#include "problem/torch/network.h"
#include "problem/torch/torch_models.h"

namespace hushed {
namespace {

// Autograd must have added to the views it was given; were it to put tensors of its own in their
// place, the gradient would silently be zero.
template <class Real>
void RequireInPlace(const Layout& layout, const NetworkTensors& tensors,
                    std::span<const Real> gradient) {
  for (std::size_t i = 0; i < tensors.parameters.size(); ++i) {
    const Tensor& tensor = layout.parameters()[i];
    if (tensors.parameters[i].grad().data_ptr() != gradient.data() + tensor.offset) {
      throw Error("libtorch moved the gradient of " + tensor.name);
    }
  }
}

// targets: classes, or the values to predict.
at::Tensor LossSum(const at::Tensor& outputs, const at::Tensor& targets) {
  if (targets.is_floating_point()) return (outputs.flatten() - targets).square().sum() / 2;
  return at::cross_entropy_loss(outputs, targets, {}, at::Reduction::Sum);
}

template <class Real>
class TorchProblem final : public Problem<Real> {
 public:
  using Examples = std::span<const std::uint32_t>;

  TorchProblem(std::shared_ptr<const Network> network, std::shared_ptr<const Dataset> data,
               EvaluationPlan plan)
      : network_(std::move(network)), data_(std::move(data)), plan_(plan) {}

  const Layout& layout() const override { return network_->layout; }

  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> buffers) override {
    return WithTorch([&] {
      const c10::AutoGradMode record(true);
      std::ranges::fill(gradient, Real{0});
      NetworkTensors tensors = Leaves(x, gradient, buffers);
      const auto n = static_cast<double>(batch.examples.size());
      const PieceRandomness randomness(batch);
      double loss = 0.0;
      ForEachPiece(batch.examples, network_->piece, [&](std::uint64_t piece, Examples examples) {
        GatherAugmented<Real>(*data_, examples, randomness.augmentation(piece),
                              Room(examples.size()));
        tensors.seed = randomness.seed(piece);
        const at::Tensor sum =
            LossSum(Outputs(examples.size(), tensors), Targets(data_->train, examples));
        (sum / n).backward();
        loss += sum.template item<double>();
      });
      RequireInPlace<Real>(layout(), tensors, gradient);
      return loss / n;
    });
  }

  std::size_t evaluation_parts() const override { return plan_.parts(); }

  // Running statistics are those in x.
  void Evaluate(std::span<const Real> x, std::size_t part, std::vector<Metric>& out) override {
    WithTorch([&] {
      const c10::NoGradGuard only_values;
      const NetworkTensors tensors = Frozen(x);
      const auto score = [&](const Split& split, Examples all) {
        Score total;
        ForEachPiece(all, kPiece, [&](std::uint64_t, Examples examples) {
          Gather<Real>(*data_, split, examples, Room(examples.size()));
          const at::Tensor made = Outputs(examples.size(), tensors);
          const at::Tensor targets = Targets(split, examples);
          total.loss += LossSum(made, targets).template item<double>();
          if (data_->classes == 0) return;
          total.correct += made.argmax(1).eq(targets).sum().template item<double>();
        });
        return total;
      };
      plan_.Evaluate(part, score, out);
    });
  }

  std::size_t outputs() const override { return std::max<std::uint32_t>(1, data_->classes); }

  void Predict(std::span<const Real> x, Of of, Examples examples, std::span<Real> out) override {
    WithTorch([&] {
      const c10::NoGradGuard only_values;
      const NetworkTensors tensors = Frozen(x);
      auto next = out.begin();
      ForEachPiece(examples, kPiece, [&](std::uint64_t, Examples piece) {
        const Split& split = of == Of::kTest ? data_->test : data_->train;
        Gather<Real>(*data_, split, piece, Room(piece.size()));
        const at::Tensor made = Outputs(piece.size(), tensors).contiguous();
        next = std::copy_n(made.template data_ptr<Real>(), made.numel(), next);
      });
    });
  }

  std::string TorchScript(std::span<const Real> x) override {
    if (!network_->script) return {};
    return WithTorch([&] { return network_->script(Frozen(x)); });
  }

 private:
  NetworkTensors Leaves(std::span<const Real> x, std::span<const Real> gradient,
                        std::span<const Real> buffers) const {
    NetworkTensors tensors{.parameters = Views(layout().parameters(), x)};
    if (!buffers.empty()) tensors.buffers = Views(layout().buffers(), buffers);
    const std::vector<at::Tensor> gradients = Views(layout().parameters(), gradient);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      tensors.parameters[i].set_requires_grad(true);
      tensors.parameters[i].mutable_grad() = gradients[i];
    }
    return tensors;
  }

  NetworkTensors Frozen(std::span<const Real> x) const {
    return {.parameters = Views(layout().parameters(), x),
            .buffers = Views(layout().buffers(), x.subspan(layout().parameter_size())),
            .training = false};
  }

  // Where n examples are gathered before Outputs().
  std::span<Real> Room(std::size_t n) {
    room_.resize(n * data_->columns);
    return room_;
  }

  at::Tensor Outputs(std::size_t n, const NetworkTensors& tensors) {
    std::vector<std::int64_t> shape = {static_cast<std::int64_t>(n)};
    shape.insert(shape.end(), data_->shape.begin(), data_->shape.end());
    return network_->forward(at::from_blob(room_.data(), shape, kScalar<Real>), tensors);
  }

  // The classes of these examples, or the values to predict, until the next call.
  at::Tensor Targets(const Split& split, Examples examples) {
    const auto n = static_cast<std::int64_t>(examples.size());
    const auto look_up = [&](auto& targets) {
      targets.clear();
      for (const std::uint32_t example : examples) targets.push_back(split.targets[example]);
      return targets.data();
    };
    if (data_->classes == 0) return at::from_blob(look_up(values_), {n}, kScalar<Real>);
    return at::from_blob(look_up(classes_), {n}, at::kLong);
  }

  std::shared_ptr<const Network> network_;
  std::shared_ptr<const Dataset> data_;
  EvaluationPlan plan_;
  std::vector<Real> room_;             // normalised examples of one piece
  std::vector<std::int64_t> classes_;  // and their classes,
  std::vector<Real> values_;           // or what to predict of them
};

}  // namespace

template <class Real>
ProblemFactory<Real> MakeTorchProblemFactory(const Choice& model,
                                             std::shared_ptr<const Dataset> data,
                                             std::uint64_t loss_examples) {
  const NetworkMaker make = WithTorch([&] { return MakeNetworks(model, *data); });
  const EvaluationPlan plan(*data, loss_examples);
  return [make, data, plan] {
    return std::make_unique<TorchProblem<Real>>(WithTorch(make), data, plan);
  };
}
template ProblemFactory<float> MakeTorchProblemFactory(const Choice&,
                                                       std::shared_ptr<const Dataset>,
                                                       std::uint64_t);
template ProblemFactory<double> MakeTorchProblemFactory(const Choice&,
                                                        std::shared_ptr<const Dataset>,
                                                        std::uint64_t);

}  // namespace hushed
