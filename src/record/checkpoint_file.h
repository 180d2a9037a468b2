#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/digest.h"
#include "record/file.h"

namespace hushed {

// What a checkpoint belongs to.
struct CheckpointHead {
  std::uint32_t scalar_bytes = 0;  // of the scalar that was trained in
  std::uint64_t job = 0;           // JobDigest() of its job
  std::uint64_t data = 0;          // DigestOf() the data it was trained on
};

// A checkpoint being written, section by section; never more than one section is held. See
// checkpoint_file.cc for the format. Failures throw DataError naming the path.
class CheckpointWriter {
 public:
  CheckpointWriter(const std::filesystem::path& path, const CheckpointHead& head);

  void Append(std::span<const std::byte> section);

  // Until this returns, whatever stood at the path stands there still; afterwards the checkpoint
  // does, and survives the machine's end.
  void Keep();

 private:
  void Write(std::span<const std::byte> bytes);

  NewFile file_;
  RunningDigest digest_;
};

// Reads a checkpoint section by section.
class CheckpointReader {
 public:
  // Reads `file` once through. `name` opens every message. Throws DataError unless it is whole, as
  // its digest tells, and has this head.
  CheckpointReader(std::unique_ptr<std::istream> file, std::string name,
                   const CheckpointHead& head);

  const std::string& name() const { return name_; }
  bool finished() const { return left_ == 0; }

  // The next section. Throws DataError when there is none.
  void Next(std::vector<std::byte>& section);

 private:
  [[noreturn]] void Fail(const std::string& what) const;
  void Read(std::span<std::byte> bytes);
  void RequireWhole();
  void RequireHead(const CheckpointHead& head);

  std::unique_ptr<std::istream> file_;
  std::string name_;
  std::uint64_t left_ = 0;  // bytes of sections that were not read yet
};

// The checkpoint at `path`, which opens every message.
std::unique_ptr<CheckpointReader> OpenCheckpoint(const std::filesystem::path& path,
                                                 const CheckpointHead& head);

}  // namespace hushed
