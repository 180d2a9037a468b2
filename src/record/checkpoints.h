#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "record/checkpoint_file.h"

namespace hushed {

// The checkpoints of one run: files ROUND.ckpt in a folder of their own, which need not exist as
// long as the run's does. Failures throw DataError naming the path.
class Checkpoints {
 public:
  explicit Checkpoints(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool empty() const { return Rounds().empty(); }

  // The one of the latest round that is whole and has this head; null when there is none at all.
  // Each that is passed over is told to `notice`, which may be empty. Throws DataError with what is
  // wrong with each when they all are unsound.
  std::unique_ptr<CheckpointReader> OpenNewest(
      const CheckpointHead& head, const std::function<void(const std::string&)>& notice) const;

  // Begins the checkpoint of this many rounds; takes another's place when it is kept.
  std::unique_ptr<CheckpointWriter> Begin(std::uint64_t round, const CheckpointHead& head) const;

  // Keeps it, and of the others only the newest `generations` - 1 of earlier rounds: those of later
  // ones were passed over.
  void Keep(CheckpointWriter& checkpoint, std::uint64_t round, std::size_t generations) const;

  // Removes every checkpoint, and the folder when nothing else is in it.
  void Remove() const;

 private:
  // Of the files ROUND followed by `ending`, descending.
  std::vector<std::uint64_t> Rounds(const std::string& ending = kEnding) const;
  std::filesystem::path PathOf(std::uint64_t round) const;
  void RemoveUnfinished() const;

  static constexpr const char* kEnding = ".ckpt";

  std::filesystem::path folder_;
};

}  // namespace hushed
