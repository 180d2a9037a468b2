#include "local_sgd_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "hushed/errors.h"

namespace hushed {
namespace {

std::vector<std::string> Rounds(const char* kind, double rounds) {
  return {"algorithm.name=local-sgd", fmt::format("algorithm.local_steps.kind={}", kind),
          fmt::format("algorithm.local_steps.rounds={:.0f}", std::ceil(rounds - 1e-9))};
}

class Watcher final : public Observer {
 public:
  explicit Watcher(Errors errors) : errors_(errors) {}

  void Evaluated(const MetricsLine&) override {}
  void Moved(const MetricsLine&) override {}
  bool wants_model() const override { return true; }
  void Model(const MetricsLine& line, std::span<const double> x) override {
    moments.push_back({line.step, errors_(x)});
  }

  std::vector<Moment> moments;

 private:
  Errors errors_;
};

}  // namespace

const std::vector<Schedule>& Schedules() {
  static const std::vector<Schedule> schedules = {
      {"sync", "every step",
       [](std::uint64_t) { return std::vector<std::string>{"algorithm.name=sgd"}; }},
      {"growing", "R = N, growing",
       [](std::uint64_t n) { return Rounds("growing", static_cast<double>(n)); }},
      {"equal", "R = N, equal",
       [](std::uint64_t n) { return Rounds("equal", static_cast<double>(n)); }},
      {"three-quarters", "R = N^(3/4), growing",
       [](std::uint64_t n) { return Rounds("growing", std::pow(static_cast<double>(n), 0.75)); }},
      {"root", "R = N^(1/2), growing",
       [](std::uint64_t n) { return Rounds("growing", std::sqrt(static_cast<double>(n))); }},
      {"one-shot", "one average",
       [](std::uint64_t) { return std::vector<std::string>{"algorithm.name=one-shot"}; }},
  };
  return schedules;
}

const Schedule& ScheduleNamed(const std::string& name) {
  const auto& all = Schedules();
  const auto found = std::ranges::find(all, name, &Schedule::name);
  if (found == all.end()) throw ConfigError("no schedule '" + name + "'");
  return *found;
}

std::vector<double> SkewedErrors(std::span<const double> x) {
  std::vector<double> errors;
  errors.reserve(x.size());
  for (const double entry : x) errors.push_back(entry * entry * (entry < 0 ? 0.5 : 1.0));
  return errors;
}

std::vector<double> QuadraticErrors(std::span<const double> x) {
  std::vector<double> errors;
  errors.reserve(x.size() / 3);
  for (std::size_t i = 0; i + 2 < x.size(); i += 3) {
    errors.push_back(0.5 * x[i] * x[i] + x[i + 1] * x[i + 1] + 1.5 * x[i + 2] * x[i + 2]);
  }
  return errors;
}

// One coordinate of curvature h: every worker has the same second moment `own`, and two workers the
// same product `cross`. A step of rate eta multiplies own by (1 - eta h)^2 + (eta h c)^2, adds
// (eta sigma)^2, and multiplies cross by (1 - eta h)^2; averaging makes both the mean's,
// (own + (N - 1) cross) / N.
double ExactQuadraticError(std::uint64_t workers, const std::vector<std::uint64_t>& ends) {
  constexpr double kMultiplicative = 1.0, kAdditive = 0.5;  // c, sigma
  const auto n = static_cast<double>(workers);
  double error = 0.0;
  for (const double h : {1.0, 2.0, 3.0}) {
    double own = 1.0, cross = 1.0;
    std::uint64_t step = 0;
    for (const std::uint64_t end : ends) {
      for (; step < end; ++step) {
        const double eta = 3.0 / static_cast<double>(step + 1), keep = 1 - eta * h;
        own = (keep * keep + std::pow(eta * h * kMultiplicative, 2)) * own +
              std::pow(eta * kAdditive, 2);
        cross *= keep * keep;
      }
      own = cross = (own + (n - 1) * cross) / n;
    }
    error += 0.5 * h * own;
  }
  return error;
}

Repeated TrainRepeated(Trainer& trainer, const std::string& name,
                       const std::vector<std::string>& overrides, Errors errors, bool watched) {
  Watcher watcher(errors);
  Repeated repeated;
  repeated.run = trainer.Try(name, overrides, watched ? &watcher : nullptr);
  repeated.errors = errors(repeated.run.model);
  repeated.moments = std::move(watcher.moments);
  return repeated;
}

std::vector<double> MediansFrom(std::uint64_t step, const std::vector<Moment>& moments) {
  std::vector<double> medians, over;
  for (std::size_t j = 0; j < moments.back().errors.size(); ++j) {
    over.clear();
    for (const Moment& moment : moments) {
      if (moment.step >= step) over.push_back(moment.errors[j]);
    }
    medians.push_back(MedianOf(over));
  }
  return medians;
}

std::string ErrorText(const Estimate& estimate) {
  const double unit = std::pow(10.0, std::floor(std::log10(estimate.value)));
  return fmt::format("({:.2f} ± {:.2f})e{:.0f}", estimate.value / unit, estimate.error / unit,
                     std::log10(unit));
}

std::string IntervalText(const Estimate& estimate) {
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", estimate.value, estimate.low(), estimate.high());
}

std::string YesNo(bool yes) { return yes ? "yes" : "no"; }

void AddEstimate(const std::string& name, const Estimate& estimate, Findings& findings) {
  findings.Number(name, estimate.value);
  findings.Number(name + ".standard_error", estimate.error);
}

}  // namespace hushed
