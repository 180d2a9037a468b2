// Federated gradient alignment (FedGA), and GradAlign, which is its K = 1.
// Dandi, Barba, Jaggi, "Implicit gradient alignment in distributed and federated learning",
// AAAI 2022, arXiv:2106.13897.
//
//   exchange 0   g_i = grad f_i(x);                 g <- sum_i w_i g_i / sum_i w_i
//   exchange 1   v_i = beta (g_i - g);   y_i <- x + v_i;   K local steps from y_i, own gradients
//                u_i = x - y_i;                     x <- x - eta_s sum_i w_i u_i / sum_i w_i
//
//   symbol   variable          shape   meaning
//   beta     options.beta      1       displacement, in units of x per gradient (not times eta)
//   g_i      own_              [d]     worker's gradient: of its whole shard, or (gradient = "batch")
//                                      of the batch of its first local step
//   g        shared[n, n + d)  [d]     mean over the workers addressed in this round
//   u_i      update            [d]     displacement and local steps together; sum_i w_i v_i = 0, so
//                                      v_i leaves the mean of a single local step
//   eta_s    server_optimizer  1       the server's learning rate
//
// Cost a round: the shard's gradient and K steps; 2 exchanges, 2 d up and 2 d down a worker.
// State: d scalars a worker between the exchanges, none between rounds.
// Reduces to: fedavg for beta = 0, bitwise; for K = 1 and gradient = "batch", GradAlign: a step
// along the mean of grad f_i(x + v_i), both gradients on one batch with one augmentation.
// Beyond the paper: messages may be compressed; then g_i is what was decoded of it, at the worker
// too, so that the displacements still cancel. An error memory is kept for the updates only: g_i
// must be of this round. g is told as it is, whatever the downlink axis says.
// Accounts: a shard's gradient counts as its batches in gradient_evaluations; epochs count local
// steps.
// Statistics (batch norm) are updated where g_i is measured, at x, not at displaced points.
#include "algorithm/fedga.h"

#include <algorithm>

#include "algorithm/generic.h"
#include "core/kernels.h"
#include "core/scratch.h"
#include "core/stopwatch.h"

namespace hushed {

Fields<FedGaOptions> FedGaOptions::fields() {
  return {
      {"beta", &FedGaOptions::beta, Anything(), "displacement along own minus mean gradient"},
      {"gradient", &FedGaOptions::gradient, OneOf({"shard", "batch"}),
       "what g_i is measured on: the whole shard, or the first local batch"},
  };
}

namespace {

// What both halves know.
template <class Real>
struct Common {
  Setting setting;
  FedGaOptions options;
  LocalUpdate<Real> local;
  std::vector<double> weights;

  std::size_t parameters() const { return setting.layout.parameter_size(); }
  std::size_t model() const { return setting.layout.size(); }
};

template <class Real>
class FedGaWorker final : public Worker<Real> {
 public:
  explicit FedGaWorker(const Common<Real>& common) : common_(common) {
    Choice of_gradient = common.setting.axis("compress");
    of_gradient.options["error_memory"] = false;
    compressors_[0] = MakeUnlessExact<Real>(of_gradient, common.setting.layout);
    compressors_[1] = MakeUnlessExact<Real>(common.setting.axis("compress"), common.setting.layout);
  }

  void Work(const Round& round, std::span<const Real> shared, Workspace<Real>& workspace,
            Upload<Real>& out) override {
    out.weight = common_.weights[out.worker];
    const auto x = shared.first(common_.parameters());
    if (round.exchange == 0) {
      SendGradient(round, shared, workspace, out);
    } else {
      SendUpdate(round, x, shared.subspan(common_.model()), workspace, out);
    }
  }

  void Serialize(Archive& archive) override {
    archive.Vector(own_);
    archive.Vector(segmented_);
    archive.Vector(velocity_);
    for (auto& compressor : compressors_) {
      if (compressor) compressor->Serialize(archive);
    }
  }

 private:
  void SendGradient(const Round& round, std::span<const Real> shared, Workspace<Real>& workspace,
                    Upload<Real>& out) {
    const std::size_t d = common_.parameters(), n = common_.model();
    const auto answer = out.Dense(n);
    const auto gradient = answer.first(d), statistics = answer.subspan(d);
    std::copy(shared.begin() + d, shared.begin() + n, statistics.begin());
    const Batch batch = common_.options.gradient == "shard"
                            ? common_.setting.sampler->Whole(out.worker, round.first_step)
                            : common_.local.Draw(round, out.worker, 0, workspace.examples());
    common_.local.Evaluate(round, shared.first(d), batch, gradient, statistics, workspace, out);
    if (common_.options.gradient == "shard") {
      out.gradient_evaluations = common_.setting.shard_evaluations(out.worker);
    }
    out.examples = 0;
    Say(round, gradient, workspace, out);
    own_.assign(d, Real{0});
    out.message.template AddTo<Real>(own_, Real{1});
    if (statistics.empty()) return;
    Subtract<Real>(shared.subspan(d, n - d), statistics, statistics);
    out.message.template AppendView<Real>(statistics, Real{1}, d);
  }

  void SendUpdate(const Round& round, std::span<const Real> x, std::span<const Real> mean,
                  Workspace<Real>& workspace, Upload<Real>& out) {
    const std::size_t d = x.size();
    if (common_.local.has_momentum()) velocity_.resize(d);
    if (!round.whole()) segmented_.resize(d);
    const auto update = round.whole() ? out.Dense(d) : std::span<Real>(segmented_);
    const auto start = workspace.Vector(kScratchAlgorithm, d);
    const auto beta = static_cast<Real>(common_.options.beta);
    for (std::size_t i = 0; i < d; ++i) start[i] = x[i] - beta * (mean[i] - own_[i]);
    LocalState<Real> state{update, {}, velocity_};
    const Real scale = common_.local.Run(round, start, {}, workspace, state, out);
    const auto total = out.Dense(d);  // x - y_i
    for (std::size_t i = 0; i < d; ++i) {
      total[i] = scale * update[i] + beta * (mean[i] - own_[i]);
    }
    if (round.ends()) return Say(round, total, workspace, out);
    out.message.template AppendView<Real>(total, Real{1}, 0);
  }

  void Say(const Round& round, std::span<const Real> v, Workspace<Real>& workspace,
           Upload<Real>& out) {
    const Stopwatch watch;
    auto& compressor = compressors_[round.exchange];
    if (compressor) {
      compressor->Encode(v, 0, workspace.streams(out.worker, 2 * round.index + round.exchange),
                         out.message);
    } else {
      out.message.template AppendView<Real>(v, Real{1}, 0);
    }
    workspace.compress_seconds() += watch.Seconds();
  }

  const Common<Real>& common_;
  std::unique_ptr<Compressor<Real>> compressors_[2];  // by exchange; null: sent as they are
  std::vector<Real> own_;                             // [d]
  std::vector<Real> segmented_, velocity_;
};

// The generic server, with the mean gradient told in between.
template <class Real>
class FedGaServer final : public Server<Real> {
 public:
  explicit FedGaServer(const Common<Real>& common)
      : common_(common), generic_(common.setting, common.local) {}

  void Open(std::span<const Real> shared, Plan& plan) override {
    if (plan.round.exchange == 0) generic_.Open(shared.first(common_.model()), plan);
  }

  void Close(const Plan& plan, const Total<Real>& total, std::span<const Real> shared,
             Message& downlink) override {
    if (plan.round.exchange == 1) return generic_.Close(plan, total, shared, downlink);
    const Real scale = total.weight > 0 ? static_cast<Real>(1.0 / total.weight) : Real{0};
    const std::size_t d = common_.parameters(), n = common_.model();
    downlink.template AppendView<Real>(total.sum.first(d), scale, n);
    if (n > d) downlink.template AppendView<Real>(total.sum.subspan(d), -scale, d);
  }

  void Serialize(Archive& archive) override { generic_.Serialize(archive); }

 private:
  const Common<Real>& common_;
  GenericServer<Real> generic_;
};

// shared = [x (n) | g (d)]
template <class Real>
class FedGa final : public Algorithm<Real> {
 public:
  explicit FedGa(Setting setting)
      : common_{setting, FromValues<FedGaOptions>(setting.options),
                LocalUpdate<Real>(setting.axis("local"), setting.rate(), setting.sampler),
                setting.weights()} {}

  std::uint32_t exchanges() const override { return 2; }
  std::size_t shared_size() const override { return common_.model() + common_.parameters(); }
  std::size_t upload_size(std::uint32_t) const override { return common_.model(); }
  bool everyone_listens(std::uint32_t exchange) const override {
    return exchange == 1 && !IsExact(common_.setting.axis("downlink"));
  }
  Memory memory() const override {
    const bool run = Remembers(common_.setting.axis("compress")) || common_.local.has_momentum();
    return run ? Memory::kRun : Memory::kRound;
  }
  std::unique_ptr<Worker<Real>> MakeWorker() const override {
    return std::make_unique<FedGaWorker<Real>>(common_);
  }
  std::unique_ptr<Server<Real>> MakeServer() const override {
    return std::make_unique<FedGaServer<Real>>(common_);
  }
  void Apply(const Round& round, const Message& downlink, std::span<Real> shared) const override {
    if (round.exchange == 1) return downlink.AddTo<Real>(shared, Real{-1});
    const auto mean = shared.subspan(common_.model());
    std::fill(mean.begin(), mean.end(), Real{0});
    downlink.AddTo<Real>(shared, Real{1});
  }

 private:
  Common<Real> common_;
};

}  // namespace

template <class Real>
std::unique_ptr<Algorithm<Real>> MakeFedGa(Setting setting) {
  setting.axes["trigger"] = {"always", {}};  // the generic server asks
  return std::make_unique<FedGa<Real>>(std::move(setting));
}
template std::unique_ptr<Algorithm<float>> MakeFedGa(Setting);
template std::unique_ptr<Algorithm<double>> MakeFedGa(Setting);

}  // namespace hushed
