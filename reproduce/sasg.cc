// SASG: Deng, Li, Sun, Lu, "Communication-efficient distributed learning via sparse and adaptive
// stochastic gradient", arXiv:2112.04088.
//
// The authors' first experiment: a network 784-512-10, ten workers, batch 10, top-1% of each
// tensor, D = 10, 20 epochs, five seeds; SGD, Sparse (sparse-sgd), LASG and SASG.
#include <fmt/format.h>

#include "algorithm/catalogue.h"
#include "drawing.h"
#include "overrides.h"
#include "sample.h"
#include "sasg_quantities.h"
#include "study.h"
#include "trainers.h"

namespace hushed {
namespace {

struct Experiment {
  std::string name;  // in results.json and in file names
  std::string title;
  Overrides overrides;
  std::vector<double> targets;  // test accuracies
  std::vector<int> seeds;
  std::uint64_t evaluated_steps;  // from one evaluation to the next
  std::uint64_t watched_steps;    // over which silence is counted
  std::vector<std::string> methods = {"sgd", "sparse-sgd", "lasg", "sasg"};
  bool beside_authors = true;  // the authors' figures stand beside it
  Overrides lazy = {};         // for lasg and sasg alone
};

bool IsLazy(const std::string& method) { return method == "lasg" || method == "sasg"; }

struct Method {
  std::string name;
  std::vector<Run> runs;
};

class Study {
 public:
  Study(const StudyOptions& options, Findings& findings)
      : options_(options), findings_(findings), trainers_(options) {}

  std::vector<Method> Train(Experiment& experiment);
  void Compare(Experiment experiment);
  void WatchSilence(const Experiment& experiment, const std::vector<Method>& methods);
  void DrawSilence();
  void LearnByHeart(const Overrides& data);

 private:
  void Tabulate(const Experiment& experiment, const std::string& caption,
                const std::string& authors, const std::vector<Method>& methods,
                const std::vector<Quantity>& quantities);
  static std::string Prefix(const Experiment& experiment, const std::string& method);
  void Draw(const Experiment& experiment, const std::vector<Method>& methods);

  const StudyOptions& options_;
  Findings& findings_;
  Trainers trainers_;
  std::vector<Curve> silence_;  // against train loss
};

std::vector<Method> Study::Train(Experiment& experiment) {
  if (options_.quick) {
    experiment.overrides.insert(
        experiment.overrides.end(),
        {"train.epochs=0", "train.steps=100", "data.train_limit=1000", "data.test_limit=500"});
    experiment.seeds = {1, 19};
    experiment.evaluated_steps = experiment.watched_steps = 50;
  }
  const std::size_t seeds = experiment.seeds.size();
  std::vector<Method> methods;
  for (const std::string& name : experiment.methods) {
    methods.push_back({name, std::vector<Run>(seeds)});
  }
  trainers_.ForEach(methods.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    const std::string& name = methods[i / seeds].name;
    Overrides overrides = experiment.overrides;
    if (IsLazy(name)) overrides = Joined(overrides, experiment.lazy);
    overrides.insert(overrides.end(),
                     {"algorithm.name=" + name, TargetsKey(experiment.targets),
                      fmt::format("train.evaluate_every={}", experiment.evaluated_steps),
                      fmt::format("seed={}", experiment.seeds[i % seeds])});
    methods[i / seeds].runs[i % seeds] =
        trainer.Train("sasg-fashion-mnist", overrides,
                      experiment.name.empty() ? name : name + " " + experiment.name);
  });
  findings_.Heading(experiment.title);
  return methods;
}

std::string Study::Prefix(const Experiment& experiment, const std::string& method) {
  return (experiment.name.empty() ? "" : experiment.name + ".") + method + ".";
}

void Study::Tabulate(const Experiment& experiment, const std::string& caption,
                     const std::string& authors, const std::vector<Method>& methods,
                     const std::vector<Quantity>& quantities) {
  Table table;
  table.columns = {{"method", ""}};
  std::vector<Column> columns;
  for (const Quantity& quantity : quantities) {
    columns.push_back(quantity.column);
    if (experiment.beside_authors && quantity.authors) {
      table.columns.push_back({quantity.column.title, authors});
    }
  }
  for (const Column& column : columns) table.columns.push_back({column.title, "hushed"});
  for (std::size_t m = 0; m < methods.size(); ++m) {
    std::vector<Table::Cell> row = {{methods[m].name}};
    for (const Quantity& quantity : quantities) {
      if (!experiment.beside_authors || !quantity.authors) continue;
      const double value = quantity.authors(kAuthors[m]);
      row.push_back({QuantityText(quantity.column.unit, value)});
      findings_.Number("authors." + methods[m].name + "." + quantity.authors_name, value);
    }
    AddSamples(Prefix(experiment, methods[m].name), columns, methods[m].runs, row, findings_);
    table.rows.push_back(row);
  }
  findings_.Add(caption, table);
}

void Study::Compare(Experiment experiment) {
  const std::vector<Method> methods = Train(experiment);
  const std::size_t seeds = experiment.seeds.size();
  const std::string means = seeds > 1
                                ? fmt::format("means over {} seeds, ± sample deviation", seeds)
                                : fmt::format("seed {}", experiment.seeds[0]);
  Tabulate(experiment, "The whole run; " + means + ".", "authors, MNIST", methods, OfTheWholeRun());
  for (const double target : experiment.targets) {
    Tabulate(experiment,
             fmt::format("To {:g}% test accuracy, looked for every {} steps; {}; a dash where {} "
                         "never met it.",
                         100 * target, experiment.evaluated_steps, means,
                         seeds > 1 ? "a seed" : "it was"),
             "authors, MNIST, to 98%", methods, ToTarget(target));
  }
  Draw(experiment, methods);
  WatchSilence(experiment, methods);
}

void Study::WatchSilence(const Experiment& experiment, const std::vector<Method>& methods) {
  Table table;
  table.columns = {{"method", ""}};
  const std::uint64_t every = experiment.watched_steps;
  const std::uint64_t last = methods[0].runs.front().summary.steps;
  for (const Method& method : methods) {
    if (!IsLazy(method.name)) continue;
    std::vector<Table::Cell> row = {{method.name}};
    Curve curve;
    curve.label = experiment.name.empty() ? method.name : method.name + " " + experiment.name;
    for (std::uint64_t step = every; step <= last; step += every) {
      const Sample silent =
          SampleOf(method.runs, [&](const Run& run) { return Silent(run, step - every, step); });
      const Sample loss =
          SampleOf(method.runs, [&](const Run& run) { return TrainLossAt(run, step); });
      curve.points.push_back({loss.mean, silent.mean, silent.mean, silent.mean});
      if (step > 2 * every && step % (5 * every) != 0) continue;
      if (table.rows.empty()) table.columns.push_back({fmt::format("{}", step), ""});
      row.push_back({SampleText(Unit::kShare, silent)});
      AddSample(Prefix(experiment, method.name) + fmt::format("silent_to_step_{}", step), silent,
                findings_);
    }
    table.rows.push_back(row);
    silence_.push_back(curve);
  }
  findings_.Add(fmt::format("Share of silent workers in the {} steps before.", every), table);
}

void Study::DrawSilence() {
  findings_.Picture("sasg-silence",
                    DrawCurves("share of silent workers against train loss",
                               {"train loss", Unit::kNumber, PlotScale::kLogarithmic},
                               {"silent workers", Unit::kShare, PlotScale::kFromZero}, silence_),
                    "Share of silent workers in every 600 steps against the train loss after them");
}

// The authors' networks end at a train loss of 0.006; where the loss gets as low, so does the talk.
// 600 steps are ten epochs of these images.
void Study::LearnByHeart(const Overrides& data) {
  Experiment experiment{"by heart",
                        "The same network on 6,000 images, which it learns by heart",
                        Joined(data, {"data.train_limit=6000", "train.epochs=200"}),
                        {},
                        {42},
                        600,
                        600,
                        {"lasg", "sasg"}};
  WatchSilence(experiment, Train(experiment));
  DrawSilence();
}

void Study::Draw(const Experiment& experiment, const std::vector<Method>& methods) {
  std::vector<Run> runs;
  for (const Method& method : methods) {
    runs.insert(runs.end(), method.runs.begin(), method.runs.end());
  }
  const std::string prefix = "sasg-" + (experiment.name.empty() ? "" : experiment.name + "-");
  const struct {
    const char* name;
    const char* metric;
    Against against;
    const char* caption;
  } pictures[] = {
      {"accuracy-uploads", "test_accuracy", Against::kUploads, "Test accuracy against uploads"},
      {"accuracy-bytes", "test_accuracy", Against::kUplink, "Test accuracy against bytes sent"},
      {"loss-uploads", "train_loss", Against::kUploads, "Train loss against uploads"},
      {"loss-bytes", "train_loss", Against::kUplink, "Train loss against bytes sent"}};
  for (const auto& picture : pictures) {
    findings_.Picture(prefix + picture.name, PlotSvg(runs, picture.metric, picture.against),
                      picture.caption);
  }
}

}  // namespace

void ReproduceSasg(const StudyOptions& options, Findings& findings) {
  Study study(options, findings);
  const std::vector<int> seeds = {1, 19, 31, 42, 80};
  const bool mnist = DataIsHere("mnist");
  const Overrides data = mnist ? Overrides{"data.name=mnist"} : Overrides{};
  study.Compare({"",
                 mnist ? "A network 784-512-10 on MNIST" : "A network 784-512-10 on Fashion-MNIST",
                 data, mnist ? std::vector{.97, .98} : std::vector{.85, .88}, seeds, 200, 600});
  study.LearnByHeart(data);
  if (DataIsHere("cifar10") && TheCatalogue().missing_model("lenet").empty()) {
    // The threshold's rate drops an epoch after the rate itself, as in the authors' notebook.
    study.Compare(
        {"cifar10",
         "LeNet on CIFAR-10",
         {"data.name=cifar10", "model.name=lenet", "train.epochs=30", "algorithm.learning_rate=0.1",
          "algorithm.schedule.kind=step", "algorithm.schedule.at=[10000]"},
         {.6},
         {1},
         100,
         500,
         {"sgd", "sparse-sgd", "lasg", "sasg"},
         false,
         {"algorithm.trigger.coefficient=1", "algorithm.trigger.rate_lag=500"}});
  }
}

}  // namespace hushed
