#include <fmt/format.h>

#include "drawing.h"
#include "local_sgd_skewed.h"

namespace hushed {
namespace {

const DrawnAxis kWorkersAxis = {"workers N", Unit::kCount, PlotScale::kLogarithmic};

void DrawErrors(const SkewedStudy& study, const Length& length, const char* name,
                Findings& findings) {
  std::vector<Curve> curves;
  for (const Schedule& schedule : Schedules()) {
    Curve curve;
    curve.label = schedule.title;
    curve.several = true;
    for (const std::uint64_t n : length.workers) {
      const Estimate error = MeanOf(study.At(schedule.name, n, length).errors);
      curve.points.push_back({static_cast<double>(n), error.value, error.low(), error.high()});
    }
    curves.push_back(curve);
  }
  findings.Picture(
      name,
      DrawCurves(fmt::format("error after {} local steps", length.steps), kWorkersAxis,
                 {"F(x) - F*", Unit::kNumber, PlotScale::kLogarithmic}, curves),
      fmt::format("Kink: error against workers after {} local steps, with 95% intervals",
                  length.steps));
}

template <class Value>
Curve Over(const std::string& label, const std::vector<std::uint64_t>& workers,
           const Value& value) {
  std::vector<double> xs, ys;
  for (const std::uint64_t n : workers) {
    xs.push_back(static_cast<double>(n));
    ys.push_back(value(n));
  }
  return MakeLine(label, xs, ys);
}

void DrawSpeedUps(const SkewedStudy& study, const Length& length, const char* name,
                  Findings& findings) {
  std::vector<Curve> curves;
  for (const Schedule& schedule : Schedules()) {
    curves.push_back(Over(schedule.title, length.workers, [&](std::uint64_t n) {
      return study.SpeedUp(schedule.name, n, length).value;
    }));
  }
  curves.push_back(
      Over("N", length.workers, [](std::uint64_t n) { return static_cast<double>(n); }));
  findings.Picture(
      name,
      DrawCurves(fmt::format("speed-up by final errors, T = {}", length.steps), kWorkersAxis,
                 {"error of one worker / error of N", Unit::kNumber, PlotScale::kLogarithmic},
                 curves),
      fmt::format("Kink: speed-up over one worker by final errors after {} local steps",
                  length.steps));
}

void DrawMedians(const SkewedStudy& study, const Length& length,
                 const std::vector<AuthorsCurve>& authors, const char* name, Findings& findings) {
  std::vector<Curve> curves;
  for (const AuthorsCurve& known : authors) {
    const std::string title = ScheduleNamed(known.schedule).title;
    std::vector<std::uint64_t> workers;
    std::vector<double> xs, ys;
    for (const auto& [n, value] : known.points) {
      workers.push_back(n);
      xs.push_back(static_cast<double>(n));
      ys.push_back(value);
    }
    curves.push_back(MakeLine(title + ", authors' figure", xs, ys));
    curves.push_back(Over(title + ", median rule", workers, [&](std::uint64_t n) {
      return study.MedianSpeedUp(known.schedule, n, length).value;
    }));
    curves.push_back(Over(title + ", final errors", workers, [&](std::uint64_t n) {
      return study.SpeedUp(known.schedule, n, length).value;
    }));
  }
  findings.Picture(
      name,
      DrawCurves(fmt::format("speed-up, T = {}", length.steps), kWorkersAxis,
                 {"speed-up over one worker", Unit::kNumber, PlotScale::kLogarithmic}, curves),
      fmt::format("Kink: speed-up by the authors' median rule and by final errors, "
                  "beside their figure, after {} local steps",
                  length.steps));
}

}  // namespace

void DrawSkewed(const SkewedStudy& study, Findings& findings) {
  const Length &shorter = study.lengths[0], &longer = study.lengths[1];
  DrawErrors(study, shorter, "local-sgd-error-short", findings);
  DrawErrors(study, longer, "local-sgd-error-long", findings);
  DrawSpeedUps(study, longer, "local-sgd-speed-up-long", findings);
  DrawMedians(study, shorter, kAuthorsShort, "local-sgd-median-short", findings);
  DrawMedians(study, longer, kAuthorsLong, "local-sgd-median-long", findings);
}

}  // namespace hushed
