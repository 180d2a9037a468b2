#include "data/partition_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "data/npy.h"
#include "data/text_lines.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

// Takes the word at the front of a line; empty: there is none.
std::string_view TakeWord(std::string_view& line) {
  constexpr std::string_view kBetween = " \t,";
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBetween)));
  const auto word = line.substr(0, line.find_first_of(kBetween));
  line.remove_prefix(word.size());
  return word;
}

// owners: of the examples, kNobody before they are dealt.
Ids ReadHand(const Lines& lines, std::string_view line, std::uint32_t worker,
             std::vector<std::uint32_t>& owners) {
  Ids hand;
  for (auto word = TakeWord(line); !word.empty(); word = TakeWord(line)) {
    const auto id = WholeNumber(word);
    if (!id || *id >= owners.size()) {
      lines.Fail(fmt::format("example '{}' is not a whole number from 0 to {}", Shown(word),
                             owners.size() - 1));
    }
    if (owners[*id] != kNobody) {
      lines.Fail(fmt::format("example {} belongs to worker {} already", *id, owners[*id]));
    }
    owners[*id] = worker;
    hand.push_back(static_cast<std::uint32_t>(*id));
  }
  if (hand.empty()) lines.Fail(fmt::format("worker {} has no example", worker));
  return hand;
}

std::vector<Ids> FromText(std::span<const std::byte> bytes, const std::string& name,
                          std::uint32_t workers, std::uint64_t examples) {
  std::vector<std::uint32_t> owners(examples, kNobody);
  std::vector<Ids> hands;
  Lines lines(bytes, name);
  for (std::string_view line; lines.Next(line);) {
    const auto worker = static_cast<std::uint32_t>(hands.size());
    if (line.starts_with('#') || (worker == workers && Trimmed(line).empty())) continue;
    if (worker == workers) {
      lines.Fail(fmt::format("a line for worker {}: train.workers is {}", worker, workers));
    }
    hands.push_back(ReadHand(lines, line, worker, owners));
  }
  if (hands.size() < workers) {
    throw DataError(
        fmt::format("{}: lines for {} workers: train.workers is {}", name, hands.size(), workers));
  }
  const auto left = std::ranges::count(owners, kNobody);
  if (left > 0) {
    throw DataError(
        fmt::format("{}: {} of the {} training examples belong to nobody, example {} is the first",
                    name, left, examples, std::ranges::find(owners, kNobody) - owners.begin()));
  }
  return hands;
}

std::vector<Ids> FromArray(std::span<const std::byte> bytes, const std::string& name,
                           std::uint32_t workers, std::uint64_t examples) {
  const NpyHeader header = ReadNpyHeader(bytes, name);
  if (header.shape.size() != 1 || header.size != examples) {
    throw DataError(
        fmt::format("{}: shape {} is not one worker for each of the {} training examples", name,
                    header.shape_text(), examples));
  }
  const std::vector<double> owners = NpyNumbers(header, bytes, name);
  std::vector<Ids> hands(workers);
  for (std::uint32_t id = 0; id < owners.size(); ++id) {
    const double owner = owners[id];
    if (owner < 0 || owner >= workers || owner != std::floor(owner)) {
      throw DataError(fmt::format("{}: element ({}): worker {} is not a whole number from 0 to {}",
                                  name, id, owner, workers - 1));
    }
    hands[static_cast<std::size_t>(owner)].push_back(id);
  }
  for (std::uint32_t m = 0; m < workers; ++m) {
    if (hands[m].empty()) throw DataError(fmt::format("{}: worker {} has no example", name, m));
  }
  return hands;
}

}  // namespace

std::vector<Ids> ReadPartition(std::span<const std::byte> bytes, const std::string& name,
                               std::uint32_t workers, std::uint64_t examples) {
  const bool array = !bytes.empty() && bytes[0] == std::byte{0x93};
  return array ? FromArray(bytes, name, workers, examples)
               : FromText(bytes, name, workers, examples);
}

}  // namespace hushed
