// LAG-WK: speak when the gradient has moved since it was last sent.
// Chen, Giannakis, Sun, Yin, "LAG: Lazily aggregated gradient", NeurIPS 2018, arXiv:1805.09965.
//
//   worker m stays silent at round t > 0 iff  |g_m(x^t) - ghat_m|^2 <= movement
//
//   symbol    variable       shape   meaning
//   g_m       gradient       [d]     this round's gradient (the paper's: of the whole shard)
//   ghat_m    last_          [d]     the gradient as of the last upload
//   movement  round.movement         how far the model has moved lately: trigger/threshold.h
//
// Cost: no further gradient; d scalars a worker. No bound on the age of a message.
// Made for full gradients: with mini-batches the left side keeps the noise of two batches and
// workers almost always speak; LASG's rules cure that.
// Deviates: everybody speaks in round 0 (the authors' code starts from a constant vector instead).
#include "trigger/lag_wk.h"

#include <vector>

#include "core/kernels.h"

namespace hushed {
namespace {

template <class Real>
class LagWk final : public Trigger<Real> {
 public:
  bool Speaks(const Round& round, const Gradient<Real>& gradient, Workspace<Real>&) override {
    const auto fresh = gradient.value();
    if (!last_.empty() && IsWithin<Real>(round.movement, fresh, last_)) return false;
    last_.assign(fresh.begin(), fresh.end());
    return true;
  }

  void Serialize(Archive& archive) override { archive.Vector(last_); }

 private:
  std::vector<Real> last_;
};

}  // namespace

template <class Real>
std::unique_ptr<Trigger<Real>> MakeLagWk(const LagWkOptions&, Snapshots<Real>&) {
  return std::make_unique<LagWk<Real>>();
}
template std::unique_ptr<Trigger<float>> MakeLagWk(const LagWkOptions&, Snapshots<float>&);
template std::unique_ptr<Trigger<double>> MakeLagWk(const LagWkOptions&, Snapshots<double>&);

}  // namespace hushed
