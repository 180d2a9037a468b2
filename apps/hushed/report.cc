#include "record/report.h"

#include <fmt/format.h>

#include <filesystem>

#include "commands.h"
#include "hushed/errors.h"
#include "record/file.h"
#include "record/groups.h"
#include "record/plot.h"
#include "record/run_json.h"
#include "record/table.h"

namespace hushed {

namespace fs = std::filesystem;

void PrintRuns(const std::vector<Run>& runs, const std::string& report, bool json) {
  if (json) {
    std::string summaries;
    for (const Run& run : runs) summaries += (summaries.empty() ? "" : ",") + ToJson(run.summary);
    fmt::print("[{}]\n", summaries);
  } else {
    fmt::print("{}\nreport: {}\n", ToPlainText(CompareRuns(runs)), report);
  }
}

void RunReport(const ReportCommand& command) {
  std::vector<Run> runs;
  for (const std::string& folder : command.runs) runs.push_back(ReadRun(folder));
  if (fs::exists(command.file) && !command.force) {
    throw ConfigError(
        fmt::format("{} exists already: choose another file or add --force", command.file));
  }
  if (fs::path(command.file).extension() == ".svg") {
    ReplaceFile(command.file, {PlotSvg(runs, MetricsToShow(runs).front(), Against::kUplink)});
  } else {
    WriteReport(runs, command.file);
  }
  PrintRuns(runs, command.file, command.json);
}

}  // namespace hushed
