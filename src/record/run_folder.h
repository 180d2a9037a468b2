#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/wall_clock.h"
#include "hushed/problem.h"
#include "record/checkpoints.h"
#include "record/file.h"
#include "record/line_writer.h"
#include "record/metrics_line.h"

namespace hushed {

// What to do with a folder that already holds something.
enum class IfPresent {
  kRefuse,   // only an empty folder is taken
  kReplace,  // --force: the run in it makes room
  kResume,   // --resume: the run in it goes on; or begins, where nothing is
};

// Whether a run may be written there; touches nothing. Throws ConfigError naming the folder when it
// is a file, or not empty and `if_present` does not cover what it holds. kResume covers a run, but
// not one that is finished and has no checkpoint: it would be trained again.
void RequireUsable(const std::filesystem::path& path, IfPresent if_present);

// Throws ConfigError naming the first key in which the job of the run there, if any, differs from
// this one: two results of ToToml().
void RequireSameJob(const std::filesystem::path& path, const std::string& toml);

// Whether a run is, or was, written down there.
bool HoldsRun(const std::filesystem::path& path);

// What a comparison calls the folder of one of its runs: "sasg_batch=20-seed42".
std::string FolderName(const std::string& label, std::uint64_t seed);

// What a run leaves behind: job.toml, metrics.jsonl, summary.json, model.safetensors, for some
// networks model.pt, log.txt and checkpoint/ in one folder. Files are replaced whole or not at all.
// Failures to write throw DataError naming the path.
class RunFolder {
 public:
  static constexpr const char* kJob = "job.toml";
  static constexpr const char* kMetrics = "metrics.jsonl";
  static constexpr const char* kSummary = "summary.json";
  static constexpr const char* kModel = "model.safetensors";
  static constexpr const char* kScript = "model.pt";
  static constexpr const char* kLog = "log.txt";
  static constexpr const char* kCheckpoints = "checkpoint";

  // Creates the folder and an empty metrics.jsonl, or takes over what is there. kReplace removes
  // the files of a run and no others. kResume keeps them, but cuts a torn last line; GoOn() or
  // Restart() must follow. Throws as RequireUsable() does, and ConfigError while another run is
  // written there. clock: what log.txt takes its times from.
  RunFolder(std::filesystem::path path, IfPresent if_present, WallClock clock = SystemClock());

  const std::filesystem::path& path() const { return path_; }
  const Checkpoints& checkpoints() const { return checkpoints_; }

  // The run goes on from where it had written this many lines, which are returned: cuts those after
  // them and removes summary.json and the model. Throws DataError when there are fewer.
  std::vector<MetricsLine> GoOn(std::uint64_t lines);

  // Removes the files of the run, which begins anew. log.txt stays.
  void Restart();

  // Has every line written by `writer`, too. To be said before the first line, GoOn() and
  // Restart().
  void AlsoWrite(std::unique_ptr<LineWriter> writer);

  // Appends a line to log.txt: the time, what happened in a word, and the rest.
  void Log(std::string_view event, std::string_view text);

  void WriteJob(const std::string& toml);

  // Appends one line to metrics.jsonl and has the others write theirs; it survives the end of the
  // program. Throws DataError when the folder has been moved or removed, as SyncLines() and
  // WriteSummary() do: what is written there would be lost.
  void AppendLine(const MetricsLine& line);

  // The lines that were appended survive the machine's end.
  void SyncLines();

  void WriteSummary(const Summary& summary);

  // x holds layout.size() scalars: parameters and buffers become tensors of their own name and
  // shape.
  template <class Real>
  void WriteModel(const Layout& layout, std::span<const Real> x);

  // model.pt, the bytes of a TorchScript file; none when they are empty.
  void WriteScript(std::string_view bytes);

 private:
  void BeginWriters(std::span<const MetricsLine> kept);

  std::filesystem::path path_;
  bool resumes_;
  WallClock clock_;
  Checkpoints checkpoints_;
  std::optional<FolderLock> lock_;
  std::optional<OutputFile> metrics_;
  std::optional<OutputFile> log_;  // opened with its first line
  std::vector<std::unique_ptr<LineWriter>> writers_;
};

}  // namespace hushed
