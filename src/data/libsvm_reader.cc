#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "data/readers.h"
#include "data/text_lines.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

// The text up to the next blank, taken off the front.
std::string_view Word(std::string_view& rest) {
  rest = Trimmed(rest);
  const auto end = rest.find_first_of(" \t");
  const auto word = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  return word;
}

void AppendEntry(const Lines& lines, std::string_view entry, LabelledRows& rows) {
  constexpr std::uint64_t kLargestIndex = 0xFFFFFFFF;
  const auto colon = entry.find(':');
  if (colon == std::string_view::npos) {
    lines.Fail(fmt::format("'{}' is not index:value", Shown(entry)));
  }
  const auto text = entry.substr(0, colon);
  const auto index = WholeNumber(text);
  if (!index || *index < 1 || *index > kLargestIndex) {
    lines.Fail(
        fmt::format("index '{}' is not a whole number from 1 to {}", Shown(text), kLargestIndex));
  }
  const bool first = rows.sparse.columns.size() == rows.sparse.row_begin.back();
  if (!first && rows.sparse.columns.back() >= *index - 1) {
    lines.Fail(fmt::format("index {} does not ascend", *index));
  }
  rows.sparse.columns.push_back(static_cast<std::uint32_t>(*index - 1));
  rows.sparse.values.push_back(FiniteNumber(lines, entry.substr(colon + 1), "value"));
  rows.columns = std::max(rows.columns, *index);
}

}  // namespace

LabelledRows ReadLibsvm(std::span<const std::byte> bytes, const std::string& name) {
  LabelledRows rows;
  rows.sparse.row_begin = {0};
  Lines lines(bytes, name);
  for (std::string_view line; lines.Next(line);) {
    std::string_view rest = Trimmed(line.substr(0, line.find('#')));
    if (rest.empty()) continue;
    rows.targets.push_back(FiniteNumber(lines, Word(rest), "label"));
    for (auto entry = Word(rest); !entry.empty(); entry = Word(rest)) {
      AppendEntry(lines, entry, rows);
    }
    rows.sparse.row_begin.push_back(rows.sparse.columns.size());
  }
  if (rows.targets.empty()) throw DataError(name + ": holds no rows");
  return rows;
}

}  // namespace hushed
