#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "aggregate/aggregate.h"
#include "algorithm/setting.h"
#include "compress/compressors.h"
#include "hushed/algorithm.h"
#include "local/local_steps.h"
#include "local/local_update.h"
#include "participation/participation.h"
#include "server/server_optimizer.h"
#include "trigger/threshold.h"
#include "trigger/triggers.h"

namespace hushed {

// The worker every preset shares: local -> trigger -> compress.
template <class Real>
class GenericWorker final : public Worker<Real> {
 public:
  GenericWorker(const Setting& setting, const LocalUpdate<Real>& local,
                const std::vector<double>& weights, Snapshots<Real>& snapshots);

  void Work(const Round& round, std::span<const Real> shared, Workspace<Real>& workspace,
            Upload<Real>& out) override;
  void Serialize(Archive& archive) override;

 private:
  bool Speaks(const Round& round, std::span<const Real> x, std::span<Real> gradient,
              std::span<Real> statistics, Workspace<Real>& workspace, Upload<Real>& out);
  void Measure(const Round& round, const Gradient<Real>& gradient, Workspace<Real>& workspace);
  void Say(const Round& round, std::span<Real> work, Real scale, Workspace<Real>& workspace,
           Upload<Real>& out);

  const Setting& setting_;
  const LocalUpdate<Real>& local_;
  const std::vector<double>& weights_;
  Snapshots<Real>& snapshots_;
  std::unique_ptr<Trigger<Real>> trigger_;        // null: always speaks
  std::unique_ptr<Compressor<Real>> compressor_;  // null: updates travel as they are
  bool measures_;                                 // for lasg-ps
  bool silent_ = false;                           // in the long round that is being worked
  std::vector<Real> velocity_;                    // [d] under local momentum
  Snapshot<Real> measured_at_;                    // the model of the last measurement
  double estimate_ = -1.0;                        // L_m^2, told when the round ends; below 0: none
  std::vector<Real> segmented_;                   // [n], update and statistics of a long round
};

// The server every preset shares: participation, local_steps -> aggregate -> server_optimizer ->
// downlink.
template <class Real>
class GenericServer final : public Server<Real> {
 public:
  GenericServer(const Setting& setting, const LocalUpdate<Real>& local);

  Hears hears(const Round& round) const override;
  void Open(std::span<const Real> shared, Plan& plan) override;
  void Hear(Upload<Real>& upload) override;
  void Close(const Plan& plan, const Total<Real>& total, std::span<const Real> shared,
             Message& downlink) override;
  void Serialize(Archive& archive) override;

 private:
  void Encode(const Round& round, Message& downlink);

  const Setting& setting_;
  const LocalUpdate<Real>& local_;
  LearningRate rate_;
  std::unique_ptr<Participation<Real>> participation_;
  std::unique_ptr<LocalSteps> local_steps_;
  std::unique_ptr<Aggregate<Real>> aggregate_;
  std::unique_ptr<ServerOptimizer<Real>> optimizer_;  // null: the mean is the step
  std::unique_ptr<Compressor<Real>> compressor_;      // null: the step travels as it is
  std::optional<Threshold> threshold_;
  std::vector<Real> step_;     // [n]
  std::vector<Real> decoded_;  // [d], what a compressed downlink says
};

// Longest number of local steps that any of these workers has in the round; at least 1.
template <class Real>
std::uint64_t LongestSteps(const LocalUpdate<Real>& local, const Round& round,
                           std::span<const WorkerId> workers);

// The axes of every preset: participation x local_steps x schedule x local x trigger x compress x
// aggregate x server_optimizer x downlink. shared = x, n scalars: d parameters, then statistics.
template <class Real>
class Generic final : public Algorithm<Real> {
 public:
  explicit Generic(Setting setting);

  std::size_t shared_size() const override { return setting_.layout.size(); }
  std::size_t upload_size(std::uint32_t) const override { return setting_.layout.size(); }
  bool everyone_listens(std::uint32_t) const override {
    return !IsExact(setting_.axis("downlink"));
  }
  Memory memory() const override;
  std::unique_ptr<Worker<Real>> MakeWorker() const override;
  std::unique_ptr<Server<Real>> MakeServer() const override;

 private:
  Setting setting_;
  LocalUpdate<Real> local_;
  std::vector<double> weights_;
  mutable Snapshots<Real> snapshots_;
};

}  // namespace hushed
