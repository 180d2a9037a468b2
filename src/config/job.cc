#include "config/job.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hushed {
namespace {

// Axes in the order a round walks through them; others follow by name.
constexpr std::array kAxisOrder = {"participation", "local_steps",      "schedule",
                                   "local",         "trigger",          "compress",
                                   "aggregate",     "server_optimizer", "downlink"};

void AppendValues(const Values& values, std::string& toml) {
  for (const auto& [name, value] : values) toml += fmt::format("{} = {}\n", name, ToText(value));
}

void AppendChoice(const std::string& path, const std::string& selector, const Choice& choice,
                  std::string& toml) {
  toml += fmt::format("\n[{}]\n{} = {}\n", path, selector, ToText(choice.kind));
  AppendValues(choice.options, toml);
}

template <class Options>
void AppendFields(const Options& options, std::string& toml) {
  for (const Field<Options>& field : Options::fields()) {
    toml += fmt::format("{} = {}\n", field.name, ToText(field.get(options)));
  }
}

void AppendTrain(const TrainOptions& train, std::string& toml) {
  toml += "\n[train]\n";
  AppendFields(train, toml);
  toml += "targets = [";
  for (std::size_t i = 0; i < train.targets.size(); ++i) {
    toml += fmt::format("{}{{ metric = {}, value = {} }}", i == 0 ? "" : ", ",
                        ToText(train.targets[i].metric), ToText(train.targets[i].value));
  }
  toml += "]\n";
}

}  // namespace

Fields<TrainOptions> TrainOptions::fields() {
  return {
      {"workers", &TrainOptions::workers, Between(1, 1e6),
       "workers that train, each with examples of its own"},
      {"batch", &TrainOptions::batch, Between(0, 1e9),
       "examples a local step uses; 0: all the worker has"},
      {"sampling", &TrainOptions::sampling, OneOf({"epoch", "replacement"}),
       "how batches are drawn; epoch: each worker's examples in a fresh order every pass; "
       "replacement: independently"},
      {"epochs", &TrainOptions::epochs, Between(0, 1e9),
       "length of the run in passes over the training examples; exactly one of epochs, rounds and "
       "steps is above 0"},
      {"rounds", &TrainOptions::rounds, Between(0, 1e12), "length of the run in rounds"},
      {"steps", &TrainOptions::steps, Between(0, 1e12),
       "length of the run in local steps a worker"},
      {"evaluate_every", &TrainOptions::evaluate_every, Between(0, 1e12),
       "local steps between two evaluations; 0: only at the start and the end"},
      {"loss_examples", &TrainOptions::loss_examples, Between(0, 1e12),
       "training examples that train_loss is measured on; 0: all"},
      {"gradient_variance", &TrainOptions::gradient_variance, Anything(),
       "measure r = 1/(2n) sum |g_i - g|^2 over the gradients of the n workers' whole shards at "
       "every evaluation; each time a pass over the training examples, which no counter counts"},
      {"checkpoint_every", &TrainOptions::checkpoint_every, Between(0, 1e12),
       "rounds between two checkpoints, which `hushed train --resume` goes on from; 0: only when "
       "the run is interrupted or ends"},
      {"precision", &TrainOptions::precision, OneOf({"auto", "float", "double"}),
       "scalar of the model; auto: float for networks, double for linear models and quadratics"},
      {"init", &TrainOptions::init, Anything(),
       "safetensors file of the model to begin with; empty: first values are drawn by the seed"},
      {"init_digest", &TrainOptions::init_digest, Anything(),
       "XXH64 of that file; a run notes it and refuses another file; empty: any file is taken"},
      {"stop_at_target", &TrainOptions::stop_at_target, Anything(),
       "whether the run ends at the first evaluation by which targets are reached, before its "
       "length is; never, any (one of them), all, or a metric: all targets of that metric"},
  };
}

Fields<TransportOptions> TransportOptions::fields() {
  return {
      {"reduction", &TransportOptions::reduction, OneOf({"exact", "fast"}),
       "how MPI sums dense messages over ranks; exact: the same bits as on one machine; fast: "
       "MPI_Allreduce, whose bits depend on the number of ranks"},
      {"check_every", &TransportOptions::check_every, Between(0, 1e12),
       "rounds between two comparisons of the ranks' models, which stop the run when they differ; "
       "0: never"},
  };
}

Fields<RecordOptions> RecordOptions::fields() {
  return {
      {"tensorboard", &RecordOptions::tensorboard, Anything(),
       "write TensorBoard event files into the run folder: every number of metrics.jsonl as a "
       "scalar over local steps"},
      {"csv", &RecordOptions::csv, Anything(), "write metrics.csv beside metrics.jsonl"},
  };
}

std::string ToToml(const Job& job) {
  std::string toml = fmt::format("# Every key with its value.\nseed = {}\n", job.seed);
  AppendChoice("data", "name", job.data, toml);
  AppendChoice("partition", "kind", job.partition, toml);
  AppendChoice("model", "name", job.model, toml);
  AppendTrain(job.train, toml);
  toml += "\n[transport]\n";
  AppendFields(job.transport, toml);
  toml += "\n[record]\n";
  AppendFields(job.record, toml);
  toml += fmt::format("\n[algorithm]\nname = {}\nlearning_rate = {}\n", ToText(job.algorithm),
                      ToText(job.learning_rate));
  AppendValues(job.algorithm_options, toml);
  std::vector<std::string> order(kAxisOrder.begin(), kAxisOrder.end());
  for (const auto& [axis, choice] : job.axes) {
    if (std::find(order.begin(), order.end(), axis) == order.end()) order.push_back(axis);
  }
  for (const std::string& axis : order) {
    const auto found = job.axes.find(axis);
    if (found != job.axes.end()) AppendChoice("algorithm." + axis, "kind", found->second, toml);
  }
  return toml;
}

}  // namespace hushed
