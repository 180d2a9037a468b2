// Local SGD with growing intervals: Spiridonoff, Olshevsky, Paschalidis, "Communication-efficient
// SGD: from local SGD to one-shot averaging", NeurIPS 2021, arXiv:2106.04759.
//
// Here the first experiment, a quadratic; local_sgd_skewed.cc has the second, a function with a
// kink in its slope, and local_sgd_a9a.cc logistic regression.
#include <fmt/format.h>

#include "drawing.h"
#include "local/local_steps.h"
#include "local_sgd_runs.h"
#include "trainers.h"

namespace hushed {
namespace {

constexpr std::uint64_t kWorkers = 20;

struct Trained {
  const Schedule* schedule;
  Repeated repeated;
  std::vector<std::uint64_t> ends;  // steps after which workers average
};

std::vector<std::uint64_t> EndsOf(const std::string& schedule, std::uint64_t steps) {
  if (schedule == "one-shot") return {steps};
  if (schedule == "growing") return GrowingSchedule(steps, kWorkers);
  return EqualSchedule(steps, schedule == "sync" ? steps : kWorkers);
}

std::vector<Trained> TrainAll(const StudyOptions& options, std::uint64_t steps) {
  const std::uint64_t repetitions = options.quick ? 100 : 4'000;
  std::vector<Trained> all;
  for (const char* name : {"sync", "growing", "equal", "one-shot"}) {
    all.push_back({&ScheduleNamed(name), {}, EndsOf(name, steps)});
  }
  Trainers(options).ForEach(all.size(), [&](std::size_t i, Trainer& trainer) {
    auto overrides = all[i].schedule->overrides(kWorkers);
    overrides.insert(
        overrides.end(),
        {fmt::format("train.workers={}", kWorkers), fmt::format("train.steps={}", steps),
         "train.evaluate_every=10", fmt::format("data.repetitions={}", repetitions)});
    all[i].repeated =
        TrainRepeated(trainer, "local-sgd-quadratic", overrides, QuadraticErrors, true);
  });
  return all;
}

void Draw(const std::vector<Trained>& all, Findings& findings) {
  std::vector<Curve> curves;
  for (const bool median : {false, true}) {
    for (const Trained& trained : all) {
      if (trained.schedule->name == "equal") continue;
      std::vector<double> steps, values;
      for (const Moment& moment : trained.repeated.moments) {
        if (moment.step == 0) continue;
        steps.push_back(static_cast<double>(moment.step));
        values.push_back(median ? MedianOf(moment.errors) : MeanOf(moment.errors).value);
      }
      curves.push_back(
          MakeLine((median ? "median, " : "mean, ") + trained.schedule->title, steps, values));
    }
  }
  findings.Picture("local-sgd-quadratic",
                   DrawCurves("error of the mean model along training",
                              {"local steps", Unit::kCount, PlotScale::kLogarithmic},
                              {"F(x) - F*", Unit::kNumber, PlotScale::kLogarithmic}, curves),
                   "Quadratic: error of the mean of the local models against local steps");
}

void Tabulate(const std::vector<Trained>& all, Findings& findings) {
  Table table;
  table.columns = {{"workers average", ""},           {"averages", ""},
                   {"error", "authors' figure"},      {"error", "closed form"},
                   {"error ± s.e.", "hushed"},        {"median", "hushed"},
                   {"to every step [95%]", "hushed"}, {"in [0.9, 1.15]", "hushed"}};
  const std::vector<double>& sync = all.front().repeated.errors;
  for (const Trained& trained : all) {
    const std::vector<double>& errors = trained.repeated.errors;
    const Estimate mean = MeanOf(errors), ratio = RatioOf(errors, sync);
    const double exact = ExactQuadraticError(kWorkers, trained.ends), median = MedianOf(errors);
    const std::string& name = trained.schedule->name;
    const bool drawn = name == "growing" || name == "one-shot";
    table.rows.push_back(
        {{trained.schedule->title},
         {fmt::format("{}", trained.repeated.run.summary.rounds)},
         {drawn ? "about 3e-5" : "–"},
         {fmt::format("{:.3g}", exact)},
         {ErrorText(mean)},
         {fmt::format("{:.3g}", median)},
         {name == "sync" ? "1" : IntervalText(ratio)},
         {name == "sync" ? "–" : YesNo(ratio.low() >= 0.9 && ratio.high() <= 1.15)}});
    const std::string prefix = "quadratic." + name + ".";
    AddEstimate(prefix + "error", mean, findings);
    AddEstimate(prefix + "to_sync", ratio, findings);
    findings.Number(prefix + "exact", exact);
    findings.Number(prefix + "median", median);
    findings.Number(prefix + "averages", static_cast<double>(trained.repeated.run.summary.rounds));
  }
  findings.Add(fmt::format("Error after {} local steps, mean over {} repetitions.",
                           all.front().repeated.run.summary.steps, sync.size()),
               table);
}

void AddQuadratic(const StudyOptions& options, Findings& findings) {
  const std::uint64_t steps = options.quick ? 100 : 1'000;
  const auto all = TrainAll(options, steps);
  findings.Heading("A quadratic: the schedule does not matter");
  findings.Text(fmt::format(
      "`jobs/local-sgd-quadratic.toml`: curvatures 1, 2, 3 in three dimensions, multiplicative "
      "noise of deviation 1 and additive of 0.5, {} workers, learning rate 3 / (t + 1). The closed "
      "form follows the second moments of one worker and of two through steps and averages. The "
      "first steps are up to nine times too long, so a mean over repetitions says little there: "
      "the picture has medians too.",
      kWorkers));
  Tabulate(all, findings);
  Draw(all, findings);
}

}  // namespace

void ReproduceLocalSgd(const StudyOptions& options, Findings& findings) {
  AddQuadratic(options, findings);
  AddSkewed(options, findings);
  AddLogistic(options, findings);
}

}  // namespace hushed
