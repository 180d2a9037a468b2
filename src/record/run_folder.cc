#include "record/run_folder.h"

#include <cctype>
#include <system_error>
#include <utility>

#include "hushed/errors.h"
#include "record/model_file.h"
#include "record/run_json.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMetrics = "metrics.jsonl";  // a folder that holds it holds a run
constexpr const char* kOthers[] = {"job.toml", "summary.json", "model.safetensors"};

void Create(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    throw DataError("run folder '" + path.string() + "' cannot be made: " + error.message());
  }
}

// The first file of a run that stands in a folder without metrics.jsonl: somebody else's.
std::string Foreign(const fs::path& path) {
  for (const char* name : kOthers) {
    if (fs::exists(path / name)) return name;
  }
  return "";
}

void CutTornLine(const fs::path& metrics) {
  const std::string text = ReadFile(metrics);
  const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0: no line is whole
  if (whole < text.size()) fs::resize_file(metrics, whole);
}

void RemoveRun(const fs::path& path) {
  for (const char* other : kOthers) fs::remove(path / other);
  fs::remove(path / kMetrics);
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
  if (if_present == IfPresent::kRefuse) {
    throw ConfigError(name + (holds_run
                                  ? "holds a run: choose another one, or --force to replace it"
                                  : "is not empty: choose another one, or --force to use it"));
  }
} catch (const fs::filesystem_error& error) {
  throw DataError("run folder '" + path.string() + "': " + error.what());
}

RunFolder::RunFolder(fs::path path, IfPresent if_present) : path_(std::move(path)) {
  RequireUsable(path_, if_present);
  Create(path_);
  try {
    if (if_present == IfPresent::kReplace) RemoveRun(path_);
    if (fs::exists(path_ / kMetrics)) CutTornLine(path_ / kMetrics);
  } catch (const fs::filesystem_error& error) {
    throw DataError("run folder '" + path_.string() + "': " + error.what());
  }
  metrics_.emplace(path_ / kMetrics, OutputFile::Existing::kAppend);
}

void RunFolder::WriteJob(const std::string& toml) { ReplaceFile(path_ / "job.toml", {toml}); }

void RunFolder::AppendLine(const MetricsLine& line) { metrics_->Write(ToJson(line) + "\n"); }

void RunFolder::WriteSummary(const Summary& summary) {
  metrics_->Sync();
  ReplaceFile(path_ / "summary.json", {ToJson(summary)});
}

template <class Real>
void RunFolder::WriteModel(const Layout& layout, std::span<const Real> x) {
  WriteSafetensors(path_ / "model.safetensors", layout, x);
}
template void RunFolder::WriteModel(const Layout&, std::span<const float>);
template void RunFolder::WriteModel(const Layout&, std::span<const double>);

}  // namespace hushed
