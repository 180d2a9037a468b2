#include "record/saved_run.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "hushed/errors.h"
#include "record/file.h"
#include "record/run_folder.h"
#include "record/run_json.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSeed = "seed = ";

Summary WithoutSummary(const fs::path& folder, const std::string& job_text,
                       const std::vector<MetricsLine>& lines) {
  Summary summary;
  if (const std::string_view line = SeedLine(job_text); !line.empty()) {
    std::from_chars(line.data() + kSeed.size(), line.data() + line.size(), summary.seed);
  }
  summary.label = fs::absolute(folder / ".").lexically_normal().parent_path().filename().string();
  summary.ending = "interrupted";
  if (lines.empty()) return summary;
  summary.final = lines.back();
  summary.rounds = summary.final.round;
  summary.exchanges = summary.final.exchange;
  summary.steps = summary.final.step;
  summary.seconds.total = summary.final.seconds;
  return summary;
}

}  // namespace

std::vector<MetricsLine> ParseMetricsLines(std::string_view text, const std::string& place) {
  std::vector<MetricsLine> lines;
  for (std::size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1)) {
    lines.push_back(
        ParseMetricsLine(text.substr(0, end), place + ":" + std::to_string(lines.size() + 1)));
  }
  return lines;
}

std::string_view SeedLine(std::string_view job_text) {
  for (std::string_view rest = job_text; !rest.empty() && rest.front() != '[';) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (line.starts_with(kSeed)) return line;
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return {};
}

Run ReadRun(const fs::path& folder) {
  if (!fs::is_directory(folder) || !fs::exists(folder / RunFolder::kMetrics)) {
    throw DataError("'" + folder.string() + "' is not a run folder: it has no " +
                    RunFolder::kMetrics);
  }
  Run run;
  run.path = folder;
  run.job_text = ReadFile(folder / RunFolder::kJob);
  const fs::path metrics = folder / RunFolder::kMetrics;
  run.lines = ParseMetricsLines(ReadFile(metrics), metrics.string());
  const fs::path summary = folder / RunFolder::kSummary;
  run.summary = fs::exists(summary) ? ParseSummary(ReadFile(summary), summary.string())
                                    : WithoutSummary(folder, run.job_text, run.lines);
  return run;
}

}  // namespace hushed
