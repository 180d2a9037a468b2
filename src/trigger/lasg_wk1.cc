// LASG-WK1: speak when the variance-reduced gradient has moved.
// Chen, Sun, Yin, "LASG: Lazily aggregated stochastic gradients", arXiv:2002.11360; the details are
// those of the authors' code.
//
//   every `refresh` rounds:  xtilde <- x^t, deltahat <- none, and the worker speaks
//   otherwise                delta = g_m(x^t; xi) - g_m(xtilde; xi)
//                            silent iff |delta - deltahat|^2 <= movement   (deltahat none: zero)
//                            on speaking deltahat <- delta
//
//   symbol      variable       shape   meaning
//   xtilde      snapshot_      [d]     the model of the last refresh
//   deltahat    last_delta_    [d]     delta at the last upload, with its own batch
//   movement    round.movement         how far the model has moved lately: trigger/threshold.h
//
// Cost: a second gradient a round except at a refresh; d scalars a worker, and d for each refresh
// that is somebody's last.
// As in the authors' code an upload between refreshes does not delay the next refresh.
#include "trigger/lasg_wk1.h"

#include <algorithm>
#include <vector>

#include "core/kernels.h"
#include "core/scratch.h"

namespace hushed {

Fields<LasgWk1Options> LasgWk1Options::fields() {
  auto fields = FieldsOf<LasgWk1Options>();
  fields.push_back({"refresh", &LasgWk1Options::refresh, AtLeast(1),
                    "rounds between snapshots, at which the worker speaks"});
  return fields;
}

namespace {

template <class Real>
class LasgWk1 final : public Trigger<Real> {
 public:
  LasgWk1(const LasgWk1Options& options, Snapshots<Real>& snapshots)
      : options_(options), snapshots_(snapshots) {}

  bool Speaks(const Round& round, const Gradient<Real>& gradient,
              Workspace<Real>& workspace) override {
    const auto x = gradient.x();
    const bool due = round.index - refreshed_at_ >= static_cast<std::uint64_t>(options_.refresh);
    if (!snapshot_ || due) {
      snapshot_ = snapshots_.Of(round.index, x);
      last_delta_.assign(x.size(), Real{0});
      refreshed_at_ = round.index;
      return true;
    }
    const auto delta = workspace.Vector(kScratchTrigger, x.size());
    gradient.At(*snapshot_, delta);
    Subtract<Real>(gradient.value(), delta, delta);
    if (IsWithin<Real>(round.movement, delta, last_delta_)) return false;
    std::copy(delta.begin(), delta.end(), last_delta_.begin());
    return true;
  }

  void Serialize(Archive& archive) override {
    hushed::Serialize(archive, snapshot_);
    archive.Vector(last_delta_);
    archive.Value(refreshed_at_);
  }

 private:
  LasgWk1Options options_;
  Snapshots<Real>& snapshots_;
  Snapshot<Real> snapshot_;
  std::vector<Real> last_delta_;
  std::uint64_t refreshed_at_ = 0;
};

}  // namespace

template <class Real>
std::unique_ptr<Trigger<Real>> MakeLasgWk1(const LasgWk1Options& options,
                                           Snapshots<Real>& snapshots) {
  return std::make_unique<LasgWk1<Real>>(options, snapshots);
}
template std::unique_ptr<Trigger<float>> MakeLasgWk1(const LasgWk1Options&, Snapshots<float>&);
template std::unique_ptr<Trigger<double>> MakeLasgWk1(const LasgWk1Options&, Snapshots<double>&);

}  // namespace hushed
