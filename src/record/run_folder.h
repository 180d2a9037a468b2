#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "hushed/layout.h"
#include "record/file.h"
#include "record/metrics_line.h"

namespace hushed {

// What to do with a folder that already holds something.
enum class IfPresent {
  kRefuse,   // only an empty folder is taken
  kReplace,  // --force: the run in it makes room
  kResume,   // --resume: the run in it goes on
};

// Whether a run may be written there; touches nothing. Throws ConfigError naming the folder when it
// is a file, or not empty and `if_present` does not cover what it holds.
void RequireUsable(const std::filesystem::path& path, IfPresent if_present);

// Whether a run is, or was, written down there.
bool HoldsRun(const std::filesystem::path& path);

// What a comparison calls the folder of one of its runs: "sasg_batch=20-seed42".
std::string FolderName(const std::string& label, std::uint64_t seed);

// What a run leaves behind: job.toml, metrics.jsonl, summary.json and model.safetensors in one
// folder. Files are replaced whole or not at all. Failures to write throw DataError naming the
// path.
class RunFolder {
 public:
  // Creates the folder and an empty metrics.jsonl, or takes over what is there. kReplace removes
  // the files of a run and no others. kResume keeps them, but cuts a torn last line.
  // Throws as RequireUsable() does.
  RunFolder(std::filesystem::path path, IfPresent if_present);

  const std::filesystem::path& path() const { return path_; }

  void WriteJob(const std::string& toml);

  // Appends one line to metrics.jsonl; it survives the end of the program.
  void AppendLine(const MetricsLine& line);

  void WriteSummary(const Summary& summary);

  // x holds layout.size() scalars: parameters and buffers become tensors of their own name and
  // shape.
  template <class Real>
  void WriteModel(const Layout& layout, std::span<const Real> x);

 private:
  std::filesystem::path path_;
  std::optional<OutputFile> metrics_;
};

}  // namespace hushed
