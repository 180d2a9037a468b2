#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "record/saved_run.h"

namespace hushed {

// A run folder that another process is writing, read as it grows.
class FollowedRun {
 public:
  // Throws DataError when it is no run folder. Look() before anything else.
  explicit FollowedRun(std::filesystem::path folder);

  // Reads what was written since. A last line without its newline waits for it. When the run has
  // begun anew, or has gone back to its checkpoint, its lines are read from the beginning. Throws
  // DataError when the folder is gone or a whole line is malformed.
  void Look();

  // As far as it is known: job_text is empty before job.toml is written, and the summary holds
  // nothing while is_over() is false.
  const Run& run() const { return run_; }

  // Lines before this one were there at the look before.
  std::size_t first_new() const { return first_new_; }

  // The run has come to an end: summary.json is there, and all of its lines were read.
  bool is_over() const { return over_; }

 private:
  void ReadLines();

  Run run_;
  bool over_ = false;
  std::size_t first_new_ = 0;
  std::uint64_t read_bytes_ = 0;  // of metrics.jsonl: whole lines
  std::string last_line_;         // of them, with its newline
};

}  // namespace hushed
