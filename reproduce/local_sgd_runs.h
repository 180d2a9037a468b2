#pragma once

// What the experiments of Local SGD share: the schedules they compare, and runs whose model holds
// many repetitions of a small experiment side by side.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "slope.h"
#include "study.h"
#include "trainer.h"

namespace hushed {

// When workers average.
struct Schedule {
  std::string name;   // in results.json: "growing"
  std::string title;  // in tables: "R = N, growing"
  std::vector<std::string> (*overrides)(std::uint64_t workers);
};

// Every step; R = N averages, growing and equal intervals; R = N^(3/4) and N^(1/2), rounded up,
// growing; one average.
const std::vector<Schedule>& Schedules();
const Schedule& ScheduleNamed(const std::string& name);

// Errors F(x) - F* of the repetitions that a model holds.
using Errors = std::vector<double> (*)(std::span<const double> x);

// One coordinate each: the skewed quadratic with its kink.
std::vector<double> SkewedErrors(std::span<const double> x);

// Three coordinates each: curvatures 1, 2, 3.
std::vector<double> QuadraticErrors(std::span<const double> x);

// E F(x_T) of the quadratic experiment (curvatures 1, 2, 3, multiplicative noise of deviation 1,
// additive 0.5, x0 = (1, 1, 1), learning rate 3 / (t + 1)) when the workers average after each of
// these steps, from exact second moments.
double ExactQuadraticError(std::uint64_t workers, const std::vector<std::uint64_t>& ends);

// What a run was at one of its evaluations.
struct Moment {
  std::uint64_t step = 0;
  std::vector<double> errors;  // [repetitions]
};

struct Repeated {
  RunResult run;
  std::vector<double> errors;   // [repetitions], of the last average
  std::vector<Moment> moments;  // every evaluation, the last too; empty unless watched
};

// Trains jobs/NAME.toml. watched: keep the errors at every evaluation.
Repeated TrainRepeated(Trainer& trainer, const std::string& name,
                       const std::vector<std::string>& overrides, Errors errors,
                       bool watched = false);

// Each repetition's median over the evaluations from this step on. At least one evaluation is.
std::vector<double> MediansFrom(std::uint64_t step, const std::vector<Moment>& moments);

// How the study writes its numbers.
std::string ErrorText(const Estimate& estimate);     // mean ± standard error: "(2.31 ± 0.07)e-5"
std::string IntervalText(const Estimate& estimate);  // "-0.98 [-1.04, -0.92]", 95%
std::string YesNo(bool yes);
void AddEstimate(const std::string& name, const Estimate& estimate, Findings& findings);

// Its parts: the second experiment, and logistic regression on a9a.
void AddSkewed(const StudyOptions& options, Findings& findings);
void AddLogistic(const StudyOptions& options, Findings& findings);

}  // namespace hushed
