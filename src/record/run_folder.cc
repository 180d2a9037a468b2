#include "record/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "hushed/errors.h"
#include "record/job_difference.h"
#include "record/model_file.h"
#include "record/run_json.h"
#include "record/saved_run.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

constexpr const char* kJob = RunFolder::kJob;
constexpr const char* kMetrics = RunFolder::kMetrics;  // a folder that holds it holds a run
constexpr const char* kSummary = RunFolder::kSummary;
constexpr const char* kModel = RunFolder::kModel;
constexpr const char* kScript = RunFolder::kScript;
constexpr const char* kLog = RunFolder::kLog;
constexpr const char* kCheckpoints = RunFolder::kCheckpoints;

[[noreturn]] void Fail(const fs::path& path, const fs::filesystem_error& error) {
  throw DataError("run folder '" + path.string() + "': " + error.what());
}

// The first file of a run that stands in a folder without metrics.jsonl: somebody else's.
std::string Foreign(const fs::path& path) {
  for (const char* name : {kJob, kSummary, kModel, kScript, kCheckpoints, kMetricsCsv, kLog}) {
    if (fs::exists(path / name)) return name;
  }
  return "";
}

void CutTornLine(const fs::path& metrics) {
  const std::string text = ReadFile(metrics);
  const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0: no line is whole
  if (whole < text.size()) fs::resize_file(metrics, whole);
}

// All but the log, and metrics.jsonl, by which a run is known.
void RemoveRun(const fs::path& path) {
  Checkpoints(path / kCheckpoints).Remove();
  for (const fs::path& file : EventFilesIn(path)) fs::remove(file);
  for (const char* name : {kMetricsCsv, kSummary, kModel, kScript, kJob}) fs::remove(path / name);
}

// Or has reached its target.
bool IsFinished(const fs::path& path) {
  const fs::path summary = path / kSummary;
  if (!fs::exists(summary)) return false;
  const std::string ending = ParseSummary(ReadFile(summary), summary.string()).ending;
  return ending == "finished" || ending == "target";
}

// The run in it, if any, can go on or begin anew.
void RequireResumable(const fs::path& path, const std::string& name) {
  if (!HoldsRun(path)) {
    throw ConfigError(name +
                      "is not empty and holds no run: choose another one, or --force to use it");
  }
  if (Checkpoints(path / kCheckpoints).empty() && IsFinished(path)) {
    throw ConfigError(name +
                      "holds a finished run without its checkpoint: nothing is left to resume, "
                      "--force trains again");
  }
}

}  // namespace

std::string FolderName(const std::string& label, std::uint64_t seed) {
  std::string name;
  for (const char c : label) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '=';
    name += plain ? c : '_';
  }
  return name + "-seed" + std::to_string(seed);
}

bool HoldsRun(const fs::path& path) { return fs::exists(path / kMetrics); }

void RequireUsable(const fs::path& path, IfPresent if_present) try {
  if (!fs::exists(path)) return;
  const std::string name = "run folder '" + path.string() + "' ";
  if (!fs::is_directory(path)) throw ConfigError(name + "is a file");
  if (fs::is_empty(path)) return;
  const bool holds_run = HoldsRun(path);
  if (const std::string foreign = Foreign(path); !holds_run && !foreign.empty()) {
    throw ConfigError(name + "holds " + foreign + " but no run (no " + kMetrics +
                      "), so it is left alone: choose another folder");
  }
  if (if_present == IfPresent::kResume) return RequireResumable(path, name);
  if (if_present == IfPresent::kRefuse) {
    throw ConfigError(name + (holds_run
                                  ? "holds a run: choose another one, go on with it (train "
                                    "--resume), or --force to replace it"
                                  : "is not empty: choose another one, or --force to use it"));
  }
} catch (const fs::filesystem_error& error) {
  Fail(path, error);
}

void RequireSameJob(const fs::path& path, const std::string& toml) {
  if (!fs::exists(path / kJob)) return;
  const std::string difference = JobDifference(ReadFile(path / kJob), toml);
  if (difference.empty()) return;
  throw ConfigError("run folder '" + path.string() +
                    "' holds the run of another job: " + difference);
}

RunFolder::RunFolder(fs::path path, IfPresent if_present, WallClock clock)
    : path_(std::move(path)),
      resumes_(if_present == IfPresent::kResume),
      clock_(std::move(clock)),
      checkpoints_(path_ / kCheckpoints) {
  RequireUsable(path_, if_present);
  MakeFolder(path_);
  lock_.emplace(path_);
  try {
    if (if_present == IfPresent::kReplace) {
      fs::remove(path_ / kLog);
      RemoveRun(path_);
    }
    if (resumes_ && fs::exists(path_ / kMetrics)) CutTornLine(path_ / kMetrics);
  } catch (const fs::filesystem_error& error) {
    Fail(path_, error);
  }
  const auto existing = resumes_ ? OutputFile::Existing::kAppend : OutputFile::Existing::kReplace;
  metrics_.emplace(path_ / kMetrics, existing);
}

std::vector<MetricsLine> RunFolder::GoOn(std::uint64_t lines) {
  const fs::path path = path_ / kMetrics;
  const std::string text = ReadFile(path);
  std::size_t end = 0;
  for (std::uint64_t found = 0; found < lines; ++found) {
    end = text.find('\n', end) + 1;
    if (end == 0) {
      throw DataError(path.string() + ": has " + std::to_string(found) +
                      " lines, and its checkpoint was made after " + std::to_string(lines));
    }
  }
  auto kept = ParseMetricsLines(std::string_view(text).substr(0, end), path.string());
  try {
    fs::resize_file(path, end);
    for (const char* name : {kSummary, kModel, kScript, kMetricsCsv}) fs::remove(path_ / name);
  } catch (const fs::filesystem_error& error) {
    Fail(path_, error);
  }
  BeginWriters(kept);
  return kept;
}

void RunFolder::Restart() {
  try {
    RemoveRun(path_);
  } catch (const fs::filesystem_error& error) {
    Fail(path_, error);
  }
  metrics_.emplace(path_ / kMetrics, OutputFile::Existing::kReplace);
  BeginWriters({});
}

void RunFolder::AlsoWrite(std::unique_ptr<LineWriter> writer) {
  if (!resumes_) writer->Begin({});
  writers_.push_back(std::move(writer));
}

void RunFolder::BeginWriters(std::span<const MetricsLine> kept) {
  for (const auto& writer : writers_) writer->Begin(kept);
}

void RunFolder::Log(std::string_view event, std::string_view text) {
  if (!log_) log_.emplace(path_ / kLog, OutputFile::Existing::kAppend);
  std::string line = fmt::format("{}  {:<10}  {}", TimeText(clock_()), event, text);
  std::ranges::replace(line, '\n', ' ');
  log_->Write(line + "\n");
}

void RunFolder::WriteJob(const std::string& toml) { ReplaceFile(path_ / kJob, {toml}); }

void RunFolder::AppendLine(const MetricsLine& line) {
  metrics_->RequireInPlace();
  metrics_->Write(ToJson(line) + "\n");
  for (const auto& writer : writers_) writer->Append(line);
}

void RunFolder::SyncLines() {
  metrics_->Sync();
  metrics_->RequireInPlace();
}

void RunFolder::WriteSummary(const Summary& summary) {
  SyncLines();
  ReplaceFile(path_ / kSummary, {ToJson(summary)});
}

template <class Real>
void RunFolder::WriteModel(const Layout& layout, std::span<const Real> x) {
  WriteSafetensors(path_ / kModel, layout, x);
}
template void RunFolder::WriteModel(const Layout&, std::span<const float>);
template void RunFolder::WriteModel(const Layout&, std::span<const double>);

void RunFolder::WriteScript(std::string_view bytes) {
  if (!bytes.empty()) ReplaceFile(path_ / kScript, {bytes});
}

}  // namespace hushed
