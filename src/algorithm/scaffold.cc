// SCAFFOLD: local steps corrected by control variates.
// Karimireddy, Kale, Mohri, Reddi, Stich, Suresh, "SCAFFOLD: Stochastic controlled averaging for
// federated learning", ICML 2020, arXiv:1910.06378.
//
//   y <- x;   K times  y <- y - lr_k (g_i(y) - c_i + c);           u_i = x - y
//   dc_i = u_i / (lr_1 + ... + lr_K) - c       option II, variate = "steps"
//   dc_i = grad f_i(x) - c_i                   option I, variate = "shard": on the whole shard
//   c_i <- c_i + dc_i
//   x <- x - eta_g mean_S u_i;    c <- c + (W_S / W) mean_S dc_i
//
//   symbol   variable           shape   meaning
//   c_i      own_               [d]     worker's control variate, a gradient; 0 at first; kept
//   c        shared[n, n + d)   [d]     (1 / W) sum_i w_i c_i over all workers, also those not in S
//   u_i      update             [d]     what the local steps subtract
//   dc_i     change             [d]     uploaded at n, after u_i and the statistics
//   w_i      out.weight         1       1, or the worker's examples: the same in both means
//   W_S, W   total.weight, all  1       their sums over the cohort S and over all workers; |S| / N
//   eta_g    server_optimizer   1
//
// Cost a round: K gradients (option I: the shard's too); 1 exchange; 2 d up and 2 d down a worker.
// State: d scalars a worker, for the whole run; d shared.
// Option II reads c_i off the steps: (x - y) / sum lr is the mean of g_i(y) - c_i + c, so that with
// the rates' sum in place of K lr schedules and own numbers of steps are right. What weight decay,
// clipping and a proximal term do to the steps is in c_i too; the paper has none of them.
// Reduces to: sgd for K = 1 and all workers, to rounding; local steps without correction as long as
// all c_i are equal.
// Beyond the paper: weights; messages may be compressed. c_i then follows what was decoded of dc_i,
// so that c stays the mean, and what was left out is in the next dc_i: no error memory for it.
#include "algorithm/scaffold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algorithm/generic.h"
#include "core/kernels.h"
#include "core/scratch.h"
#include "core/stopwatch.h"

namespace hushed {

Fields<ScaffoldOptions> ScaffoldOptions::fields() {
  return {
      {"variate", &ScaffoldOptions::variate, OneOf({"steps", "shard"}),
       "what a worker's control variate is: the mean gradient of its local steps, or that of its "
       "whole shard at x"},
  };
}

namespace {

// What both halves know.
template <class Real>
struct Common {
  Setting setting;
  bool by_shard;
  LocalUpdate<Real> local;
  std::vector<double> weights;

  std::size_t parameters() const { return setting.layout.parameter_size(); }
  std::size_t model() const { return setting.layout.size(); }

  // The compressor of dc, which has its memory in c_i.
  Choice CompressOfChanges() const {
    Choice choice = setting.axis("compress");
    choice.options["error_memory"] = false;
    return choice;
  }
};

template <class Real>
class ScaffoldWorker final : public Worker<Real> {
 public:
  explicit ScaffoldWorker(const Common<Real>& common)
      : common_(common),
        of_update_(MakeUnlessExact<Real>(common.setting.axis("compress"), common.setting.layout)),
        of_change_(MakeUnlessExact<Real>(common.CompressOfChanges(), common.setting.layout)),
        own_(common.parameters()) {}

  void Work(const Round& round, std::span<const Real> shared, Workspace<Real>& workspace,
            Upload<Real>& out) override {
    const std::size_t d = common_.parameters(), n = common_.model();
    const auto x = shared.first(d), mean = shared.subspan(n, d);
    out.weight = common_.weights[out.worker];
    const auto answer = out.Dense(n + d);
    if (!round.whole()) segmented_.resize(n);
    const auto work = round.whole() ? answer.first(n) : std::span<Real>(segmented_);
    const auto update = work.first(d), statistics = work.subspan(d);
    if (round.segment_begin == 0) {
      std::copy(shared.begin() + d, shared.begin() + n, statistics.begin());
    }
    const auto correction = workspace.Vector(kScratchAlgorithm, d);
    Subtract<Real>(mean, own_, correction);
    LocalState<Real> state{update, statistics, {}, correction};
    const Real scale = common_.local.Run(round, x, {}, workspace, state, out);

    Scale<Real>(scale, update, answer.first(d));
    Subtract<Real>(shared.subspan(d, n - d), statistics, answer.subspan(d, n - d));
    if (!round.ends()) return out.message.template AppendView<Real>(answer.first(n), Real{1}, 0);
    const auto change = answer.subspan(n);
    FindChange(round, x, mean, answer.first(d), change, workspace, out);
    Say(round, answer.first(n), change, workspace, out);
  }

  void Serialize(Archive& archive) override {
    archive.Vector(own_);
    archive.Vector(segmented_);
    if (of_update_) of_update_->Serialize(archive);
    if (of_change_) of_change_->Serialize(archive);
  }

 private:
  // change <- dc_i
  void FindChange(const Round& round, std::span<const Real> x, std::span<const Real> mean,
                  std::span<const Real> update, std::span<Real> change, Workspace<Real>& workspace,
                  Upload<Real>& out) const {
    if (common_.by_shard) {
      Upload<Real> aside;  // counts of its own
      aside.worker = out.worker;
      const Batch shard = common_.setting.sampler->Whole(out.worker, round.first_step);
      common_.local.Evaluate(round, x, shard, change, {}, workspace, aside);
      out.gradient_evaluations += common_.setting.shard_evaluations(out.worker);
      return Subtract<Real>(change, own_, change);
    }
    double rates = 0.0;
    const std::uint64_t steps = common_.local.StepsOf(round, out.worker);
    for (std::uint64_t h = 0; h < steps; ++h) rates += common_.local.RateAt(round, h);
    const auto per_rate = static_cast<Real>(1.0 / rates);
    if (!std::isfinite(per_rate)) {
      throw ConfigError(fmt::format(
          "algorithm.learning_rate and its schedule give local steps that add up to {} in round "
          "{}: too little to read a control variate off them",
          rates, round.index));
    }
    Scale<Real>(per_rate, update, change);
    Subtract<Real>(change, mean, change);
  }

  // model: u_i and statistics. c_i moves by what is decoded of the change.
  void Say(const Round& round, std::span<const Real> model, std::span<const Real> change,
           Workspace<Real>& workspace, Upload<Real>& out) {
    const Stopwatch watch;
    const std::size_t d = common_.parameters(), n = common_.model();
    if (of_update_) {
      of_update_->Encode(model.first(d), 0, workspace.streams(out.worker, 2 * round.index),
                         out.message);
      out.message.template AppendView<Real>(model.subspan(d), Real{1}, d);
    } else {
      out.message.template AppendView<Real>(model, Real{1}, 0);
    }
    const std::size_t before = out.message.sections().size();
    if (of_change_) {
      of_change_->Encode(change, n, workspace.streams(out.worker, 2 * round.index + 1),
                         out.message);
    } else {
      out.message.template AppendView<Real>(change, Real{1}, n);
    }
    out.message.template AddTo<Real>(own_, Real{1}, before, n);
    workspace.compress_seconds() += watch.Seconds();
  }

  const Common<Real>& common_;
  std::unique_ptr<Compressor<Real>> of_update_, of_change_;  // null: sent as they are
  std::vector<Real> own_;
  std::vector<Real> segmented_;  // [n], update and statistics of a long round
};

// The generic server, and the mean of the control variates beside it.
template <class Real>
class ScaffoldServer final : public Server<Real> {
 public:
  explicit ScaffoldServer(const Common<Real>& common)
      : common_(common),
        generic_(common.setting, common.local),
        all_(std::accumulate(common.weights.begin(), common.weights.end(), 0.0)) {}

  void Open(std::span<const Real> shared, Plan& plan) override {
    generic_.Open(shared.first(common_.model()), plan);
  }

  void Close(const Plan& plan, const Total<Real>& total, std::span<const Real> shared,
             Message& downlink) override {
    const std::size_t n = common_.model();
    Total<Real> of_model = total;
    of_model.sum = total.sum.first(n);
    generic_.Close(plan, of_model, shared, downlink);
    downlink.template AppendView<Real>(total.sum.subspan(n), static_cast<Real>(-1.0 / all_), n);
  }

  void Serialize(Archive& archive) override { generic_.Serialize(archive); }

 private:
  const Common<Real>& common_;
  GenericServer<Real> generic_;
  double all_;  // the weight of all workers
};

// shared = [x (n) | c (d)]
template <class Real>
class Scaffold final : public Algorithm<Real> {
 public:
  explicit Scaffold(Setting setting)
      : common_{setting, FromValues<ScaffoldOptions>(setting.options).variate == "shard",
                LocalUpdate<Real>(setting.axis("local"), setting.rate(), setting.sampler,
                                  setting.cycle()),
                setting.weights()} {}

  std::size_t shared_size() const override { return common_.model() + common_.parameters(); }
  std::size_t upload_size(std::uint32_t) const override { return shared_size(); }
  bool everyone_listens(std::uint32_t) const override {
    return !IsExact(common_.setting.axis("downlink"));
  }
  Memory memory() const override { return Memory::kRun; }
  std::unique_ptr<Worker<Real>> MakeWorker() const override {
    return std::make_unique<ScaffoldWorker<Real>>(common_);
  }
  std::unique_ptr<Server<Real>> MakeServer() const override {
    return std::make_unique<ScaffoldServer<Real>>(common_);
  }

 private:
  Common<Real> common_;
};

}  // namespace

template <class Real>
std::unique_ptr<Algorithm<Real>> MakeScaffold(Setting setting) {
  setting.axes["trigger"] = {"always", {}};  // the generic server asks
  return std::make_unique<Scaffold<Real>>(std::move(setting));
}
template std::unique_ptr<Algorithm<float>> MakeScaffold(Setting);
template std::unique_ptr<Algorithm<double>> MakeScaffold(Setting);

}  // namespace hushed
