#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "data/sampler.h"
#include "hushed/algorithm.h"
#include "hushed/transport.h"
#include "record/metrics_line.h"

namespace hushed {

// How long to train and how often to look.
struct EngineSettings {
  std::uint64_t workers = 1;
  std::uint64_t model_size = 0;        // scalars of the model at the head of shared
  std::uint64_t train_examples = 1;    // for the epoch count
  std::uint64_t max_rounds = 0;        // 0: no bound; at least one bound is set
  std::uint64_t max_steps = 0;         // local steps; the last round is cut to fit
  std::uint64_t evaluate_every = 0;    // local steps; 0: only at the start and the end
  std::uint64_t check_every = 0;       // rounds between two looks at whether ranks agree, who also
                                       // look at the end; 0: none
  std::uint64_t checkpoint_every = 0;  // rounds; 0: only where an interruption ends the training
  std::shared_ptr<const Sampler> variance_over;  // gradient_variance is measured on it; may be null
};

// Who watches a training. Called on the training thread. What Evaluated() and Model() throw ends
// the training, on all ranks; Moved() must not throw.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void Evaluated(const MetricsLine& line) = 0;
  virtual void Moved(const MetricsLine& counters) = 0;  // after every exchange; metrics are empty

  // Whether the training may end at the last Evaluated(): what it was after has been reached. The
  // same answer on every rank.
  virtual bool satisfied() const { return false; }

  // Whether Model() is called after every Evaluated().
  virtual bool wants_model() const { return false; }

  // The model that was evaluated, buffers included, widened from its scalar type. Inside a long
  // round it is the mean of the local models, which nobody sends.
  virtual void Model(const MetricsLine& /*line*/, std::span<const double> /*x*/) {}
};

enum class Ending { kFinished, kSatisfied, kInterrupted };

// The round loop, written once: opens a plan, has the transport run it, lets the server answer, and
// moves shared by the algorithm's Apply.
template <class Real>
class Engine final : Site<Real> {
 public:
  // shared: algorithm.shared_size() scalars, the first model at its head.
  Engine(const Algorithm<Real>& algorithm, Transport<Real>& transport, std::vector<Real> shared,
         const EngineSettings& settings, Observer& observer);

  // Trains until a bound is met, the observer is satisfied (asked after every round and segment),
  // or somebody was told to stop (after every exchange and segment), from the beginning or where
  // loading has put it. `checkpoint`, which may be empty, is called when what Serialize() tells
  // should be kept: every settings.checkpoint_every rounds, and where the training ends before its
  // bound (before it cuts a long round, which an unbroken training would not do). Throws
  // DivergedError when a loss or the model is no longer finite.
  Ending Train(const std::atomic<bool>& stop, std::function<void()> checkpoint = {});

  // Saves or loads where the training stands, between two exchanges or segments: all that the
  // participants share, and the server. Loading into an engine of the same job that has not trained
  // yet, SerializeWorker() follows for every worker below kept_workers() that runs here. Throws
  // DataError when it was saved by a training of another size.
  void Serialize(Archive& archive);
  void SerializeWorker(WorkerId worker, Archive& archive);
  WorkerId kept_workers() const;

  bool finished() const { return finished_; }

  std::span<const Real> model() const {
    return std::span<const Real>(shared_).first(settings_.model_size);
  }
  const MetricsLine& counters() const { return counters_; }
  const Summary::Seconds& seconds() const { return seconds_; }

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  void Run(WorkerId worker, std::size_t lane, Workspace<Real>& workspace,
           Upload<Real>& upload) override;
  Worker<Real>& WorkerFor(WorkerId worker, std::size_t lane);

  bool Over(const std::atomic<bool>& stop) const {
    return observer_.satisfied() || transport_.Stopped(stop);
  }
  bool in_long_round() const { return open_ && plan_.round.segment_begin > 0; }
  void PlayRound(const std::atomic<bool>& stop);
  void EndRound();
  void OpenExchange();
  void PlaySegments(const std::atomic<bool>& stop);
  void PlaySegment(std::uint64_t end);
  void Checkpoint();
  void CheckRanksAgree();
  void RunExchange(Server<Real>& server, Total<Real>& total);
  void Answer(const Total<Real>& total);
  void Account(const Total<Real>& total);
  void AccountWork(const Total<Real>& total);
  void EvaluatePreview(const Total<Real>& total);
  void Evaluate(std::span<const Real> model);
  bool Due(std::uint64_t before, std::uint64_t after) const;

  const Algorithm<Real>& algorithm_;
  Memory memory_;  // of the algorithm
  Transport<Real>& transport_;
  EngineSettings settings_;
  Observer& observer_;
  std::unique_ptr<Server<Real>> server_;
  std::vector<Real> shared_;
  Plan plan_;              // its round's exchange is the one that is open, or will be next
  bool open_ = false;      // the exchange was opened, and segments of it may be done
  bool cut_ = false;       // the last round is shorter than an unbroken training would have it
  bool finished_ = false;  // no round is left
  std::function<void()> checkpoint_;
  std::uint64_t checkpointed_exchange_ = kNever;  // the last was made after this many exchanges
  Message downlink_;
  bool long_round_ = false;                                // the exchange is worked in segments
  std::vector<std::unique_ptr<Worker<Real>>> remembered_;  // by worker, where workers remember
  std::vector<std::unique_ptr<Worker<Real>>> by_lane_;     // where they do not
  struct alignas(64) LaneTime {
    double run = 0.0, compress = 0.0;
  };
  std::vector<LaneTime> lane_times_;
  MetricsLine counters_;
  Summary::Seconds seconds_;
  std::uint64_t examples_ = 0;
  std::uint64_t evaluated_step_ = kNever, evaluated_exchange_ = 0;
};

}  // namespace hushed
