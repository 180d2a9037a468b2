#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/wall_clock.h"
#include "record/metrics_line.h"

namespace hushed {

// Writes the lines of metrics.jsonl in another form beside it. Failures throw DataError naming the
// path.
class LineWriter {
 public:
  virtual ~LineWriter() = default;

  // Once, before the first Append(): the run goes on after these lines, or begins when there are
  // none. What was written of later ones goes.
  virtual void Begin(std::span<const MetricsLine> kept) = 0;

  // What was appended survives the end of the program.
  virtual void Append(const MetricsLine& line) = 0;
};

// metrics.csv (RFC 4180): a heading, then the numbers of each line as metrics.jsonl writes them, in
// its order; what is not finite, and what a line lacks, is empty. A metric that comes late is the
// last column.
std::unique_ptr<LineWriter> MakeMetricsCsv(const std::filesystem::path& folder);
inline constexpr char kMetricsCsv[] = "metrics.csv";

// Event files for TensorBoard, one each time the run goes on; see event_writer.cc.
std::unique_ptr<LineWriter> MakeEventWriter(const std::filesystem::path& folder, WallClock clock);

// The event files written there, in order.
std::vector<std::filesystem::path> EventFilesIn(const std::filesystem::path& folder);

}  // namespace hushed
