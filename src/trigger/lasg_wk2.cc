// LASG-WK2: speak when the model has moved enough for this batch to notice.
// Chen, Sun, Yin, "LASG: Lazily aggregated stochastic gradients", arXiv:2002.11360; it is the rule
// of SASG (Deng, Li, Sun, Lu, arXiv:2112.04088), as the authors' notebooks run it.
//
//   worker m stays silent at round t iff
//     t >= warmup
//     and |g_m(x^t; xi) - g_m(xhat_m; xi)|^2 <= movement        (equality is silence)
//     and t - (round of the last upload) <= max_age
//
//   symbol     variable    shape   meaning
//   xi                             this round's mini-batch, the same at both points
//   xhat_m     last_x_     [d]     the model at which worker m last spoke
//   max_age    max_age     rounds  a reused message is never older; 0: no bound
//   movement   round.movement      how far the model has moved lately: trigger/threshold.h
//
// Cost: a second gradient a round after the warm-up, of which only the distance to the first is
// needed (about half its cost on a mlp's small batches); d scalars for each round in which a worker
// that is silent since then spoke, so at most d a worker.
// Both gradients are raw mini-batch means: no learning rate, no 1/M, no error memory.
// Reduces to: always, bitwise, for warmup beyond the training.
#include "trigger/lasg_wk2.h"

#include "core/kernels.h"
#include "core/scratch.h"

namespace hushed {

Fields<LasgWk2Options> LasgWk2Options::fields() {
  auto fields = FieldsOf<LasgWk2Options>();
  fields.push_back({"warmup", &LasgWk2Options::warmup, AtLeast(1),
                    "rounds at the start in which every worker speaks"});
  fields.push_back({"max_age", &LasgWk2Options::max_age, AtLeast(0),
                    "rounds after which a worker must speak again; 0: never"});
  return fields;
}

namespace {

template <class Real>
class LasgWk2 final : public Trigger<Real> {
 public:
  LasgWk2(const LasgWk2Options& options, Snapshots<Real>& snapshots)
      : options_(options), snapshots_(snapshots) {}

  bool Speaks(const Round& round, const Gradient<Real>& gradient,
              Workspace<Real>& workspace) override {
    if (!MustSpeak(round) && Unmoved(round.movement, gradient, workspace)) return false;
    last_x_ = snapshots_.Of(round.index, gradient.x());
    last_round_ = round.index;
    return true;
  }

  void Serialize(Archive& archive) override {
    hushed::Serialize(archive, last_x_);
    archive.Value(last_round_);
  }

 private:
  bool Unmoved(double movement, const Gradient<Real>& gradient, Workspace<Real>& workspace) const {
    if (const auto change = gradient.SquaredChange(*last_x_)) return *change <= movement;
    const auto stale = workspace.Vector(kScratchTrigger, gradient.x().size());
    gradient.At(*last_x_, stale);
    return IsWithin<Real>(movement, gradient.value(), stale);
  }

  bool MustSpeak(const Round& round) const {
    if (!last_x_ || round.index < static_cast<std::uint64_t>(options_.warmup)) return true;
    const auto max_age = static_cast<std::uint64_t>(options_.max_age);
    return max_age > 0 && round.index - last_round_ > max_age;
  }

  LasgWk2Options options_;
  Snapshots<Real>& snapshots_;
  Snapshot<Real> last_x_;
  std::uint64_t last_round_ = 0;
};

}  // namespace

template <class Real>
std::unique_ptr<Trigger<Real>> MakeLasgWk2(const LasgWk2Options& options,
                                           Snapshots<Real>& snapshots) {
  return std::make_unique<LasgWk2<Real>>(options, snapshots);
}
template std::unique_ptr<Trigger<float>> MakeLasgWk2(const LasgWk2Options&, Snapshots<float>&);
template std::unique_ptr<Trigger<double>> MakeLasgWk2(const LasgWk2Options&, Snapshots<double>&);

}  // namespace hushed
