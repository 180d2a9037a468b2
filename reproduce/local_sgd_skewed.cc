// The second experiment: F(x) = x^2 above 0, x^2 / 2 below, whose slope has a kink at the optimum,
// so that the mean of local models is biased and the number of averages decides about the speed-up.
#include "local_sgd_skewed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "trainers.h"

namespace hushed {
namespace {

// One training: a schedule, a number of workers, a length.
struct Point {
  std::string schedule;
  std::vector<std::string> overrides;
  std::uint64_t workers, steps, repetitions;
};

constexpr std::uint64_t kEvaluations = 200;  // of a run, which medians are over

SkewedResult Train(Trainer& trainer, const Point& point) {
  auto overrides = point.overrides;
  overrides.insert(
      overrides.end(),
      {fmt::format("train.workers={}", point.workers), fmt::format("train.steps={}", point.steps),
       fmt::format("train.evaluate_every={}",
                   std::max<std::uint64_t>(1, point.steps / kEvaluations)),
       fmt::format("data.dimension={}", point.repetitions)});
  // What the others are compared with is measured on noise of its own.
  const bool alone = point.workers == 1;
  if (alone) overrides.emplace_back("seed=2");
  Repeated repeated = TrainRepeated(trainer, "local-sgd-skewed", overrides, SkewedErrors, !alone);
  SkewedResult result{repeated.run.summary, std::move(repeated.errors)};
  if (alone) return result;
  result.medians = MediansFrom(10, repeated.moments);
  for (Moment& moment : repeated.moments) {
    for (const std::uint64_t tenths : {1, 3, 10}) {
      if (moment.step != tenths * point.steps / 10) continue;
      result.during[tenths] = std::move(moment.errors);
    }
  }
  return result;
}

void AddPoints(const Length& length, std::vector<Point>& points) {
  for (const std::uint64_t n : length.workers) {
    for (const Schedule& schedule : Schedules()) {
      points.push_back({schedule.name, schedule.overrides(n), n, length.steps, length.repetitions});
    }
  }
  points.push_back(
      {"alone", {"algorithm.name=one-shot"}, 1, length.steps, 16 * length.repetitions});
}

// The intervals of earlier papers at N = 20: sqrt(T / N) and (T^2 / N)^(1/3) steps.
void AddFixed(const Length& length, std::vector<Point>& points) {
  const auto t = static_cast<double>(length.steps), n = static_cast<double>(kFewWorkers);
  const double intervals[] = {std::sqrt(t / n), std::cbrt(t * t / n)};
  const char* names[] = {"stich", "haddadpour"};
  for (std::size_t i = 0; i < 2; ++i) {
    points.push_back({names[i],
                      {"algorithm.name=local-sgd", "algorithm.local_steps.kind=fixed",
                       fmt::format("algorithm.local_steps.steps={:.0f}", std::floor(intervals[i]))},
                      kFewWorkers,
                      length.steps,
                      length.repetitions});
  }
}

}  // namespace

Estimate SkewedStudy::Error(const std::string& schedule, std::uint64_t workers,
                            const Length& length) const {
  return MeanOf(At(schedule, workers, length).errors);
}

Estimate SkewedStudy::ToSync(const std::string& schedule, std::uint64_t workers,
                             const Length& length) const {
  return RatioOf(At(schedule, workers, length).errors, At("sync", workers, length).errors);
}

Estimate SkewedStudy::GrowingToEqual(std::uint64_t tenths, std::uint64_t workers,
                                     const Length& length) const {
  return RatioOf(At("growing", workers, length).during.at(tenths),
                 At("equal", workers, length).during.at(tenths));
}

Estimate SkewedStudy::Slope(const std::string& schedule, const Length& length) const {
  std::vector<double> workers;
  std::vector<std::vector<double>> errors;
  for (const std::uint64_t n : length.fitted) {
    workers.push_back(static_cast<double>(n));
    errors.push_back(At(schedule, n, length).errors);
  }
  return LogSlope(workers, errors);
}

Estimate SkewedStudy::SpeedUp(const std::string& schedule, std::uint64_t workers,
                              const Length& length) const {
  return Quotient(Error("alone", 1, length), Error(schedule, workers, length));
}

Estimate SkewedStudy::MedianSpeedUp(const std::string& schedule, std::uint64_t workers,
                                    const Length& length) const {
  return Quotient(Error("alone", 1, length), MeanOf(At(schedule, workers, length).medians));
}

SkewedStudy TrainSkewed(const StudyOptions& options) {
  SkewedStudy study;
  study.lengths = {{"short", 1'000, 4'000, {2, 4, 8, 16, 20, 24, 32}, {8, 16, 20, 32}},
                   {"long", 8'000, 800, {32, 64, 128, 256}, {32, 64, 128, 256}}};
  if (options.quick) {
    study.lengths = {{"short", 100, 500, {2, 4, 8, 16, 20, 24, 32}, {8, 16, 20, 32}},
                     {"long", 300, 100, {32, 64, 128, 256}, {32, 64, 128, 256}}};
  }
  std::vector<Point> points;
  for (const Length& length : study.lengths) AddPoints(length, points);
  AddFixed(study.lengths[0], points);
  // The longest first, so that no thread is left with one at the end.
  std::ranges::stable_sort(points, std::ranges::greater(), [](const Point& point) {
    return point.workers * point.steps * point.repetitions;
  });
  std::vector<SkewedResult> results(points.size());
  Trainers(options).ForEach(points.size(), [&](std::size_t i, Trainer& trainer) {
    results[i] = Train(trainer, points[i]);
  });
  for (std::size_t i = 0; i < points.size(); ++i) {
    study.results[{points[i].schedule, points[i].workers, points[i].steps}] = std::move(results[i]);
  }
  return study;
}

}  // namespace hushed
