#include "local/local_steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace hushed {
namespace {

struct FixedOptions {
  std::int64_t steps = 10;
  static Fields<FixedOptions> fields() {
    return {{"steps", &FixedOptions::steps, Between(1, 1e12), "local steps H between exchanges"}};
  }
};

struct EpochsOptions {
  std::int64_t epochs = 1;
  static Fields<EpochsOptions> fields() {
    return {{"epochs", &EpochsOptions::epochs, Between(1, 1e9),
             "passes of each worker over its own examples between exchanges"}};
  }
};

// Of schedules that are cut to the whole training.
struct RoundsOptions {
  std::int64_t rounds = 0;
  static Fields<RoundsOptions> fields() {
    return {{"rounds", &RoundsOptions::rounds, AtLeast(0),
             "exchanges R of the whole training; 0: as many as workers"}};
  }
};

class Fixed final : public LocalSteps {
 public:
  explicit Fixed(std::uint64_t steps) : steps_(steps) {}
  void Set(Round& round) const override { round.steps = steps_; }

 private:
  std::uint64_t steps_;
};

class Epochs final : public LocalSteps {
 public:
  explicit Epochs(std::uint64_t epochs) : epochs_(epochs) {}
  void Set(Round& round) const override { round.epochs = epochs_; }

 private:
  std::uint64_t epochs_;
};

class Scheduled final : public LocalSteps {
 public:
  explicit Scheduled(std::vector<std::uint64_t> ends) : ends_(std::move(ends)) {}

  void Set(Round& round) const override {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), round.first_step);
    round.steps = end == ends_.end() ? 1 : *end - round.first_step;
  }
  bool needs_total_steps() const override { return true; }

 private:
  std::vector<std::uint64_t> ends_;  // ascending
};

// floor(total * part(r) / part(rounds)) for r = 1 .. rounds; exact, coinciding ones once.
template <class Part>
std::vector<std::uint64_t> Cut(std::uint64_t total, std::uint64_t rounds, const Part& part) {
  using Wide = unsigned __int128;
  std::vector<std::uint64_t> ends;
  for (std::uint64_t r = 1; r <= rounds; ++r) {
    const auto end = static_cast<std::uint64_t>(Wide{total} * part(Wide{r}) / part(Wide{rounds}));
    if (end > 0 && (ends.empty() || end > ends.back())) ends.push_back(end);
  }
  return ends;
}

std::uint64_t RoundsOf(const Choice& choice, std::uint32_t workers, std::uint64_t total_steps) {
  const auto rounds = static_cast<std::uint64_t>(FromValues<RoundsOptions>(choice.options).rounds);
  if (rounds > total_steps) {
    throw ConfigError(fmt::format(
        "algorithm.local_steps.rounds = {} is not allowed: the training has {} local steps, and "
        "workers average at most once a step",
        rounds, total_steps));
  }
  return rounds > 0 ? rounds : std::min<std::uint64_t>(workers, total_steps);
}

}  // namespace

std::vector<std::uint64_t> GrowingSchedule(std::uint64_t total, std::uint64_t rounds) {
  return Cut(total, rounds, [](auto r) { return r * (r + 1); });  // a = 2 total / (R (R + 1))
}

std::vector<std::uint64_t> EqualSchedule(std::uint64_t total, std::uint64_t rounds) {
  return Cut(total, rounds, [](auto r) { return r; });
}

std::vector<KindInfo> LocalStepsKinds() {
  return {
      {"every", "one local step between exchanges", {}},
      {"fixed", "the same number of local steps between exchanges", OptionsOf<FixedOptions>()},
      {"epochs", "whole passes over the worker's own examples", OptionsOf<EpochsOptions>()},
      {"growing", "intervals H_i = a (i + 1) that grow linearly: R exchanges in all",
       OptionsOf<RoundsOptions>()},
      {"equal", "intervals of the same length, T / R: R exchanges in all",
       OptionsOf<RoundsOptions>()},
      {"one-shot", "one exchange, at the end of training", {}},
  };
}

std::unique_ptr<LocalSteps> MakeLocalSteps(const Choice& choice, std::uint32_t workers,
                                           std::uint64_t total_steps) {
  if (choice.kind == "fixed") {
    const auto options = FromValues<FixedOptions>(choice.options);
    return std::make_unique<Fixed>(static_cast<std::uint64_t>(options.steps));
  }
  if (choice.kind == "epochs") {
    const auto options = FromValues<EpochsOptions>(choice.options);
    return std::make_unique<Epochs>(static_cast<std::uint64_t>(options.epochs));
  }
  if (choice.kind == "growing" || choice.kind == "equal" || choice.kind == "one-shot") {
    if (total_steps == 0) {
      throw ConfigError(
          fmt::format("algorithm.local_steps.kind = \"{}\" needs the length of the training: set "
                      "train.steps or train.epochs instead of train.rounds",
                      choice.kind));
    }
    const std::uint64_t rounds =
        choice.kind == "one-shot" ? 1 : RoundsOf(choice, workers, total_steps);
    return std::make_unique<Scheduled>(choice.kind == "equal"
                                           ? EqualSchedule(total_steps, rounds)
                                           : GrowingSchedule(total_steps, rounds));
  }
  return std::make_unique<Fixed>(1);
}

}  // namespace hushed
