#include <algorithm>

#include "algorithm/generic.h"
#include "core/kernels.h"
#include "core/slices.h"

namespace hushed {
namespace {

// The server draws from streams of its own, as a worker that does not exist.
constexpr WorkerId kServerId = ~WorkerId{0};

std::optional<Threshold> MakeThreshold(const Setting& setting) {
  auto options = ThresholdOf(setting.axis("trigger"));
  if (!options) options = ParticipationThreshold(setting.axis("participation"));
  if (!options) return std::nullopt;
  return Threshold(*options, setting.rate(), setting.workers);
}

}  // namespace

template <class Real>
std::uint64_t LongestSteps(const LocalUpdate<Real>& local, const Round& round,
                           std::span<const WorkerId> workers) {
  std::uint64_t longest = 1;
  for (const WorkerId m : workers) longest = std::max(longest, local.StepsOf(round, m));
  return longest;
}

template <class Real>
GenericServer<Real>::GenericServer(const Setting& setting, const LocalUpdate<Real>& local)
    : setting_(setting),
      local_(local),
      rate_(setting.rate()),
      participation_(
          MakeParticipation<Real>(setting.axis("participation"), setting.workers, setting.seed)),
      local_steps_(
          MakeLocalSteps(setting.axis("local_steps"), setting.workers, setting.total_steps)),
      aggregate_(MakeAggregate<Real>(setting.axis("aggregate"), setting.weights(),
                                     setting.layout.parameter_size(), setting.layout.size())),
      optimizer_(MakeServerOptimizer<Real>(setting.axis("server_optimizer"))),
      compressor_(MakeUnlessExact<Real>(setting.axis("downlink"), setting.layout)),
      threshold_(MakeThreshold(setting)) {}

template <class Real>
Hears GenericServer<Real>::hears(const Round&) const {
  return participation_->listens() ? Hears::kEach : aggregate_->hears();
}

template <class Real>
void GenericServer<Real>::Open(std::span<const Real> shared, Plan& plan) {
  Round& round = plan.round;
  round.learning_rate = rate_.At(round.first_step);
  round.movement = threshold_ ? threshold_->Movement(round.first_step) : 0.0;
  local_steps_->Set(round);
  participation_->Select(round, shared.first(setting_.layout.parameter_size()), plan.address);
  if (round.epochs > 0) round.steps = LongestSteps(local_, round, plan.address);
}

template <class Real>
void GenericServer<Real>::Hear(Upload<Real>& upload) {
  aggregate_->Hear(upload);
  if (participation_->listens()) participation_->Hear(upload);
}

template <class Real>
void GenericServer<Real>::Close(const Plan& plan, const Total<Real>& total,
                                std::span<const Real> shared, Message& downlink) {
  const Scaled<Real> mean = aggregate_->Mean(total);
  const std::size_t d = setting_.layout.parameter_size();
  if (!optimizer_ && !compressor_) {  // nothing to write: Apply scales
    downlink.template AppendView<Real>(mean.vector, mean.scale, 0);
    if (threshold_) threshold_->Note(SquaredNorm<Real>(mean.vector.first(d), mean.scale));
    return;
  }
  step_.resize(mean.vector.size());
  InSlices(mean.vector.size(), [&](std::size_t begin, std::size_t end) {
    const std::size_t size = end - begin;
    Scale<Real>(mean.scale, mean.vector.subspan(begin, size),
                std::span<Real>(step_).subspan(begin, size));
  });
  if (optimizer_) optimizer_->Step(shared.first(d), std::span<Real>(step_).first(d));
  Encode(plan.round, downlink);
}

// Appends the step and notes how far it moves the model.
template <class Real>
void GenericServer<Real>::Encode(const Round& round, Message& downlink) {
  const auto step = std::span<Real>(step_);
  const std::size_t d = setting_.layout.parameter_size();
  if (!compressor_) {
    downlink.template AppendView<Real>(step, Real{1}, 0);
    if (threshold_) threshold_->Note(SquaredNorm<Real>(step.first(d)));
    return;
  }
  compressor_->Encode(step.first(d), 0, Streams(setting_.seed, kServerId, round.index), downlink);
  if (threshold_) {
    decoded_.assign(d, Real{0});
    downlink.template AddTo<Real>(decoded_, Real{1});
    threshold_->Note(SquaredNorm<Real>(decoded_));
  }
  if (step.size() > d) downlink.template AppendView<Real>(step.subspan(d), Real{1}, d);
}

template <class Real>
void GenericServer<Real>::Serialize(Archive& archive) {
  participation_->Serialize(archive);
  aggregate_->Serialize(archive);
  if (optimizer_) optimizer_->Serialize(archive);
  if (compressor_) compressor_->Serialize(archive);
  if (threshold_) threshold_->Serialize(archive);
}

#define HUSHED_INSTANTIATE(Real)                                              \
  template class GenericServer<Real>;                                         \
  template std::uint64_t LongestSteps(const LocalUpdate<Real>&, const Round&, \
                                      std::span<const WorkerId>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
