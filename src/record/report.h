#pragma once

#include <filesystem>
#include <vector>

#include "record/saved_run.h"

namespace hushed {

// Writes one HTML file that opens anywhere, offline: the comparison table, the metrics drawn
// against rounds, uploads, uplink and time, and every run's job, with how to repeat it. Without
// gnuplot the plots are missing and a note says how to get them. Replaces the file.
// Throws ConfigError when there are no runs, DataError naming the file when it cannot be written.
void WriteReport(const std::vector<Run>& runs, const std::filesystem::path& file);

}  // namespace hushed
