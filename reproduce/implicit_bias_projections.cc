// Exact local solves, averaged and anchored, and the regularised ones whose limit they are.
#include <fmt/format.h>

#include <cmath>

#include "drawing.h"
#include "implicit_bias_runs.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

constexpr const char* kDirection = "direction_error";
constexpr int kLooked[] = {30, 300, 3000};

struct Way {
  std::string name;
  std::string title;
  Overrides overrides;
  // The independent simulation's errors after 30, 300, 3000 rounds, on clouds and shifted examples.
  std::vector<double> clouds, shifted;
};

std::vector<Way> Ways() {
  const std::string mean = "algorithm.server_optimizer.kind=sgd", random = "model.initial=2.0";
  const double unknown = std::nan("");
  return {{"mean", "mean, from zero", {mean}, {unknown, unknown, .149}, {unknown, unknown, .158}},
          {"mean-random",
           "mean, from a random model",
           {mean, random},
           {unknown, unknown, .614},
           {unknown, unknown, .710}},
          {"anchored", "anchored, from zero", {}, {.373, .0853, .00795}, {.361, .0861, .00815}},
          {"anchored-random",
           "anchored, from a random model",
           {random},
           {.382, .0855, .00796},
           {unknown, unknown, unknown}}};
}

std::vector<Table::Cell> Row(const BiasStudy& study, const ExampleSet& examples, const Way& way,
                             const RunResult& run) {
  std::vector<Table::Cell> row = {{examples.title}, {way.title}};
  const std::string name = examples.name + "." + way.name;
  for (std::size_t i = 0; i < 3; ++i) {
    const double beside = examples.name == "clouds"    ? way.clouds[i]
                          : examples.name == "shifted" ? way.shifted[i]
                                                       : std::nan("");
    row.push_back(KnownCell(fmt::format("simulated.{}.k{}.direction_error", name, kLooked[i]),
                            beside, "{:g}", study.findings));
  }
  for (const int k : kLooked) {
    const double error = AtRound(run, static_cast<std::uint64_t>(k), kDirection);
    row.push_back(NumberCell(error));
    study.findings.Number(fmt::format("{}.k{}.direction_error", name, k), error);
  }
  const double slope = std::log10(AtRound(run, 3000, kDirection) / AtRound(run, 300, kDirection));
  const double length = Length(run.model);
  const double least = MetricOf(run.lines.back(), "margin") * length;
  row.push_back({KnownText(slope, "{:.2f}")});
  row.push_back({fmt::format("{:.4f}", least)});
  study.findings.Number(name + ".slope", slope);
  study.findings.Number(name + ".least_y_w_a", least);
  study.findings.Number(name + ".length_times_margin", length * examples.margin);
  return row;
}

}  // namespace

void ProjectExactly(const BiasStudy& study) {
  study.findings.Heading("Exact local solves: the mean and the anchored mean of projections");
  Table table;
  table.columns = {{"examples", ""}, {"server", ""}};
  for (const char* group : {kSimulation, kHushed}) {
    for (const int k : kLooked) table.columns.push_back({fmt::format("k = {}", k), group});
  }
  table.columns.push_back({"slope from k = 300 on", kHushed});
  table.columns.push_back({"least y (w · a)", kHushed});
  const int rounds = study.Rounds(3000);
  for (const ExampleSet& examples : study.examples) {
    std::vector<Curve> curves;
    for (const Way& way : Ways()) {
      const RunResult run = study.trainer.Try(
          "modified-local-gd",
          Joined(Joined(examples.overrides, way.overrides),
                 {fmt::format("train.rounds={}", rounds), "train.evaluate_every=1"}));
      table.rows.push_back(Row(study, examples, way, run));
      curves.push_back(AgainstRounds(way.title, run, kDirection));
    }
    if (examples.name == "by-label") continue;
    study.findings.Picture(
        "implicit-bias-projections-" + examples.name,
        DrawCurves("direction error, exact local solves, " + examples.title,
                   {"rounds", Unit::kCount, PlotScale::kLogarithmic},
                   {"direction error", Unit::kNumber, PlotScale::kLogarithmic}, curves),
        "Direction error of exact local solves against rounds, examples " + examples.title);
  }
  study.findings.Add(
      "Every worker projects the model onto what its own examples allow; the server takes the "
      "mean, or (1 − α) 0 + α mean with α = 1 − 1 / (k + 1) in round k. Direction "
      "error after k rounds.",
      table);
}

void SolveNearly(const BiasStudy& study) {
  study.findings.Heading("Local solves with a finite λ");
  const ExampleSet& examples = study.examples.front();
  const std::vector<int> steps = {100, 1000, 10000};
  Table table;
  table.columns = {{"λ", ""}};
  for (const int each : steps) table.columns.push_back({fmt::format("{} local steps", each), ""});
  for (const char* lambda : {"0.1", "0.01", "0.001"}) {
    std::vector<Table::Cell> row = {{lambda}};
    for (const int each : steps) {
      const int rounds = study.Rounds(300);
      const RunResult run = study.trainer.Try(
          "local-gd",
          Joined(Joined(examples.overrides, LocalGd(each, examples.rate, rounds, rounds)),
                 {"algorithm.server_optimizer.kind=anchored",
                  std::string("algorithm.local.proximal=") + lambda}));
      const double error = AtRound(run, static_cast<std::uint64_t>(rounds), kDirection);
      row.push_back(NumberCell(error));
      study.findings.Number(fmt::format("clouds.lambda{}.L{}.direction_error", lambda, each),
                            error);
    }
    table.rows.push_back(row);
  }
  study.findings.Add(
      fmt::format(
          "Gradient steps on f + λ/2 |w − x|² at η = η₀ in the place of projections, anchored; "
          "examples {}: direction error after 300 rounds.",
          examples.title),
      table);
}

}  // namespace hushed
