// GradAlign and FedGA: Dandi, Barba, Jaggi, "Implicit gradient alignment in distributed and federated
// learning", AAAI 2022, arXiv:2106.13897.
//
// Their experiments, EMNIST and CIFAR-10, on Fashion-MNIST: many workers with like data, where beta is
// swept and GradAlign meets large-batch and sequential SGD; and one label a worker, where FedGA meets
// FedAvg, FedProx, SCAFFOLD and large-batch SGD.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "algorithm/catalogue.h"
#include "drawing.h"
#include "gradalign_contest.h"
#include "gradalign_spent.h"
#include "local_sgd_runs.h"
#include "record/groups.h"
#include "sample.h"
#include "study.h"

namespace hushed {
namespace {

constexpr double kLevelLoss = 0.1;  // train loss at which r is compared

// Displacements tried one beside the other; 0 is large-batch SGD, whose steps cost half, taken
// twice as many.
struct Sweep {
  std::string name, title;
  std::vector<std::string> overrides;
  std::vector<double> betas;
  std::uint64_t steps;
  std::vector<int> seeds;
};

struct Swept {
  std::string label;
  std::vector<Run> runs;
};

std::vector<Swept> Train(const Sweep& sweep, const StudyOptions& options) {
  std::vector<Swept> all;
  for (const double beta : sweep.betas) {
    all.push_back({beta == 0.0 ? "large-batch-sgd" : fmt::format("beta {}", beta),
                   std::vector<Run>(sweep.seeds.size())});
  }
  const std::size_t seeds = sweep.seeds.size();
  ForEachTask(options, all.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    const double beta = sweep.betas[i / seeds];
    auto overrides = sweep.overrides;
    overrides.push_back(beta == 0.0 ? "algorithm.name=large-batch-sgd"
                                    : fmt::format("algorithm.beta={}", beta));
    overrides.push_back(
        fmt::format("train.rounds={}", beta == 0.0 ? 2 * sweep.steps : sweep.steps));
    overrides.push_back(fmt::format("train.evaluate_every={}", std::max(1ul, sweep.steps / 50)));
    overrides.push_back(fmt::format("seed={}", sweep.seeds[i % seeds]));
    all[i / seeds].runs[i % seeds] =
        trainer.Train("gradalign-iid", overrides, all[i / seeds].label + " " + sweep.name);
  });
  return all;
}

// The run as it was after so many steps.
Run Until(Run run, std::uint64_t steps) {
  std::erase_if(run.lines, [&](const MetricsLine& line) { return line.step > steps; });
  return run;
}

// r where the train loss first falls to a level, between two evaluations: a straight line of log r
// over log loss. NaN when it never does.
double VarianceAtLoss(const Run& run, double level) {
  for (std::size_t i = 1; i < run.lines.size(); ++i) {
    const double loss = MetricOf(run.lines[i], "train_loss");
    if (loss > level) continue;
    const double before = MetricOf(run.lines[i - 1], "train_loss");
    const double share = std::log(before / level) / std::log(before / loss);
    const double r = MetricOf(run.lines[i], "gradient_variance");
    return MetricOf(run.lines[i - 1], "gradient_variance") * std::pow(r, share) /
           std::pow(MetricOf(run.lines[i - 1], "gradient_variance"), share);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double Least(const Run& run, const std::string& metric, double sign) {
  double least = std::numeric_limits<double>::max();
  for (const MetricsLine& line : run.lines) least = std::min(least, sign * MetricOf(line, metric));
  return sign * least;
}

struct Column {
  std::string title, name;
  Unit unit;
  std::function<double(const Run&)> of;
};

std::vector<Column> Columns() {
  const auto level = [](const char* metric) {
    return [metric](const Run& run) {
      const double end = static_cast<double>(run.lines.back().exchange);
      return LevelAt(run.lines, metric, Cost::kExchanges, 0.0, end);
    };
  };
  return {{"test accuracy", "test_accuracy", Unit::kShare, level("test_accuracy")},
          {"best", "best_test_accuracy", Unit::kShare,
           [](const Run& run) { return Least(run, "test_accuracy", -1.0); }},
          {"lowest test loss", "lowest_test_loss", Unit::kNumber,
           [](const Run& run) { return Least(run, "test_loss", 1.0); }},
          {"train loss", "train_loss", Unit::kNumber, level("train_loss")},
          {"r", "gradient_variance", Unit::kNumber, level("gradient_variance")},
          {fmt::format("r at train loss {}", kLevelLoss), "gradient_variance_at_loss",
           Unit::kNumber, [](const Run& run) { return VarianceAtLoss(run, kLevelLoss); }}};
}

void AddRow(const std::string& title, const std::string& name, const std::vector<Run>& runs,
            Table& table, Findings& findings) {
  std::vector<Table::Cell> row = {{title}};
  for (const Column& column : Columns()) {
    const Sample sample = SampleOf(runs, column.of);
    row.push_back({SampleText(column.unit, sample)});
    findings.Number(name + "." + column.name, sample.mean);
    findings.Number(name + "." + column.name + ".deviation", sample.deviation);
  }
  table.rows.push_back(row);
}

void Tabulate(const Sweep& sweep, const std::vector<Swept>& all, Findings& findings) {
  Table table;
  table.columns = {{"displacement", ""}};
  for (const Column& column : Columns()) table.columns.push_back({column.title, ""});
  for (const Swept& swept : all) {
    if (swept.label != "large-batch-sgd") {
      AddRow(swept.label, sweep.name + "." + swept.label, swept.runs, table, findings);
      continue;
    }
    std::vector<Run> half;
    for (const Run& run : swept.runs) half.push_back(Until(run, sweep.steps));
    AddRow("0, equal steps", sweep.name + ".large_batch_at_equal_steps", half, table, findings);
    AddRow("0, equal exchanges and gradients", sweep.name + ".large_batch_at_equal_exchanges",
           swept.runs, table, findings);
  }
  findings.Add(fmt::format("{} steps of two gradients and two exchanges; large-batch SGD takes as "
                           "many steps, or twice as many. Means over seeds {}, ± sample deviation; "
                           "of the last fifth, where nothing else is said.",
                           sweep.steps, fmt::join(sweep.seeds, ", ")),
               table);
}

void Draw(const Sweep& sweep, const std::vector<Swept>& all, Findings& findings) {
  const struct {
    const char* name;
    const char* metric;
    const char* title;
    Scale scale;
  } pictures[] = {{"accuracy", "test_accuracy", "test accuracy", Scale::kLinear},
                  {"variance", "gradient_variance", "gradient variance r", Scale::kLogarithmic},
                  {"loss", "train_loss", "train loss", Scale::kLogarithmic}};
  const auto budget = static_cast<double>(2 * sweep.steps);
  for (const auto& [name, metric, title, scale] : pictures) {
    std::vector<Curve> curves;
    for (const Swept& swept : all) {
      curves.push_back(CurveOf(swept.label, swept.runs, metric, Cost::kExchanges, 0.0, budget));
    }
    const std::string caption = fmt::format("{}: {} against exchanges", sweep.title, title);
    findings.Picture(fmt::format("gradalign-{}-{}", sweep.name, name),
                     DrawCurves(caption, {"exchanges", Unit::kCount, Scale::kFromZero},
                                {title, MetricUnit(metric), scale}, curves),
                     caption);
  }
}

void Hold(Sweep sweep, const StudyOptions& options, Findings& findings) {
  if (options.quick) {
    sweep.overrides.insert(sweep.overrides.end(), {"data.train_limit=200", "data.test_limit=200"});
    sweep.steps = 10;
    sweep.seeds = {1, 2};
    sweep.betas = {0, 0.2};
  }
  findings.Heading(sweep.title);
  const std::vector<Swept> all = Train(sweep, options);
  Tabulate(sweep, all, findings);
  Draw(sweep, all, findings);
}

// A rehearsal: two short tries a method.
Contest Rehearsed(Contest contest) {
  contest.overrides.insert(contest.overrides.end(),
                           {"data.train_limit=200", "data.test_limit=200"});
  contest.seeds = {1, 2};
  for (Rival& rival : contest.rivals) {
    rival.rounds = std::max<std::uint64_t>(2, rival.rounds / 100);
    rival.rates.resize(rival.parameter.empty() ? 2 : 1);
    if (!rival.parameter.empty()) rival.values.resize(2);
  }
  return contest;
}

constexpr std::uint64_t kExchanges = 1200;  // of many workers
constexpr std::uint64_t kWorkers = 20;

Contest ManyWorkers() {
  return {"many-workers",
          "Twenty workers with like data: the best of each method",
          "gradalign-iid",
          {},
          {{"large-batch-sgd", {}, {.1, .2, .3, .4, .5, .6}, "", {}, kExchanges, 1, 1.0 / kWorkers},
           {"gradalign",
            {},
            {.2, .4},
            "algorithm.beta",
            {.2, .4, .8},
            kExchanges / 2,
            1,
            1.0 / kWorkers},
           {"sequential-sgd",
            {},
            {.0125, .025, .05, .1, .2, .4},
            "",
            {},
            kExchanges * kWorkers,
            1,
            1.0 / kWorkers}}};
}

// Ten local steps are a pass over the shard: a round of FedAvg, FedProx and SCAFFOLD costs one pass,
// as a step of large-batch SGD does, and one of FedGA, in two exchanges, two.
std::vector<Rival> OneClassRivals(std::uint64_t exchanges, double batch_passes,
                                  double shard_passes) {
  const std::string server = "algorithm.server_optimizer.learning_rate";
  return {
      {"large-batch-sgd",
       {"algorithm.local_steps.kind=every", "algorithm.server_optimizer.kind=momentum"},
       {.05, .1, .2, .4},
       "algorithm.server_optimizer.beta",
       {0.0, .5, .9},
       exchanges,
       1,
       shard_passes},
      {"fedavg", {}, {.025, .05, .1, .2}, server, {.5, 1.0, 1.5}, exchanges, 10, batch_passes},
      {"fedprox",
       {},
       {.025, .05, .1, .2},
       "algorithm.local.proximal",
       {.01, .1, 1.0},
       exchanges,
       10,
       batch_passes},
      {"scaffold", {}, {.005, .01, .02, .04}, server, {.5, 1.0, 1.5}, exchanges, 10, batch_passes},
      {"fedga",
       {},
       {.05, .1, .2, .4},
       "algorithm.beta",
       {.01, .03, .06},
       exchanges / 2,
       10,
       batch_passes}};
}

}  // namespace

void ReproduceGradAlign(const StudyOptions& options, Findings& findings) {
  Hold(Sweep{"sweep",
             "Twenty workers with like data: the displacement",
             {},
             {0, .2, .4, .6, .8},
             kExchanges / 2,
             {1, 2, 3}},
       options, findings);
  const auto hold = [&](const Contest& contest) {
    Hold(options.quick ? Rehearsed(contest) : contest, options, findings);
  };
  hold(ManyWorkers());
  if (TheCatalogue().missing_model("cnn-small").empty()) {
    Hold(Sweep{"cnn",
               "The convolutional network, ten workers with fifty images each",
               {"model.name=cnn-small", "data.train_limit=500", "train.workers=10"},
               {0, .05, .1},
               200,
               {1, 2, 3}},
         options, findings);
  }
  hold({"one-class",
        "Ten workers with one class each",
        "gradalign-one-class",
        {},
        OneClassRivals(600, 0.01, 0.1)});
  hold({"cohort",
        "Fifty workers with one class each, ten a round",
        "gradalign-one-class",
        {"data.train_limit=5000", "train.workers=50", "train.batch=10",
         "algorithm.participation.kind=fraction", "algorithm.participation.fraction=0.2"},
        OneClassRivals(600, 0.002, 0.02)});
}

}  // namespace hushed
