#include "record/checkpoints.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

#include "hushed/errors.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

// Of "120.ckpt", 120; other names are other people's.
std::optional<std::uint64_t> RoundOf(const std::string& name, const std::string& ending) {
  std::uint64_t round = 0;
  std::from_chars(name.data(), name.data() + name.size(), round);
  return name == std::to_string(round) + ending ? std::optional(round) : std::nullopt;
}

}  // namespace

fs::path Checkpoints::PathOf(std::uint64_t round) const {
  return folder_ / (std::to_string(round) + kEnding);
}

std::vector<std::uint64_t> Checkpoints::Rounds(const std::string& ending) const try {
  std::vector<std::uint64_t> rounds;
  if (!fs::is_directory(folder_)) return rounds;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto round = RoundOf(entry.path().filename().string(), ending);
    if (round) rounds.push_back(*round);
  }
  std::ranges::sort(rounds, std::ranges::greater());
  return rounds;
} catch (const fs::filesystem_error& error) {
  throw DataError(error.what());
}

std::unique_ptr<CheckpointReader> Checkpoints::OpenNewest(
    const CheckpointHead& head, const std::function<void(const std::string&)>& notice) const {
  std::vector<std::string> unsound;
  for (const std::uint64_t round : Rounds()) {
    try {
      auto reader = OpenCheckpoint(PathOf(round), head);
      for (const std::string& what : unsound) {
        if (notice) notice(fmt::format("{}; going on from {}", what, reader->name()));
      }
      return reader;
    } catch (const DataError& error) {
      unsound.emplace_back(error.what());
    }
  }
  if (unsound.empty()) return nullptr;
  throw DataError(fmt::format("no checkpoint can be used: {}", fmt::join(unsound, "; ")));
}

std::unique_ptr<CheckpointWriter> Checkpoints::Begin(std::uint64_t round,
                                                     const CheckpointHead& head) const {
  std::error_code error;
  if (fs::create_directory(folder_, error)) SyncName(folder_);
  if (error) throw DataError(folder_.string() + ": cannot be made: " + error.message());
  return std::make_unique<CheckpointWriter>(PathOf(round), head);
}

void Checkpoints::Keep(CheckpointWriter& checkpoint, std::uint64_t round,
                       std::size_t generations) const {
  checkpoint.Keep();
  std::size_t kept = 1;
  for (const std::uint64_t other : Rounds()) {
    if (other == round || (other < round && kept++ < generations)) continue;
    std::error_code ignored;  // one too many does no harm
    fs::remove(PathOf(other), ignored);
  }
  RemoveUnfinished();
}

// What is left of writing one when the program was killed.
void Checkpoints::RemoveUnfinished() const {
  const std::string ending = std::string(kEnding) + NewFile::kPartial;
  for (const std::uint64_t round : Rounds(ending)) {
    std::error_code ignored;
    fs::remove(folder_ / (std::to_string(round) + ending), ignored);
  }
}

void Checkpoints::Remove() const try {
  for (const std::uint64_t round : Rounds()) fs::remove(PathOf(round));
  RemoveUnfinished();
  std::error_code not_empty;
  fs::remove(folder_, not_empty);
} catch (const fs::filesystem_error& error) {
  throw DataError(error.what());
}

}  // namespace hushed
