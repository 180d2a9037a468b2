#include "record/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "commands.h"
#include "hushed/errors.h"
#include "output.h"
#include "record/file.h"
#include "record/groups.h"
#include "record/plot.h"
#include "record/run_folder.h"
#include "record/run_json.h"
#include "record/table.h"

namespace hushed {

namespace fs = std::filesystem;

namespace {

// The run in the folder, or the runs in the folders in it (what `compare` leaves), by name.
void AddRuns(const fs::path& folder, std::vector<Run>& runs) {
  std::vector<fs::path> inside;
  if (fs::is_directory(folder) && !HoldsRun(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (HoldsRun(entry.path())) inside.push_back(entry.path());
    }
  }
  if (inside.empty()) inside.push_back(folder);
  std::sort(inside.begin(), inside.end());
  for (const fs::path& path : inside) runs.push_back(ReadRun(path));
}

}  // namespace

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
  const fs::path file = command.file;
  if (file.extension() != ".html" && file.extension() != ".svg") {
    throw ConfigError(command.file + ": a report ends in .html, a picture in .svg");
  }
  std::vector<Run> runs;
  for (const std::string& folder : command.runs) AddRuns(folder, runs);
  RequireReplaceable(command.file, command.force);
  if (file.has_parent_path()) MakeFolder(file.parent_path());
  if (file.extension() == ".svg") {
    ReplaceFile(command.file, {PlotSvg(runs, MetricsToShow(runs).front(), Against::kUplink)});
  } else {
    WriteReport(runs, command.file);
  }
  PrintRuns(runs, command.file, command.json);
}

}  // namespace hushed
