// Local-GD and Local-SGD on separable examples.
#include <fmt/format.h>

#include <cmath>

#include "drawing.h"
#include "implicit_bias_runs.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

constexpr const char* kDirection = "direction_error";
constexpr int kSteps[] = {1, 10, 100};

const DrawnAxis kRounds{"rounds", Unit::kCount, PlotScale::kLogarithmic};
const DrawnAxis kError{"direction error", Unit::kNumber, PlotScale::kLogarithmic};

// What an independent simulation of the same formulas found, on its own examples.
struct Simulated {
  std::string examples;
  int steps;
  std::vector<double> errors;
};
const double kUnknown = std::nan("");
const std::vector<Simulated> kSharedSimulated = {
    {"clouds", 1, {.608, .394, .233, .161}},
    {"clouds", 10, {.609, .400, .235, .162}},
    {"clouds", 100, {.609, .401, .235, .162}},
    {"shifted", 1, {kUnknown, kUnknown, kUnknown, .195}},
    {"shifted", 10, {kUnknown, kUnknown, kUnknown, .195}},
    {"shifted", 100, {kUnknown, kUnknown, kUnknown, .195}}};
const std::vector<Simulated> kFixedSimulated = {{"clouds", 1, {.608, .394, .233}},
                                                {"clouds", 10, {.455, .255, .167}},
                                                {"clouds", 100, {.392, .201, .140}}};

// One regime of learning rates: what is trained, and the table and pictures of it.
struct Regime {
  std::string name;  // "shared", "fixed"
  std::string rate;  // as people write it
  std::vector<int> rounds;
  std::vector<Simulated> simulated;
  bool shared;
};

RunResult Trained(const BiasStudy& study, const ExampleSet& examples, const Regime& regime,
                  int steps) {
  const double rate = regime.shared ? examples.rate / steps : examples.rate;
  const int rounds = study.Rounds(regime.rounds.back());
  return study.trainer.Try("local-gd",
                           Joined(examples.overrides, LocalGd(steps, rate, rounds, 20)));
}

std::vector<double> SimulatedErrors(const Regime& regime, const std::string& examples, int steps) {
  for (const Simulated& each : regime.simulated) {
    if (each.examples == examples && each.steps == steps) return each.errors;
  }
  return std::vector<double>(regime.rounds.size(), kUnknown);
}

std::vector<Table::Cell> Row(const BiasStudy& study, const Regime& regime,
                             const ExampleSet& examples, int steps, const RunResult& run) {
  std::vector<Table::Cell> row = {{examples.title}, {fmt::format("{}", steps)}};
  const std::string name = fmt::format("{}.{}.L{}", examples.name, regime.name, steps);
  const auto simulated = SimulatedErrors(regime, examples.name, steps);
  for (std::size_t i = 0; i < simulated.size(); ++i) {
    row.push_back(KnownCell(fmt::format("simulated.{}.k{}.direction_error", name, regime.rounds[i]),
                            simulated[i], "{:g}", study.findings));
  }
  for (const int k : regime.rounds) {
    const double error = AtRound(run, static_cast<std::uint64_t>(k), kDirection);
    row.push_back(NumberCell(error));
    study.findings.Number(fmt::format("{}.k{}.direction_error", name, k), error);
  }
  const MetricsLine& last = run.lines.back();
  const double loss = MetricOf(last, "train_loss");
  const double rate = regime.shared ? examples.rate / steps : examples.rate;
  const double time = rate * static_cast<double>(last.step);
  const auto add = [&](const char* what, double value) {
    row.push_back(NumberCell(value));
    study.findings.Number(name + what, value);
  };
  add(".loss", loss);
  add(".loss_times_time_times_margin2", loss * time * examples.margin * examples.margin);
  add(".direction_error_times_log_time", MetricOf(last, kDirection) * std::log(time));
  return row;
}

void Compare(const BiasStudy& study, const Regime& regime, const std::string& caption) {
  Table table;
  table.columns = {{"examples", ""}, {"L", ""}};
  for (const char* group : {kSimulation, kHushed}) {
    for (const int k : regime.rounds) table.columns.push_back({fmt::format("k = {}", k), group});
  }
  for (const char* title : {"last loss", "loss · ηLk · margin²", "error · log(ηLk)"}) {
    table.columns.push_back({title, kHushed});
  }
  for (const ExampleSet& examples : study.examples) {
    std::vector<Curve> curves;
    for (const int steps : kSteps) {
      const RunResult run = Trained(study, examples, regime, steps);
      table.rows.push_back(Row(study, regime, examples, steps, run));
      curves.push_back(AgainstRounds(fmt::format("L = {}", steps), run, kDirection));
    }
    if (examples.name == "by-label") continue;
    study.findings.Picture(fmt::format("implicit-bias-{}-{}", regime.name, examples.name),
                           DrawCurves("direction error, " + regime.rate + ", " + examples.title,
                                      kRounds, kError, curves),
                           fmt::format("Direction error against rounds at {}, examples {}",
                                       regime.rate, examples.title));
  }
  study.findings.Add(caption, table);
}

}  // namespace

void ShareTheRate(const BiasStudy& study) {
  study.findings.Heading("Local-GD at η = η₀ / L");
  Compare(
      study, {"shared", "η = η₀ / L", {20, 200, 2000, 20000}, kSharedSimulated, true},
      "Direction error after k rounds of L local steps, and at the last of them what the closed "
      "form of the limit makes of the loss: loss · ηLk · margin² → 1.");
}

void FixTheRate(const BiasStudy& study) {
  study.findings.Heading("Local-GD at one η = η₀");
  Compare(study, {"fixed", "η = η₀", {20, 200, 2000}, kFixedSimulated, false},
          "The same with the learning rate of a single step, whatever L.");
}

void FindTheLimit(const BiasStudy& study) {
  study.findings.Heading("The limit is the separator of all examples");
  Table table;
  table.columns = {{"examples", ""}};
  const std::string to_all = "to the separator of all examples";
  const std::string to_mean = "to the mean of the workers' separators";
  for (const std::string& group : {to_all, to_mean}) {
    for (const int k : {200, 2000, 20000})
      table.columns.push_back({fmt::format("k = {}", k), group});
  }
  table.columns.push_back({"between the two", ""});
  for (const ExampleSet& examples : study.examples) {
    std::vector<Table::Cell> all, mean;
    for (const int k : {200, 2000, 20000}) {
      const auto w = study.trainer
                         .Try("local-gd", Joined(examples.overrides,
                                                 LocalGd(10, examples.rate, study.Rounds(k), k)))
                         .model;
      const double error_all = DirectionError(w, examples.separator.point);
      const double error_mean = DirectionError(w, examples.mean_of_separators);
      all.push_back(NumberCell(error_all));
      mean.push_back(NumberCell(error_mean));
      const std::string name = fmt::format("{}.limit.k{}", examples.name, k);
      study.findings.Number(name + ".to_all", error_all);
      study.findings.Number(name + ".to_mean_of_local", error_mean);
    }
    std::vector<Table::Cell> row = {{examples.title}};
    row.insert(row.end(), all.begin(), all.end());
    row.insert(row.end(), mean.begin(), mean.end());
    const double between = DirectionError(examples.separator.point, examples.mean_of_separators);
    row.push_back(NumberCell(between));
    study.findings.Number(examples.name + ".limit.between", between);
    table.rows.push_back(row);
  }
  study.findings.Add("Distance of the direction after k rounds, L = 10, η = η₀.", table);
}

void SampleExamples(const BiasStudy& study) {
  study.findings.Heading("Local-SGD");
  Table table;
  table.columns = {{"examples", ""}};
  for (const int k : {200, 2000, 20000}) table.columns.push_back({fmt::format("k = {}", k), ""});
  for (const ExampleSet& examples : study.examples) {
    const Overrides same =
        Joined(examples.overrides, LocalGd(10, examples.rate / 10, study.Rounds(20000), 200));
    const RunResult full = study.trainer.Try("local-gd", same);
    const RunResult sampled = study.trainer.Try(
        "local-gd",
        Joined(same, {"algorithm.local.kind=sgd", "train.batch=1", "train.sampling=replacement"}));
    std::vector<Table::Cell> row = {{examples.title}};
    for (const std::uint64_t k : {200u, 2000u, 20000u}) {
      const double ratio = AtRound(sampled, k, kDirection) / AtRound(full, k, kDirection);
      row.push_back(NumberCell(ratio));
      study.findings.Number(fmt::format("{}.local-sgd.k{}.error_ratio", examples.name, k), ratio);
    }
    table.rows.push_back(row);
  }
  study.findings.Add(
      "Direction error of Local-SGD (single examples drawn with replacement) over that of Local-GD "
      "at the same η = η₀ / L, L = 10, after k rounds.",
      table);
}

}  // namespace hushed
