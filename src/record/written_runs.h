#pragma once

// Test support: runs that stand in a folder.
#include <filesystem>
#include <string>
#include <vector>

#include "hushed/errors.h"
#include "record/fake_runs.h"
#include "record/run_folder.h"

namespace hushed {

// A whole run in folder/name.
inline std::filesystem::path WriteRun(const TemporaryFolder& folder, const std::string& name) {
  const SavedRun run = LearningRun("sgd", 1, 3, 1.0);
  RunFolder writer(folder / name, IfPresent::kRefuse);
  writer.WriteJob(run.job_text);
  for (const MetricsLine& line : run.lines) writer.AppendLine(line);
  const std::vector<float> x = {1, 2};
  Layout layout;
  layout.AddParameter("weight", {2});
  writer.WriteModel<float>(layout, x);
  writer.WriteSummary(run.summary);
  return folder / name;
}

inline void AddCheckpoint(const std::filesystem::path& run) {
  const Checkpoints checkpoints(run / "checkpoint");
  checkpoints.Keep(*checkpoints.Begin(3, {}), 3, 2);
}

// Why the folder is not taken; empty when it is.
inline std::string Refusal(const std::filesystem::path& path, IfPresent if_present) {
  try {
    RunFolder folder(path, if_present);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace hushed
