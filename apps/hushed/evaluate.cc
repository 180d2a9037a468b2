#include "evaluate.h"

#include <fmt/format.h>

#include "training.h"

namespace hushed {

TrainedRequest RequestOf(const EvaluateCommand& command) {
  return {command.run, command.overrides, command.data, ThreadsOf(command.threads)};
}

nlohmann::ordered_json JsonOf(const EvaluateCommand& command, const Evaluation& evaluation) {
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
  for (const auto& [name, value] : evaluation.metrics) metrics[name] = value;
  return {{"run", command.run},
          {"model_digest", evaluation.model_digest},
          {"train_examples", evaluation.train_examples},
          {"test_examples", evaluation.test_examples},
          {"metrics", metrics}};
}

void PrintMetrics(const Evaluation& evaluation) {
  for (const auto& [name, value] : evaluation.metrics) fmt::print("  {:<22} {:.6g}\n", name, value);
}

void RunEvaluate(const EvaluateCommand& command) {
  const Evaluation evaluation = EvaluateRun(RequestOf(command));
  if (command.json) {
    fmt::print("{}\n", JsonOf(command, evaluation).dump(2));
    return;
  }
  fmt::print("{}: {} training and {} test examples\n", command.run, evaluation.train_examples,
             evaluation.test_examples);
  PrintMetrics(evaluation);
}

}  // namespace hushed
