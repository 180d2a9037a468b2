#include "participation/participation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/permutation.h"
#include "hushed/stream.h"
#include "participation/lag_ps.h"

namespace hushed {
namespace {

struct FractionOptions {
  double fraction = 0.1;
  static Fields<FractionOptions> fields() {
    return {{"fraction", &FractionOptions::fraction, AboveUpTo(0, 1),
             "share of the workers addressed each round, at least one"}};
  }
};

std::uint32_t Cohort(double fraction, std::uint32_t workers) {
  const double wanted = std::round(fraction * workers);
  return std::clamp(static_cast<std::uint32_t>(wanted), std::uint32_t{1}, workers);
}

template <class Real>
class All final : public Participation<Real> {
 public:
  explicit All(std::uint32_t workers) : workers_(workers) {}
  void Select(const Round&, std::span<const Real>, std::vector<WorkerId>& address) override {
    address.resize(workers_);
    std::iota(address.begin(), address.end(), WorkerId{0});
  }

 private:
  std::uint32_t workers_;
};

// A uniform subset without replacement, anew each round; the same in every exchange of it.
template <class Real>
class Fraction final : public Participation<Real> {
 public:
  Fraction(double fraction, std::uint32_t workers, std::uint64_t seed)
      : cohort_(Cohort(fraction, workers)), seed_(seed), order_(workers) {}

  void Select(const Round& round, std::span<const Real>, std::vector<WorkerId>& address) override {
    std::iota(order_.begin(), order_.end(), WorkerId{0});
    Stream stream(seed_, Purpose::kParticipation, 0, round.index, 0);
    for (std::uint32_t i = 0; i < cohort_; ++i) {
      std::swap(order_[i], order_[i + stream.Below(order_.size() - i)]);
    }
    address.assign(order_.begin(), order_.begin() + cohort_);
    std::sort(address.begin(), address.end());
  }

 private:
  std::uint32_t cohort_;
  std::uint64_t seed_;
  std::vector<WorkerId> order_;
};

// One worker a round; in `workers` rounds each once, in an order drawn anew for each such cycle.
template <class Real>
class InTurn final : public Participation<Real> {
 public:
  InTurn(std::uint32_t workers, std::uint64_t seed) : workers_(workers), seed_(seed) {}

  void Select(const Round& round, std::span<const Real>, std::vector<WorkerId>& address) override {
    const std::uint64_t cycle = round.index / workers_;
    const Permutation order(workers_, Stream(seed_, Purpose::kParticipation, 0, cycle, 0));
    address.assign(1, order(static_cast<std::uint32_t>(round.index % workers_)));
  }

 private:
  std::uint32_t workers_;
  std::uint64_t seed_;
};

}  // namespace

std::vector<KindInfo> ParticipationKinds() {
  return {
      {"all", "every worker, every round", {}},
      {"fraction", "a random share of the workers each round", OptionsOf<FractionOptions>()},
      {"in-turn", "one worker a round, each once in a random order before any is again", {}},
      {"lag-ps", "those whose gradient must have changed, by their known smoothness",
       OptionsOf<LagPsOptions>()},
      {"lasg-ps", "those whose gradient must have changed, by smoothness they measure",
       OptionsOf<LasgPsOptions>()},
  };
}

template <class Real>
std::unique_ptr<Participation<Real>> MakeParticipation(const Choice& choice, std::uint32_t workers,
                                                       std::uint64_t seed) {
  if (choice.kind == "fraction") {
    const auto options = FromValues<FractionOptions>(choice.options);
    return std::make_unique<Fraction<Real>>(options.fraction, workers, seed);
  }
  if (choice.kind == "in-turn") return std::make_unique<InTurn<Real>>(workers, seed);
  if (choice.kind == "lag-ps") {
    return MakeLagPs<Real>(FromValues<LagPsOptions>(choice.options), workers);
  }
  if (choice.kind == "lasg-ps") {
    return MakeLasgPs<Real>(FromValues<LasgPsOptions>(choice.options), workers);
  }
  return std::make_unique<All<Real>>(workers);
}
template std::unique_ptr<Participation<float>> MakeParticipation(const Choice&, std::uint32_t,
                                                                 std::uint64_t);
template std::unique_ptr<Participation<double>> MakeParticipation(const Choice&, std::uint32_t,
                                                                  std::uint64_t);

std::uint32_t CohortSize(const Choice& participation, std::uint32_t workers) {
  if (participation.kind == "in-turn") return 1;
  if (participation.kind != "fraction") return workers;
  return Cohort(FromValues<FractionOptions>(participation.options).fraction, workers);
}

std::uint32_t RoundsInACycle(const Choice& participation, std::uint32_t workers) {
  return participation.kind == "in-turn" ? workers : 1;
}

std::optional<ThresholdOptions> ParticipationThreshold(const Choice& participation) {
  if (participation.kind == "lag-ps") return FromValues<LagPsOptions>(participation.options);
  if (participation.kind == "lasg-ps") return FromValues<LasgPsOptions>(participation.options);
  return std::nullopt;
}

bool EstimatesSmoothness(const Choice& participation) { return participation.kind == "lasg-ps"; }

}  // namespace hushed
