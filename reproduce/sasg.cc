// SASG: Deng, Li, Sun, Lu, "Communication-efficient distributed learning via sparse and adaptive
// stochastic gradient", arXiv:2112.04088.
//
// The authors' first experiment: a network 784-512-10, ten workers, batch 10, top-1% of each tensor,
// D = 10, 20 epochs, five seeds; SGD, Sparse (sparse-sgd), LASG and SASG. The authors' figures are
// means over the same seeds of the logs in their repository (xiaogdeng/SASG, commit bdbbc41).
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "algorithm/catalogue.h"
#include "record/plot.h"
#include "sample.h"
#include "study.h"
#include "trainer.h"

namespace hushed {
namespace {

// On MNIST, to 98% test accuracy; bits are values only.
struct Authors {
  const char* algorithm;
  const char* name;
  double uploads_to_target, steps_to_target, bits_to_target, uploads, accuracy, train_loss;
};
constexpr Authors kAuthors[] = {
    {"sgd", "SGD", 62000, 6200, 8.08e11, 120000, .98152, .0152},
    {"sparse-sgd", "Sparse", 66600, 6660, 8.68e9, 120000, .98138, .0154},
    {"lasg", "LASG", 34754.6, 5160, 4.53e11, 61892.4, .98136, .0083},
    {"sasg", "SASG", 24018.4, 5260, 3.13e9, 41717.8, .98202, .0064},
};

// One experiment: what it is trained on and what is to be reached.
struct Experiment {
  std::string name;   // in results.json
  std::string title;  // "FC 784-512-10 on MNIST"
  std::vector<std::string> overrides;
  std::vector<double> targets;  // test accuracies
  std::vector<int> seeds;
  std::uint64_t epoch_steps;
};

bool IsHere(const std::string& data) {
  try {
    Choice choice{data, {}};
    for (const KindInfo& kind : DatasetKinds()) {
      if (kind.name == data) choice.options = Complete(kind.options, {}, "data");
    }
    LoadDataset(choice, 1, 0);
    return true;
  } catch (const DataError&) {
    return false;
  }
}

std::string TargetsKey(const std::vector<double>& targets) {
  std::string text;
  for (const double target : targets) {
    text += fmt::format("{}{{ metric = \"test_accuracy\", value = {} }}", text.empty() ? "" : ", ",
                        target);
  }
  return "train.targets=[" + text + "]";
}

const TargetReached* Reached(const Run& run, double value) {
  for (const TargetReached& target : run.summary.targets) {
    if (target.value == value && target.reached) return &target;
  }
  return nullptr;
}

// value(the line that reached the target); NaN for a run that never did.
template <class Value>
auto AtTarget(double target, const Value& value) {
  return [target, value](const Run& run) {
    const TargetReached* reached = Reached(run, target);
    return reached ? static_cast<double>(value(reached->at))
                   : std::numeric_limits<double>::quiet_NaN();
  };
}

std::string Percent(double share) { return fmt::format("{:.2f}%", 100 * share); }

double Uploads(const Run& run) { return static_cast<double>(run.summary.final.uploads); }

class SasgStudy {
 public:
  SasgStudy(const StudyOptions& options, Findings& findings)
      : options_(options), findings_(findings), trainer_(options) {}

  void Run(Experiment experiment) {
    if (options_.quick) {
      experiment.overrides.insert(experiment.overrides.end(),
                                  {"train.epochs=0", "train.steps=100", "data.train_limit=1000",
                                   "data.test_limit=500", "train.evaluate_every=50"});
      experiment.seeds = {1, 19};
      experiment.epoch_steps = 50;
    }
    std::vector<std::vector<hushed::Run>> by_method;
    std::vector<hushed::Run> all;
    for (const Authors& method : kAuthors) {
      auto overrides = experiment.overrides;
      overrides.push_back(std::string("algorithm.name=") + method.algorithm);
      overrides.push_back(TargetsKey(experiment.targets));
      by_method.push_back(trainer_.Train("sasg-fashion-mnist", overrides,
                                         Label(experiment, method.algorithm), experiment.seeds));
      all.insert(all.end(), by_method.back().begin(), by_method.back().end());
    }
    findings_.Heading(experiment.title);
    TellWhole(experiment, by_method);
    for (const double target : experiment.targets) TellTarget(experiment, target, by_method);
    TellSilence(experiment, by_method);
    Draw(experiment, all);
  }

 private:
  static std::string Label(const Experiment& experiment, const std::string& algorithm) {
    return experiment.name.empty() ? algorithm : algorithm + " " + experiment.name;
  }

  static bool IsAuthors(const Experiment& experiment) { return experiment.name != "cifar10"; }

  void Add(const Experiment& experiment, const std::string& method, const std::string& what,
           const Sample& sample) {
    const std::string name =
        (experiment.name.empty() ? "" : experiment.name + ".") + method + "." + what;
    findings_.Number(name, sample.mean);
    findings_.Number(name + ".deviation", sample.deviation);
  }

  void TellWhole(const Experiment& experiment,
                 const std::vector<std::vector<hushed::Run>>& by_method);
  void TellTarget(const Experiment& experiment, double target,
                  const std::vector<std::vector<hushed::Run>>& by_method);
  void TellSilence(const Experiment& experiment,
                   const std::vector<std::vector<hushed::Run>>& by_method);
  void Draw(const Experiment& experiment, const std::vector<hushed::Run>& runs);

  const StudyOptions& options_;
  Findings& findings_;
  Trainer trainer_;
};

void SasgStudy::TellWhole(const Experiment& experiment,
                          const std::vector<std::vector<hushed::Run>>& by_method) {
  Table table;
  table.columns = {{"method", ""},
                   {"uploads", "authors, MNIST"},
                   {"share", "authors, MNIST"},
                   {"test accuracy", "authors, MNIST"},
                   {"train loss", "authors, MNIST"},
                   {"uploads", "hushed"},
                   {"share", "hushed"},
                   {"values sent", "hushed"},
                   {"bytes sent", "hushed"},
                   {"test accuracy", "hushed"},
                   {"train loss", "hushed"}};
  const double possible = Uploads(by_method[0].front());
  for (std::size_t m = 0; m < by_method.size(); ++m) {
    const Authors& authors = kAuthors[m];
    const auto& runs = by_method[m];
    const Sample uploads = SampleOf(runs, Uploads);
    const Sample share =
        SampleOf(runs, [&](const hushed::Run& run) { return Uploads(run) / possible; });
    const Sample values = SampleOf(runs, [](const hushed::Run& run) {
      return BytesOf(static_cast<double>(run.summary.final.uplink_value_bits));
    });
    const Sample bytes = SampleOf(runs, [](const hushed::Run& run) {
      return BytesOf(static_cast<double>(run.summary.final.uplink_bits));
    });
    const Sample accuracy =
        SampleOf(runs, [](const hushed::Run& run) { return FinalOf(run, "test_accuracy"); });
    const Sample loss =
        SampleOf(runs, [](const hushed::Run& run) { return FinalOf(run, "train_loss"); });
    table.rows.push_back({{authors.algorithm},
                          {fmt::format("{:.0f}", authors.uploads)},
                          {Percent(authors.uploads / kAuthors[0].uploads)},
                          {Percent(authors.accuracy)},
                          {fmt::format("{:.4f}", authors.train_loss)},
                          {fmt::format("{:.0f}", uploads.mean)},
                          {SampleText(Unit::kShare, share)},
                          {QuantityText(Unit::kBytes, values.mean)},
                          {QuantityText(Unit::kBytes, bytes.mean)},
                          {SampleText(Unit::kShare, accuracy)},
                          {SampleText(Unit::kNumber, loss)}});
    Add(experiment, authors.algorithm, "uploads", uploads);
    Add(experiment, authors.algorithm, "share", share);
    Add(experiment, authors.algorithm, "value_bytes", values);
    Add(experiment, authors.algorithm, "bytes", bytes);
    Add(experiment, authors.algorithm, "test_accuracy", accuracy);
    Add(experiment, authors.algorithm, "train_loss", loss);
  }
  findings_.Add(fmt::format("The whole run; means over {} seeds, ± sample deviation.",
                            experiment.seeds.size()),
                table);
}

void SasgStudy::TellTarget(const Experiment& experiment, double target,
                           const std::vector<std::vector<hushed::Run>>& by_method) {
  Table table;
  table.columns = {{"method", ""},
                   {"uploads", "authors, MNIST, 98%"},
                   {"steps", "authors, MNIST, 98%"},
                   {"values", "authors, MNIST, 98%"},
                   {"uploads", "hushed"},
                   {"steps", "hushed"},
                   {"values", "hushed"},
                   {"bytes", "hushed"},
                   {"bytes of sgd's", "hushed"}};
  double bytes_of_sgd = 0.0;
  for (std::size_t m = 0; m < by_method.size(); ++m) {
    const Authors& authors = kAuthors[m];
    const auto at = [&](const auto& value) {
      return SampleOf(by_method[m], AtTarget(target, value));
    };
    const Sample uploads = at([](const MetricsLine& line) { return line.uploads; });
    const Sample steps = at([](const MetricsLine& line) { return line.step; });
    const Sample values = at([](const MetricsLine& line) {
      return BytesOf(static_cast<double>(line.uplink_value_bits));
    });
    const Sample bytes =
        at([](const MetricsLine& line) { return BytesOf(static_cast<double>(line.uplink_bits)); });
    if (m == 0) bytes_of_sgd = bytes.mean;
    table.rows.push_back({{authors.algorithm},
                          {fmt::format("{:.0f}", authors.uploads_to_target)},
                          {fmt::format("{:.0f}", authors.steps_to_target)},
                          {QuantityText(Unit::kBytes, BytesOf(authors.bits_to_target))},
                          {SampleText(Unit::kCount, uploads)},
                          {SampleText(Unit::kCount, steps)},
                          {SampleText(Unit::kBytes, values)},
                          {SampleText(Unit::kBytes, bytes)},
                          {SampleText(Unit::kShare, {bytes.mean / bytes_of_sgd, 0.0})}});
    const std::string to = fmt::format("to_{}", target);
    Add(experiment, authors.algorithm, to + ".uploads", uploads);
    Add(experiment, authors.algorithm, to + ".steps", steps);
    Add(experiment, authors.algorithm, to + ".value_bytes", values);
    Add(experiment, authors.algorithm, to + ".bytes", bytes);
  }
  findings_.Add(fmt::format("To {:.0f}% test accuracy, first met at an evaluation every 100 steps; "
                            "a dash when a seed never met it.",
                            100 * target),
                table);
}

// Uploads between two evaluations, of those possible.
double ShareBetween(const hushed::Run& run, std::uint64_t begin, std::uint64_t end) {
  double from = 0.0, to = 0.0;
  for (const MetricsLine& line : run.lines) {
    if (line.step == begin) from = static_cast<double>(line.uploads);
    if (line.step == end) to = static_cast<double>(line.uploads);
  }
  return (to - from) / static_cast<double>((end - begin) * run.summary.workers);
}

void SasgStudy::TellSilence(const Experiment& experiment,
                            const std::vector<std::vector<hushed::Run>>& by_method) {
  const std::uint64_t epochs = by_method[0].front().summary.steps / experiment.epoch_steps;
  Table table;
  table.columns = {{"method", ""}};
  std::vector<std::uint64_t> shown;
  for (const std::uint64_t epoch : {1, 2, 5, 10, 15, 20, 30}) {
    if (epoch <= epochs) shown.push_back(epoch);
  }
  for (const std::uint64_t epoch : shown) table.columns.push_back({fmt::format("{}", epoch), ""});
  for (const std::size_t m : {std::size_t{2}, std::size_t{3}}) {
    std::vector<Table::Cell> row = {{kAuthors[m].algorithm}};
    for (const std::uint64_t epoch : shown) {
      const Sample silent = SampleOf(by_method[m], [&](const hushed::Run& run) {
        return 1.0 - ShareBetween(run, (epoch - 1) * experiment.epoch_steps,
                                  epoch * experiment.epoch_steps);
      });
      row.push_back({SampleText(Unit::kShare, silent)});
      Add(experiment, kAuthors[m].algorithm, fmt::format("silent_in_epoch_{}", epoch), silent);
    }
    table.rows.push_back(row);
  }
  std::string caption = "Share of silent workers in an epoch.";
  if (IsAuthors(experiment)) {
    caption +=
        " The authors' seed 42 on MNIST: SASG 29.6% in the first epoch, 80.7% in the 20th; LASG "
        "4.9% "
        "and 68.3%.";
  }
  findings_.Add(caption, table);
}

void SasgStudy::Draw(const Experiment& experiment, const std::vector<hushed::Run>& runs) {
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
  SasgStudy study(options, findings);
  const std::vector<int> seeds = {1, 19, 31, 42, 80};
  if (IsHere("mnist")) {
    study.Run({"", "FC 784-512-10 on MNIST", {"data.name=mnist"}, {.97, .98}, seeds, 600});
  } else {
    study.Run({"", "FC 784-512-10 on Fashion-MNIST", {}, {.85, .88}, seeds, 600});
  }
  study.Run({"by-heart",
             "The same on 6,000 images, learned by heart",
             {"data.train_limit=6000", "train.epochs=200"},
             {},
             {1, 19, 42},
             600});
  if (IsHere("cifar10") && TheCatalogue().missing_model("lenet").empty()) {
    study.Run(
        {"cifar10",
         "LeNet on CIFAR-10",
         {"data.name=cifar10", "model.name=lenet", "train.epochs=30", "algorithm.learning_rate=0.1",
          "algorithm.schedule={ kind = \"step\", at = [10000], factor = 0.1 }"},
         {.6},
         {1},
         500});
  }
}

}  // namespace hushed
