// Server optimisers on the mean update D (what one averaging step would subtract).
//
//   sgd        step = lr D
//   momentum   v <- beta v + D;                 step = lr v            (FedAvgM: Hsu, Qi, Brown,
//              nesterov:                        step = lr (D + beta v)  arXiv:1909.06335)
//   adagrad    v <- v + D^2
//   adam       v <- beta2 v + (1 - beta2) D^2
//   yogi       v <- v - (1 - beta2) D^2 sign(v - D^2)
//              m <- beta1 m + (1 - beta1) D;    step = lr m / (sqrt(v) + tau)
//              (FedOpt: Reddi et al., ICLR 2021, arXiv:2003.00295; no bias correction; m and v
//              start at zero)
//   anchored   step = (1 - alpha_k) (x - anchor) + alpha_k D, which is
//              x <- (1 - alpha_k) anchor + alpha_k (x - D),  alpha_k = 1 - 1 / (k + 1) in the k-th
//              round, counted from 1      (Halpern, Fixed points of nonexpanding maps, 1967; Zhu,
//              Vardhan, Mazumdar, arXiv:2412.07971, use it on means of projections)
//
// State: d scalars for momentum, 2 d for the adaptive ones; the round's number for anchored, and d
// when its anchor is the first model. All are elementwise passes over d.
#include "server/server_optimizer.h"

#include <cmath>

#include "core/kernels.h"

namespace hushed {
namespace {

struct SgdOptions {
  double learning_rate = 1.0;
  static Fields<SgdOptions> fields() {
    return {{"learning_rate", &SgdOptions::learning_rate, Above(0), "factor on the mean update"}};
  }
};

struct MomentumOptions {
  double learning_rate = 1.0;
  double beta = 0.9;
  bool nesterov = false;
  static Fields<MomentumOptions> fields() {
    return {
        {"learning_rate", &MomentumOptions::learning_rate, Above(0), "factor on the velocity"},
        {"beta", &MomentumOptions::beta, FromBelow(0, 1), "share of the velocity that is kept"},
        {"nesterov", &MomentumOptions::nesterov, Anything(), "step along D + beta v"},
    };
  }
};

struct AdaptiveOptions {
  double learning_rate = 0.01;
  double beta1 = 0.9;
  double beta2 = 0.99;
  double tau = 1e-3;
  static Fields<AdaptiveOptions> fields() {
    return {
        {"learning_rate", &AdaptiveOptions::learning_rate, Above(0),
         "factor on m / (sqrt(v) + tau)"},
        {"beta1", &AdaptiveOptions::beta1, FromBelow(0, 1), "share of m that is kept"},
        {"beta2", &AdaptiveOptions::beta2, FromBelow(0, 1),
         "share of v that is kept (adagrad has none)"},
        {"tau", &AdaptiveOptions::tau, Above(0), "degree of adaptivity, added to sqrt(v)"},
    };
  }
};

template <class Real>
class Sgd final : public ServerOptimizer<Real> {
 public:
  explicit Sgd(const SgdOptions& options) : rate_(static_cast<Real>(options.learning_rate)) {}
  void Step(std::span<const Real>, std::span<Real> step) override {
    Scale<Real>(rate_, step, step);
  }

 private:
  Real rate_;
};

template <class Real>
class Momentum final : public ServerOptimizer<Real> {
 public:
  explicit Momentum(const MomentumOptions& options) : options_(options) {}

  void Step(std::span<const Real>, std::span<Real> step) override {
    velocity_.resize(step.size());
    const auto beta = static_cast<Real>(options_.beta);
    const auto rate = static_cast<Real>(options_.learning_rate);
    for (std::size_t i = 0; i < step.size(); ++i) {
      velocity_[i] = beta * velocity_[i] + step[i];
      step[i] = rate * (options_.nesterov ? step[i] + beta * velocity_[i] : velocity_[i]);
    }
  }
  void Serialize(Archive& archive) override { archive.Vector(velocity_); }

 private:
  MomentumOptions options_;
  std::vector<Real> velocity_;
};

enum class Moment { kAdagrad, kAdam, kYogi };

template <class Real>
class Adaptive final : public ServerOptimizer<Real> {
 public:
  Adaptive(Moment moment, const AdaptiveOptions& options) : moment_(moment), options_(options) {}

  void Step(std::span<const Real>, std::span<Real> step) override {
    first_.resize(step.size());
    second_.resize(step.size());
    const auto beta1 = static_cast<Real>(options_.beta1);
    const auto rate = static_cast<Real>(options_.learning_rate);
    const auto tau = static_cast<Real>(options_.tau);
    for (std::size_t i = 0; i < step.size(); ++i) {
      first_[i] = beta1 * first_[i] + (1 - beta1) * step[i];
      second_[i] = Second(second_[i], step[i] * step[i]);
      step[i] = rate * first_[i] / (std::sqrt(second_[i]) + tau);
    }
  }
  void Serialize(Archive& archive) override {
    archive.Vector(first_);
    archive.Vector(second_);
  }

 private:
  Real Second(Real v, Real square) const {
    const auto beta2 = static_cast<Real>(options_.beta2);
    if (moment_ == Moment::kAdagrad) return v + square;
    if (moment_ == Moment::kAdam) return beta2 * v + (1 - beta2) * square;
    const Real sign = v > square ? Real{1} : v < square ? Real{-1} : Real{0};
    return v - (1 - beta2) * square * sign;
  }

  Moment moment_;
  AdaptiveOptions options_;
  std::vector<Real> first_, second_;
};

struct AnchoredOptions {
  std::string anchor = "zero";
  static Fields<AnchoredOptions> fields() {
    return {{"anchor", &AnchoredOptions::anchor, OneOf({"zero", "start"}),
             "where models are pulled back to: zero, or the first model"}};
  }
};

template <class Real>
class Anchored final : public ServerOptimizer<Real> {
 public:
  explicit Anchored(const AnchoredOptions& options) : starts_(options.anchor == "start") {}

  void Step(std::span<const Real> x, std::span<Real> step) override {
    if (starts_ && rounds_ == 0) anchor_.assign(x.begin(), x.end());
    ++rounds_;
    const auto pull = static_cast<Real>(1.0 / (static_cast<double>(rounds_) + 1.0));
    for (std::size_t i = 0; i < step.size(); ++i) {
      const Real away = starts_ ? x[i] - anchor_[i] : x[i];
      step[i] = pull * away + (1 - pull) * step[i];
    }
  }
  void Serialize(Archive& archive) override {
    archive.Value(rounds_);
    archive.Vector(anchor_);
  }

 private:
  bool starts_;
  std::uint64_t rounds_ = 0;  // done
  std::vector<Real> anchor_;  // [d] when it is the first model, else empty
};

}  // namespace

std::vector<KindInfo> ServerOptimizerKinds() {
  const auto adaptive = OptionsOf<AdaptiveOptions>();
  return {
      {"sgd", "the mean update times a rate", OptionsOf<SgdOptions>()},
      {"momentum", "heavy-ball or Nesterov momentum on the mean update",
       OptionsOf<MomentumOptions>()},
      {"adam", "FedAdam's adaptive step", adaptive},
      {"yogi", "FedYogi's adaptive step", adaptive},
      {"adagrad", "FedAdagrad's adaptive step", adaptive},
      {"anchored", "the averaged model, pulled back to an anchor by 1 / (k + 1) in the k-th round",
       OptionsOf<AnchoredOptions>()},
  };
}

template <class Real>
std::unique_ptr<ServerOptimizer<Real>> MakeServerOptimizer(const Choice& choice) {
  if (choice.kind == "momentum") {
    return std::make_unique<Momentum<Real>>(FromValues<MomentumOptions>(choice.options));
  }
  if (choice.kind == "sgd") {
    const auto options = FromValues<SgdOptions>(choice.options);
    if (options.learning_rate == 1.0) return nullptr;
    return std::make_unique<Sgd<Real>>(options);
  }
  if (choice.kind == "anchored") {
    return std::make_unique<Anchored<Real>>(FromValues<AnchoredOptions>(choice.options));
  }
  const Moment moment = choice.kind == "adam"   ? Moment::kAdam
                        : choice.kind == "yogi" ? Moment::kYogi
                                                : Moment::kAdagrad;
  return std::make_unique<Adaptive<Real>>(moment, FromValues<AdaptiveOptions>(choice.options));
}
template std::unique_ptr<ServerOptimizer<float>> MakeServerOptimizer(const Choice&);
template std::unique_ptr<ServerOptimizer<double>> MakeServerOptimizer(const Choice&);

}  // namespace hushed
