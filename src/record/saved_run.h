#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "record/metrics_line.h"

namespace hushed {

// A run as its folder tells it.
struct Run {
  std::filesystem::path path;  // the folder; empty when the run never was in one
  Summary summary;
  std::vector<MetricsLine> lines;  // in the order they were written
  std::string job_text;            // the resolved job.toml

  // What comparisons call it: the summary's label, or else the algorithm.
  const std::string& label() const {
    return summary.label.empty() ? summary.algorithm : summary.label;
  }
};

// The line "seed = 42" of a resolved job, without its newline; empty when there is none.
std::string_view SeedLine(std::string_view job_text);

// The lines of metrics.jsonl; what follows the last newline is passed over. `place` names the file
// in errors. Throws DataError.
std::vector<MetricsLine> ParseMetricsLines(std::string_view text, const std::string& place);

// Reads a run folder. A last line without its newline is torn (the run was cut off) and skipped; a
// missing summary.json is replaced by what the job and the last line say, with ending "interrupted"
// and the folder's name as the label; what they do not say is 0. Anything else malformed throws
// DataError naming file and line.
Run ReadRun(const std::filesystem::path& folder);

}  // namespace hushed
