#include <fmt/format.h>

#include <filesystem>
#include <iterator>

#include "core/options.h"
#include "evaluate.h"
#include "output.h"
#include "record/file.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

std::string Header(const Predictions& made, bool scores) {
  std::string line = "index,prediction,label";
  for (std::size_t j = 0; scores && j < made.outputs; ++j) line += fmt::format(",score_{}", j);
  return line + "\n";
}

// Appends the line of one example; numbers read back to the same bits.
void AppendLine(const Predictions& made, std::size_t i, bool scores, std::string& lines) {
  const auto out = std::back_inserter(lines);
  fmt::format_to(out, "{},{},{}", i, made.answers[i], made.targets[i]);
  for (std::size_t j = 0; scores && j < made.outputs; ++j) {
    fmt::format_to(out, ",{}", made.scores[i * made.outputs + j]);
  }
  lines += '\n';
}

void WritePredictions(const fs::path& path, const Predictions& made, bool scores) {
  constexpr std::size_t kBlock = 1 << 20;
  if (path.has_parent_path()) MakeFolder(path.parent_path());
  NewFile file(path);
  std::string lines = Header(made, scores);
  for (std::size_t i = 0; i < made.answers.size(); ++i) {
    AppendLine(made, i, scores, lines);
    if (lines.size() < kBlock) continue;
    file.Write(lines);
    lines.clear();
  }
  file.Write(lines);
  file.Keep();
}

}  // namespace

void RunPredict(const PredictCommand& command) {
  RequireReplaceable(command.file, command.force);
  Evaluation evaluation;
  const Predictions made = PredictRun(
      RequestOf(command), command.split == "train" ? Of::kTraining : Of::kTest, evaluation);
  WritePredictions(command.file, made, command.scores);
  const std::size_t examples = made.answers.size();
  const double accuracy = static_cast<double>(made.correct()) / static_cast<double>(examples);
  if (command.json) {
    nlohmann::ordered_json json = JsonOf(command, evaluation);
    json["file"] = command.file;
    json["examples"] = examples;
    if (made.classes > 0) {
      json["correct"] = made.correct();
      json["accuracy"] = accuracy;
    }
    fmt::print("{}\n", json.dump(2));
    return;
  }
  fmt::print("{}: what {} says of {} {} examples\n", command.file, command.run, examples,
             command.split);
  if (made.classes > 0) {
    fmt::print("  {:<22} {} of {} ({:.6g})\n", "correct", made.correct(), examples, accuracy);
  }
  PrintMetrics(evaluation);
}

}  // namespace hushed
