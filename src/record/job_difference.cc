#include "record/job_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "core/digest.h"

namespace hushed {
namespace {

struct Entry {
  std::string key;  // "train.batch"
  std::string value;
};

// Keys that do not change what is trained, only how long and what is written down of it.
constexpr std::string_view kPassedOver[] = {"train.checkpoint_every", "train.stop_at_target",
                                            "transport.check_every", "record.tensorboard",
                                            "record.csv"};

std::string Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

// In the order of the text, which has a line for each.
std::vector<Entry> EntriesOf(std::string_view text) {
  std::vector<Entry> entries;
  std::string section;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      section = line.substr(1, line.find(']') - 1) + ".";
      continue;
    }
    const std::size_t equals = std::min(line.find('='), line.size());
    Entry entry{section + Trimmed(std::string_view(line).substr(0, equals)),
                Trimmed(std::string_view(line).substr(std::min(equals + 1, line.size())))};
    if (std::ranges::count(kPassedOver, entry.key) == 0) entries.push_back(std::move(entry));
  }
  return entries;
}

std::string ValueIn(const std::vector<Entry>& entries, const std::string& key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? "not set" : found->value;
}

}  // namespace

std::string JobDifference(std::string_view there, std::string_view here) {
  const std::vector<Entry> theirs = EntriesOf(there), ours = EntriesOf(here);
  for (const std::vector<Entry>& side : {ours, theirs}) {
    for (const Entry& entry : side) {
      const std::string a = ValueIn(theirs, entry.key), b = ValueIn(ours, entry.key);
      if (a != b) return fmt::format("{} is {} there and {} here", entry.key, a, b);
    }
  }
  return "";
}

std::uint64_t JobDigest(std::string_view job) {
  std::string text;
  for (const Entry& entry : EntriesOf(job)) text += entry.key + " = " + entry.value + "\n";
  return DigestBytes(std::as_bytes(std::span(text)));
}

}  // namespace hushed
