// Fine-tuning the last layer of a trained network on workers that hold one class each.
#include <fmt/format.h>

#include <algorithm>

#include "algorithm/catalogue.h"
#include "drawing.h"
#include "hushed/errors.h"
#include "implicit_bias_runs.h"
#include "problem/features.h"
#include "record/groups.h"
#include "sample.h"

namespace hushed {
namespace {

constexpr int kRounds = 200;

struct Method {
  std::string name, title;
  Overrides overrides;
};

std::vector<Method> Methods(double rate, int rounds) {
  const auto local = [&](const char* name, const std::string& title, int steps, double lr,
                         const Overrides& more) {
    return Method{name, title, Joined(LocalGd(steps, lr, rounds, 5), more)};
  };
  const Overrides pooled = {"train.workers=1", "partition.kind=copy"};
  return {
      local("centralised", "gradient descent, one step a round", 1, rate, pooled),
      local("L10.shared", "L = 10, η = η₀ / 10", 10, rate / 10, {}),
      local("L100.shared", "L = 100, η = η₀ / 100", 100, rate / 100, {}),
      local("L10.fixed", "L = 10, η = η₀", 10, rate, {}),
      local("L100.fixed", "L = 100, η = η₀", 100, rate, {}),
      local("anchored", "L = 100, η = η₀, λ = 0.001, anchored", 100, rate,
            {"algorithm.local.proximal=0.001", "algorithm.server_optimizer.kind=anchored"}),
      local("centralised100", "gradient descent, 100 steps a round", 100, rate, pooled),
  };
}

// A network trained for an epoch, and what it makes of the images of the last layer's job.
std::shared_ptr<const Dataset> Features(const BiasStudy& study, Trainer& trainer) {
  Overrides training = {"algorithm.name=sgd",    "algorithm.learning_rate=0.1", "train.workers=2",
                        "train.epochs=1",        "train.evaluate_every=0",      "train.targets=[]",
                        "data.train_limit=30000"};
  const Overrides few = {"data.train_limit=500", "data.test_limit=500"};
  if (study.options.quick) training = Joined(training, few);
  const Job job = trainer.JobOf("cnn", training);
  const RunResult network = trainer.Try("cnn", training);
  const double accuracy = MetricOf(network.lines.back(), "test_accuracy");
  study.findings.Number("last-layer.network.test_accuracy", accuracy);
  const Job tuned = trainer.JobOf("local-gd-one-class", study.options.quick ? few : Overrides{});
  const auto images = LoadDataset(tuned.data, 1, tuned.seed);
  const auto features = MakeFeatures(job.model, network.model, *images);
  study.findings.Text(fmt::format(
      "A cnn trained for an epoch of 30,000 images of Fashion-MNIST ({} test accuracy) gives {} "
      "features; its last layer is trained anew, from zero, as softmax regression on {} images, "
      "ten "
      "workers with one class each.",
      QuantityText(Unit::kShare, accuracy), features->columns, features->train.size));
  return features;
}

// 2 / max |a|^2: 1 / the smoothness of the softmax loss.
double RateFor(const Dataset& data) {
  double largest = 0.0;
  for (std::uint64_t i = 0; i < data.train.size; ++i) {
    double square = 0.0;
    for (std::uint64_t j = 0; j < data.columns; ++j) {
      const double entry = data.train.dense[i * data.columns + j];
      square += entry * entry;
    }
    largest = std::max(largest, square);
  }
  return 2.0 / largest;
}

void Tell(const BiasStudy& study, const std::vector<Method>& methods,
          const std::vector<RunResult>& runs, int rounds) {
  Table table;
  table.columns = {{"method", ""}};
  const std::vector<int> looked = {rounds / 20, rounds / 4, rounds};
  for (const int k : looked) table.columns.push_back({fmt::format("k = {}", k), "test accuracy"});
  for (const int k : looked) table.columns.push_back({fmt::format("k = {}", k), "train loss"});
  table.columns.push_back({"to the last row", "direction"});
  for (std::size_t m = 0; m < methods.size(); ++m) {
    std::vector<Table::Cell> row = {{methods[m].title}};
    const std::string name = "last-layer." + methods[m].name;
    for (const char* metric : {"test_accuracy", "train_loss"}) {
      for (const int k : looked) {
        const double value = AtRound(runs[m], static_cast<std::uint64_t>(k), metric);
        row.push_back({KnownText(value, MetricUnit(metric))});
        study.findings.Number(fmt::format("{}.k{}.{}", name, k, metric), value);
      }
    }
    const double error = DirectionError(runs[m].model, runs.back().model);
    row.push_back(NumberCell(error));
    study.findings.Number(name + ".direction_to_centralised", error);
    table.rows.push_back(row);
  }
  study.findings.Add(
      "Last layer: after k rounds. Direction: distance |w/|w| − v/|v|| of the last model from that "
      "of gradient descent with 100 steps a round, which nothing limits but the steps.",
      table);
}

}  // namespace

void TuneTheLastLayer(const BiasStudy& study) {
  study.findings.Heading("The last layer of a trained network");
  if (const std::string why = TheCatalogue().missing_model("cnn"); !why.empty()) {
    return study.findings.Text("Not done: " + why + ".");
  }
  Trainer trainer(study.options);
  const auto features = Features(study, trainer);
  const double rate = RateFor(*features);
  const int rounds = study.options.quick ? 20 : kRounds;
  const auto methods = Methods(rate, rounds);
  std::vector<RunResult> runs;
  std::vector<Curve> accuracy, loss;
  for (const Method& method : methods) {
    const Job job = trainer.JobOf("local-gd-one-class", method.overrides);
    runs.push_back(RunJob(job, {.threads = study.options.threads, .data = features}));
    accuracy.push_back(AgainstRounds(method.title, runs.back(), "test_accuracy"));
    loss.push_back(AgainstRounds(method.title, runs.back(), "train_loss"));
  }
  Tell(study, methods, runs, rounds);
  const DrawnAxis across{"rounds", Unit::kCount, PlotScale::kLogarithmic};
  study.findings.Picture("implicit-bias-last-layer-accuracy",
                         DrawCurves("last layer, one class a worker: test accuracy", across,
                                    {"test accuracy", Unit::kShare, PlotScale::kLinear}, accuracy),
                         "Test accuracy of the last layer against rounds");
  study.findings.Picture("implicit-bias-last-layer-loss",
                         DrawCurves("last layer, one class a worker: train loss", across,
                                    {"train loss", Unit::kNumber, PlotScale::kLogarithmic}, loss),
                         "Train loss of the last layer against rounds");
}

}  // namespace hushed
