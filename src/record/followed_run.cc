#include "record/followed_run.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "hushed/errors.h"
#include "record/file.h"
#include "record/run_folder.h"
#include "record/run_json.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMetrics = RunFolder::kMetrics;

// What stands in the file from there on; empty when it is shorter.
std::string ReadFrom(const fs::path& path, std::uint64_t at) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw DataError(path.string() + ": cannot be read: the run folder is gone");
  in.seekg(static_cast<std::streamoff>(at));
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) throw DataError(path.string() + ": reading failed");
  return text;
}

}  // namespace

FollowedRun::FollowedRun(fs::path folder) {
  if (!fs::exists(folder)) throw DataError("'" + folder.string() + "': there is no such folder");
  if (!fs::is_directory(folder) || !fs::exists(folder / kMetrics)) {
    throw DataError("'" + folder.string() + "' is not a run folder: it has no " + kMetrics);
  }
  run_.path = std::move(folder);
}

void FollowedRun::Look() {
  const fs::path job = run_.path / RunFolder::kJob, summary = run_.path / RunFolder::kSummary;
  over_ = fs::exists(summary);  // before the lines: those of a run that is over are all there
  if (over_) run_.summary = ParseSummary(ReadFile(summary), summary.string());
  first_new_ = run_.lines.size();
  ReadLines();
  if (run_.job_text.empty() && fs::exists(job)) run_.job_text = ReadFile(job);
}

void FollowedRun::ReadLines() {
  const fs::path path = run_.path / kMetrics;
  std::string text = ReadFrom(path, read_bytes_ - last_line_.size());
  if (!text.starts_with(last_line_)) {
    run_.lines.clear();
    run_.job_text.clear();
    first_new_ = read_bytes_ = 0;
    last_line_.clear();
    text = ReadFrom(path, 0);
  }
  for (std::size_t at = last_line_.size(), end; (end = text.find('\n', at)) != text.npos;) {
    const std::string_view line = std::string_view(text).substr(at, end - at);
    const std::string place = path.string() + ":" + std::to_string(run_.lines.size() + 1);
    run_.lines.push_back(ParseMetricsLine(line, place));
    last_line_.assign(text, at, end + 1 - at);
    read_bytes_ += last_line_.size();
    at = end + 1;
  }
}

}  // namespace hushed
