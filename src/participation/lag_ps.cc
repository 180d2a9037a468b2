// LAG-PS and LASG-PS: the server decides who would notice the model's move, before it sends
// anything. LAG: Chen, Giannakis, Sun, Yin, NeurIPS 2018, arXiv:1805.09965.
// LASG: Chen, Sun, Yin, arXiv:2002.11360.
//
//   worker m is addressed at round t iff  L_m^2 |x^t - xhat_m|^2 > movement   (and at t = 0)
//
//   symbol    variable       shape    meaning
//   xhat_m    last_x_        [M, d]   the model worker m was last addressed with
//   L_m^2     squared_       [M]      given (lag-ps), or the largest estimate a worker has sent
//                                     (lasg-ps): |g(x; xi) - g(xhat; xi)|^2 / |x - xhat|^2
//   movement  round.movement          how far the model has moved lately: trigger/threshold.h
//
// Saves the download and the gradient of those passed over, beside their upload. Cost: M d scalars
// at the server; lasg-ps: a second gradient and d scalars at each worker that is addressed. The
// last messages of workers that are passed over must be re-used (aggregate.reuse = true).
#include "participation/lag_ps.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/kernels.h"

namespace hushed {

namespace {

template <class T>
Field<T> MaxAgeField() {
  return {"max_age", &T::max_age, AtLeast(0),
          "rounds after which a worker is addressed again; 0: never"};
}

}  // namespace

Fields<LagPsOptions> LagPsOptions::fields() {
  auto fields = FieldsOf<LagPsOptions>();
  fields.push_back({"smoothness", &LagPsOptions::smoothness, Above(0),
                    "L_m of each worker's loss: one number for all, or one a worker"});
  fields.push_back(MaxAgeField<LagPsOptions>());
  return fields;
}

Fields<LasgPsOptions> LasgPsOptions::fields() {
  auto fields = FieldsOf<LasgPsOptions>();
  fields.push_back({"first_estimate", &LasgPsOptions::first_estimate, Above(0),
                    "square of the smoothness assumed until workers have measured it"});
  fields.push_back(MaxAgeField<LasgPsOptions>());
  return fields;
}

namespace {

template <class Real>
class BySmoothness final : public Participation<Real> {
 public:
  BySmoothness(std::vector<double> squared, bool estimates, std::int64_t max_age)
      : squared_(std::move(squared)),
        estimates_(estimates),
        max_age_(static_cast<std::uint64_t>(max_age)),
        last_x_(squared_.size()),
        last_round_(squared_.size()) {}

  void Select(const Round& round, std::span<const Real> x,
              std::vector<WorkerId>& address) override {
    address.clear();
    for (WorkerId m = 0; m < squared_.size(); ++m) {
      if (!Notices(m, round, x)) continue;
      last_x_[m].assign(x.begin(), x.end());
      last_round_[m] = round.index;
      address.push_back(m);
    }
  }

  bool listens() const override { return estimates_; }
  void Hear(const Upload<Real>& upload) override {
    squared_[upload.worker] = std::max(squared_[upload.worker], upload.scalars[0]);
  }

  void Serialize(Archive& archive) override {
    archive.Vector(squared_);
    archive.Vector(last_round_);
    for (auto& x : last_x_) archive.Vector(x);
  }

 private:
  bool Notices(WorkerId m, const Round& round, std::span<const Real> x) const {
    if (last_x_[m].empty()) return true;
    if (max_age_ > 0 && round.index - last_round_[m] > max_age_) return true;
    return squared_[m] * SquaredDistance<Real>(x, last_x_[m]) > round.movement;
  }

  std::vector<double> squared_;
  bool estimates_;
  std::uint64_t max_age_;
  std::vector<std::vector<Real>> last_x_;
  std::vector<std::uint64_t> last_round_;
};

}  // namespace

template <class Real>
std::unique_ptr<Participation<Real>> MakeLagPs(const LagPsOptions& options, std::uint32_t workers) {
  const auto& given = options.smoothness;
  if (given.size() != 1 && given.size() != workers) {
    throw ConfigError(
        fmt::format("algorithm.participation.smoothness has {} numbers: lag-ps needs one for all "
                    "workers, or one for each of the {}",
                    given.size(), workers));
  }
  std::vector<double> squared(workers);
  for (std::uint32_t m = 0; m < workers; ++m) {
    const double smoothness = given[given.size() == 1 ? 0 : m];
    squared[m] = smoothness * smoothness;
  }
  return std::make_unique<BySmoothness<Real>>(std::move(squared), false, options.max_age);
}

template <class Real>
std::unique_ptr<Participation<Real>> MakeLasgPs(const LasgPsOptions& options,
                                                std::uint32_t workers) {
  return std::make_unique<BySmoothness<Real>>(std::vector<double>(workers, options.first_estimate),
                                              true, options.max_age);
}

#define HUSHED_INSTANTIATE(Real)                                                               \
  template std::unique_ptr<Participation<Real>> MakeLagPs(const LagPsOptions&, std::uint32_t); \
  template std::unique_ptr<Participation<Real>> MakeLasgPs(const LasgPsOptions&, std::uint32_t);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
