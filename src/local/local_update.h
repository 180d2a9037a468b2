#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/options.h"
#include "data/sampler.h"
#include "hushed/exchange.h"
#include "local/learning_rate.h"

namespace hushed {

// sgd and full-gradient, with momentum, weight decay, clipping and a proximal term; projection.
std::vector<KindInfo> LocalKinds();

// A worker's update as it grows: what its local steps subtract.
template <class Real>
struct LocalState {
  std::span<Real> update;    // u, [d]; local model = x - u
  std::span<Real> buffers;   // local statistics, updated; may be empty
  std::span<Real> velocity;  // [d] when momentum is on, else empty

  // [d], added to every gradient (a control variate); may be empty.
  std::span<const Real> correction = {};
};

// What a worker does on its own between two exchanges: steps of SGD that accumulate u, never formed
// as a difference of models. One plain step gives u = lr * g to the last bit.
template <class Real>
class LocalUpdate {
 public:
  // cycle: rounds in which a worker works once (under in-turn: the number of workers), so that it
  // goes through its examples in its own steps.
  LocalUpdate(const Choice& choice, const LearningRate& rate,
              std::shared_ptr<const Sampler> sampler, std::uint64_t cycle = 1);

  bool has_momentum() const { return options_.momentum > 0; }

  // The batch of this worker's local step h of the round.
  Batch Draw(const Round& round, WorkerId worker, std::uint64_t h,
             std::vector<std::uint32_t>& scratch) const;

  // Local steps this worker does in the round.
  std::uint64_t StepsOf(const Round& round, WorkerId worker) const;

  double RateAt(const Round& round, std::uint64_t h) const;

  // Takes the round's segment of local steps from x (parameters only). On entry state.update is the
  // sum of the steps before the segment (unspecified when there are none); afterwards the update is
  // the returned factor times state.update: the learning rate after one plain step, which leaves
  // the gradient itself there, else 1. first_gradient: the gradient at x on the batch of step 0
  // when Evaluate() was asked for it already, else empty; it may be state.update. A projection
  // (which is one step, knows no segments and takes no correction) leaves x - P(x) there.
  Real Run(const Round& round, std::span<const Real> x, std::span<const Real> first_gradient,
           Workspace<Real>& workspace, LocalState<Real>& state, Upload<Real>& out) const;

  // The mean gradient at `at` on `batch`, counted in `out`. Throws DivergedError when the loss is
  // not finite.
  void Evaluate(const Round& round, std::span<const Real> at, const Batch& batch,
                std::span<Real> gradient, std::span<Real> buffers, Workspace<Real>& workspace,
                Upload<Real>& out) const;

 private:
  struct Options {
    double momentum = 0.0;
    double weight_decay = 0.0;
    double clip_norm = 0.0;
    double proximal = 0.0;
    static Fields<Options> fields();
  };
  friend std::vector<KindInfo> LocalKinds();

  Real Project(const Round& round, std::span<const Real> x, Workspace<Real>& workspace,
               LocalState<Real>& state, Upload<Real>& out) const;

  // Makes the gradient of step h, taken at `at`, the direction of the step, in place.
  void Direct(std::uint64_t h, std::span<const Real> at, std::span<Real> gradient,
              LocalState<Real>& state) const;
  void DrawMany(const Round& round, WorkerId worker, std::uint64_t begin, std::uint64_t end,
                std::vector<std::uint32_t>& ids, std::vector<Batch>& batches) const;
  // Steps [begin, end) by the problem's fused form; false, nothing done, where that does not serve.
  bool Descend(const Round& round, std::span<const Real> x, std::uint64_t begin, std::uint64_t end,
               Workspace<Real>& workspace, LocalState<Real>& state, Upload<Real>& out) const;
  // The number, among all of the worker's, of its first local step in the round.
  std::uint64_t FirstStep(const Round& round, WorkerId worker) const;

  Options options_;
  bool whole_shard_;
  bool projects_;
  bool plain_;  // a step is lr * g and nothing else
  LearningRate rate_;
  std::shared_ptr<const Sampler> sampler_;
  std::uint64_t cycle_;
};

}  // namespace hushed
