#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "local_sgd_runs.h"

namespace hushed {

constexpr std::uint64_t kFewWorkers = 20;  // of the authors' single runs

// Runs of one length.
struct Length {
  std::string name;  // in results.json
  std::uint64_t steps = 0;
  std::uint64_t repetitions = 0;
  std::vector<std::uint64_t> workers;
  std::vector<std::uint64_t> fitted;  // of them, those a slope is fitted to

  std::string prefix() const { return "skewed." + name + "."; }
};

struct SkewedResult {
  Summary summary;
  std::vector<double> errors;   // [repetitions], of the last average
  std::vector<double> medians;  // [repetitions], over the iterations from the tenth on
  // [repetitions], of the mean model after 1, 3 and 10 tenths of the steps: where it is evaluated
  // there, as it is when a round takes more steps than are between two evaluations.
  std::map<std::uint64_t, std::vector<double>> during;
};

// The second experiment, trained.
struct SkewedStudy {
  std::vector<Length> lengths;  // the short one, then the long one
  // By schedule, workers and steps: Schedules(); "stich" and "haddadpour" at kFewWorkers in the
  // short length; "alone", without medians, at one worker.
  std::map<std::tuple<std::string, std::uint64_t, std::uint64_t>, SkewedResult> results;

  const SkewedResult& At(const std::string& schedule, std::uint64_t workers,
                         const Length& length) const {
    return results.at({schedule, workers, length.steps});
  }

  // Of the last average; and over that of averaging at every step.
  Estimate Error(const std::string& schedule, std::uint64_t workers, const Length& length) const;
  Estimate ToSync(const std::string& schedule, std::uint64_t workers, const Length& length) const;

  // Errors with growing intervals over those with equal ones, R = N, after so many tenths of the
  // steps.
  Estimate GrowingToEqual(std::uint64_t tenths, std::uint64_t workers, const Length& length) const;

  // Slope of log error against log N.
  Estimate Slope(const std::string& schedule, const Length& length) const;

  // One worker's final error over that of N, and over the mean of the repetitions' medians.
  Estimate SpeedUp(const std::string& schedule, std::uint64_t workers, const Length& length) const;
  Estimate MedianSpeedUp(const std::string& schedule, std::uint64_t workers,
                         const Length& length) const;
};

SkewedStudy TrainSkewed(const StudyOptions& options);

// What the authors' figures and notebooks show, and what a simulation of the formulas gave that
// knows nothing of hushed. NaN: not known.
struct Known {
  const char* schedule;
  double slope_1000, slope_8000;                  // simulated
  double error_256;                               // simulated, T = 8000
  double speed_up_20, speed_up_32, speed_up_256;  // simulated, final errors; T = 1000, 1000, 8000
  const char* authors_20;                         // printed in the notebooks, three executions
};
extern const std::vector<Known> kKnown;  // as Schedules()

void AddSpeedUps(const SkewedStudy& study, Findings& findings);
void DrawSkewed(const SkewedStudy& study, Findings& findings);

// Speed-ups read off the authors' figures, by workers.
struct AuthorsCurve {
  const char* schedule;
  std::vector<std::pair<std::uint64_t, double>> points;
};
extern const std::vector<AuthorsCurve> kAuthorsShort, kAuthorsLong;  // T = 1000, 8000

}  // namespace hushed
