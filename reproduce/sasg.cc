// SASG: Deng, Li, Sun, Lu, "Communication-efficient distributed learning via sparse and adaptive
// stochastic gradient", arXiv:2112.04088.
//
// The authors' first experiment: a network 784-512-10, ten workers, batch 10, top-1% of each
// tensor, D = 10, 20 epochs, five seeds; SGD, Sparse (sparse-sgd), LASG and SASG.
#include <fmt/format.h>

#include "algorithm/catalogue.h"
#include "drawing.h"
#include "lanes.h"
#include "sample.h"
#include "sasg_quantities.h"
#include "study.h"

namespace hushed {
namespace {

struct Experiment {
  std::string name;  // in results.json and in file names
  std::string title;
  std::vector<std::string> overrides;
  std::vector<double> targets;  // test accuracies
  std::vector<int> seeds;
  std::uint64_t epoch_steps;
  std::vector<std::string> methods = {"sgd", "sparse-sgd", "lasg", "sasg"};
  bool beside_authors = true;  // the authors' figures stand beside it
};

struct Method {
  std::string name;
  std::vector<Run> runs;
};

std::string TargetsKey(const std::vector<double>& targets) {
  std::string text;
  for (const double target : targets) {
    text += fmt::format("{}{{ metric = \"test_accuracy\", value = {} }}", text.empty() ? "" : ", ",
                        target);
  }
  return "train.targets=[" + text + "]";
}

class Study {
 public:
  Study(const StudyOptions& options, Findings& findings)
      : options_(options), findings_(findings), lanes_(options) {}

  std::vector<Method> Train(Experiment& experiment);
  void Compare(Experiment experiment);
  void WatchSilence(const Experiment& experiment, const std::vector<Method>& methods);
  void DrawSilence();
  void LearnByHeart();

 private:
  void Tabulate(const Experiment& experiment, const std::string& caption,
                const std::string& authors, const std::vector<Method>& methods,
                const std::vector<Quantity>& quantities);
  void Add(const Experiment& experiment, const std::string& method, const std::string& what,
           const Sample& sample);
  void Draw(const Experiment& experiment, const std::vector<Method>& methods);

  const StudyOptions& options_;
  Findings& findings_;
  Lanes lanes_;
  std::vector<Curve> silence_;  // against train loss
};

std::vector<Method> Study::Train(Experiment& experiment) {
  if (options_.quick) {
    experiment.overrides.insert(experiment.overrides.end(),
                                {"train.epochs=0", "train.steps=100", "data.train_limit=1000",
                                 "data.test_limit=500", "train.evaluate_every=50"});
    experiment.seeds = {1, 19};
    experiment.epoch_steps = 50;
  }
  const std::size_t seeds = experiment.seeds.size();
  std::vector<Method> methods;
  for (const std::string& name : experiment.methods) {
    methods.push_back({name, std::vector<Run>(seeds)});
  }
  lanes_.ForEach(methods.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    Method& method = methods[i / seeds];
    auto overrides = experiment.overrides;
    overrides.push_back("algorithm.name=" + method.name);
    overrides.push_back(TargetsKey(experiment.targets));
    overrides.push_back(fmt::format("seed={}", experiment.seeds[i % seeds]));
    const bool only = experiment.name.empty();
    method.runs[i % seeds] = trainer.Train(
        "sasg-fashion-mnist", overrides, only ? method.name : method.name + " " + experiment.name);
  });
  findings_.Heading(experiment.title);
  return methods;
}

void Study::Add(const Experiment& experiment, const std::string& method, const std::string& what,
                const Sample& sample) {
  const std::string prefix = experiment.name.empty() ? "" : experiment.name + ".";
  findings_.Number(prefix + method + "." + what, sample.mean);
  findings_.Number(prefix + method + "." + what + ".deviation", sample.deviation);
}

void Study::Tabulate(const Experiment& experiment, const std::string& caption,
                     const std::string& authors, const std::vector<Method>& methods,
                     const std::vector<Quantity>& quantities) {
  Table table;
  table.columns = {{"method", ""}};
  for (const Quantity& quantity : quantities) {
    if (experiment.beside_authors && quantity.authors)
      table.columns.push_back({quantity.title, authors});
  }
  for (const Quantity& quantity : quantities) table.columns.push_back({quantity.title, "hushed"});
  for (std::size_t m = 0; m < methods.size(); ++m) {
    std::vector<Table::Cell> row = {{methods[m].name}};
    for (const Quantity& quantity : quantities) {
      if (experiment.beside_authors && quantity.authors) {
        row.push_back({QuantityText(quantity.unit, quantity.authors(kAuthors[m]))});
      }
    }
    for (const Quantity& quantity : quantities) {
      const Sample sample = SampleOf(methods[m].runs, quantity.of);
      row.push_back({SampleText(quantity.unit, sample)});
      Add(experiment, methods[m].name, quantity.name, sample);
    }
    table.rows.push_back(row);
  }
  findings_.Add(caption, table);
}

void Study::Compare(Experiment experiment) {
  const std::vector<Method> methods = Train(experiment);
  const std::string means =
      fmt::format("means over {} seeds, ± sample deviation", experiment.seeds.size());
  Tabulate(experiment, "The whole run; " + means + ".", "authors, MNIST", methods, OfTheWholeRun());
  for (const double target : experiment.targets) {
    Tabulate(experiment,
             fmt::format("To {:g}% test accuracy, looked for every 100 steps; {}; a dash where a "
                         "seed never met it.",
                         100 * target, means),
             "authors, MNIST, to 98%", methods, ToTarget(target));
  }
  Draw(experiment, methods);
  WatchSilence(experiment, methods);
}

void Study::WatchSilence(const Experiment& experiment, const std::vector<Method>& methods) {
  Table table;
  table.columns = {{"method", ""}};
  const std::uint64_t every = experiment.epoch_steps;
  const std::uint64_t epochs = methods[0].runs.front().summary.steps / every;
  for (const Method& method : methods) {
    if (method.name == "sgd" || method.name == "sparse-sgd") continue;
    std::vector<Table::Cell> row = {{method.name}};
    Curve curve;
    curve.label = experiment.name.empty() ? method.name : method.name + " " + experiment.name;
    for (std::uint64_t epoch = 1; epoch <= epochs; ++epoch) {
      const Sample silent =
          SampleOf(method.runs, [&](const Run& run) { return Silent(run, epoch, every); });
      const Sample loss =
          SampleOf(method.runs, [&](const Run& run) { return TrainLossAt(run, epoch * every); });
      curve.points.push_back({loss.mean, silent.mean, silent.mean, silent.mean});
      if (epoch > 2 && epoch % 5 != 0) continue;
      if (table.rows.empty()) table.columns.push_back({fmt::format("{}", epoch * every), ""});
      row.push_back({SampleText(Unit::kShare, silent)});
      Add(experiment, method.name, fmt::format("silent_to_step_{}", epoch * every), silent);
    }
    table.rows.push_back(row);
    silence_.push_back(curve);
  }
  findings_.Add(fmt::format("Share of silent workers in the {} steps before.", every), table);
}

void Study::DrawSilence() {
  findings_.Picture("sasg-silence",
                    DrawCurves("share of silent workers against train loss",
                               {"train loss", Unit::kNumber, Scale::kLogarithmic},
                               {"silent workers", Unit::kShare, Scale::kFromZero}, silence_),
                    "Share of silent workers in each epoch against the train loss at its end");
}

// The authors' networks end at a train loss of 0.006; where the loss gets as low, so does the talk.
void Study::LearnByHeart() {
  Experiment experiment{"by heart",
                        "The same network on 6,000 images, which it learns by heart",
                        {"data.train_limit=6000", "train.epochs=200"},
                        {},
                        {42},
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
  if (DataIsHere("mnist")) {
    study.Compare(
        {"", "A network 784-512-10 on MNIST", {"data.name=mnist"}, {.97, .98}, seeds, 600});
  } else {
    study.Compare({"", "A network 784-512-10 on Fashion-MNIST", {}, {.85, .88}, seeds, 600});
  }
  study.LearnByHeart();
  if (DataIsHere("cifar10") && TheCatalogue().missing_model("lenet").empty()) {
    study.Compare(
        {"cifar10",
         "LeNet on CIFAR-10",
         {"data.name=cifar10", "model.name=lenet", "train.epochs=30", "algorithm.learning_rate=0.1",
          "algorithm.schedule.kind=step", "algorithm.schedule.at=[10000]"},
         {.6},
         {1},
         500,
         {"sgd", "sparse-sgd", "lasg", "sasg"},
         false});
  }
}

}  // namespace hushed
