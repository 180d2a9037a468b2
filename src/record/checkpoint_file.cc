// A checkpoint:
//
//   byte   0       8         12             16    24     32
//          magic   version   scalar_bytes   job   data   sections   XXH64 of all bytes before
//
// A section is its size in bytes (64 bits) and that many bytes; the first is what all workers
// share, others are workers, in order. Numbers are little-endian; a checkpoint goes on on the kind
// of machine it was made on.
#include "record/checkpoint_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::array kMagic = {'h', 'u', 's', 'h', 'e', 'd', '\r', '\n'};
constexpr std::uint32_t kVersion = 3;  // rises with every change of what sections hold

// The first bytes of a file.
struct Preface {
  std::array<char, 8> magic = kMagic;
  std::uint32_t version = kVersion;
  std::uint32_t scalar_bytes = 0;
  std::uint64_t job = 0;
  std::uint64_t data = 0;
};
static_assert(sizeof(Preface) == 32);

constexpr std::uint64_t kTrailerBytes = sizeof(std::uint64_t);

template <class T>
std::span<const std::byte> BytesOf(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

template <class T>
std::span<std::byte> RoomOf(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}

}  // namespace

CheckpointWriter::CheckpointWriter(const std::filesystem::path& path, const CheckpointHead& head)
    : file_(path) {
  Write(BytesOf(Preface{.scalar_bytes = head.scalar_bytes, .job = head.job, .data = head.data}));
}

void CheckpointWriter::Append(std::span<const std::byte> section) {
  const std::uint64_t size = section.size();
  Write(BytesOf(size));
  Write(section);
}

void CheckpointWriter::Keep() {
  const std::uint64_t digest = digest_.value();
  Write(BytesOf(digest));
  file_.Keep();
}

void CheckpointWriter::Write(std::span<const std::byte> bytes) {
  digest_.Add(bytes);
  file_.Write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

CheckpointReader::CheckpointReader(std::unique_ptr<std::istream> file, std::string name,
                                   const CheckpointHead& head)
    : file_(std::move(file)), name_(std::move(name)) {
  RequireWhole();
  RequireHead(head);
}

void CheckpointReader::Next(std::vector<std::byte>& section) {
  std::uint64_t size = 0;
  if (left_ < sizeof size) Fail("a section is missing");
  Read(RoomOf(size));
  left_ -= sizeof size;
  if (size > left_) Fail(fmt::format("a section of {} bytes, and {} are left", size, left_));
  section.resize(size);
  Read(section);
  left_ -= size;
}

void CheckpointReader::Fail(const std::string& what) const { throw DataError(name_ + ": " + what); }

void CheckpointReader::Read(std::span<std::byte> bytes) {
  const auto size = static_cast<std::streamsize>(bytes.size());
  file_->read(reinterpret_cast<char*>(bytes.data()), size);
  if (file_->gcount() != size) Fail("cannot be read");
}

// Sets left_.
void CheckpointReader::RequireWhole() {
  constexpr std::uint64_t kPiece = 1 << 20;  // bytes read at a time
  file_->seekg(0, std::ios::end);
  const std::streamoff end = file_->tellg();
  if (!*file_ || end < 0) Fail("cannot be read");
  const auto size = static_cast<std::uint64_t>(end);
  if (size < sizeof(Preface) + kTrailerBytes) {
    Fail(fmt::format("is cut off: it has {} bytes", size));
  }
  file_->seekg(0);
  RunningDigest digest;
  std::vector<std::byte> piece;
  for (std::uint64_t left = size - kTrailerBytes; left > 0; left -= piece.size()) {
    piece.resize(std::min(left, kPiece));
    Read(piece);
    digest.Add(piece);
  }
  std::uint64_t stated = 0;
  Read(RoomOf(stated));
  if (stated != digest.value()) {
    Fail(fmt::format("is cut off or damaged: its digest is {}, its last bytes say {}",
                     HexDigest(digest.value()), HexDigest(stated)));
  }
  left_ = size - sizeof(Preface) - kTrailerBytes;
}

void CheckpointReader::RequireHead(const CheckpointHead& head) {
  Preface found;
  file_->seekg(0);
  Read(RoomOf(found));
  if (found.magic != kMagic) Fail("is no checkpoint");
  if (found.version != kVersion) {
    Fail(fmt::format("has format {}, and this hushed reads format {}", found.version, kVersion));
  }
  if (found.scalar_bytes != head.scalar_bytes || found.job != head.job) {
    Fail("belongs to another job");
  }
  if (found.data != head.data) Fail("was made with other data");
}

std::unique_ptr<CheckpointReader> OpenCheckpoint(const std::filesystem::path& path,
                                                 const CheckpointHead& head) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    throw DataError(path.string() + ": is no file that can be read");
  }
  return std::make_unique<CheckpointReader>(std::make_unique<std::ifstream>(path, std::ios::binary),
                                            path.string(), head);
}

}  // namespace hushed
