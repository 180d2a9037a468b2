#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "data/readers.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

// Walks a text line by line; knows where it is, for messages.
class Lines {
 public:
  Lines(std::span<const std::byte> bytes, const std::string& name)
      : rest_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), name_(name) {}

  bool Next(std::string_view& line) {
    if (rest_.empty()) return false;
    const auto end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    ++number_;
    return true;
  }

  [[noreturn]] void Fail(const std::string& reason) const {
    throw DataError(fmt::format("{}:{}: {}", name_, number_, reason));
  }

 private:
  std::string_view rest_;
  const std::string& name_;
  std::uint64_t number_ = 0;
};

// What a message shows of a piece of the file: short, and printable.
std::string Shown(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) shown += c >= 0x20 && c < 0x7f ? c : '?';
  return shown + (text.size() > 40 ? "..." : "");
}

std::string_view Trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> Number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

double FiniteNumber(const Lines& lines, std::string_view text, const char* what) {
  const auto value = Number(text);
  if (!value) lines.Fail(fmt::format("{} '{}' is not a number", what, Shown(text)));
  if (!std::isfinite(*value)) lines.Fail(fmt::format("{} '{}' is not finite", what, Shown(text)));
  return *value;
}

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
  std::uint64_t index = 0;
  const auto text = entry.substr(0, colon);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 1 ||
      index > kLargestIndex) {
    lines.Fail(
        fmt::format("index '{}' is not a whole number from 1 to {}", Shown(text), kLargestIndex));
  }
  const bool first = rows.sparse.columns.size() == rows.sparse.row_begin.back();
  if (!first && rows.sparse.columns.back() >= index - 1) {
    lines.Fail(fmt::format("index {} does not ascend", index));
  }
  rows.sparse.columns.push_back(static_cast<std::uint32_t>(index - 1));
  rows.sparse.values.push_back(FiniteNumber(lines, entry.substr(colon + 1), "value"));
  rows.columns = std::max(rows.columns, index);
}

std::vector<std::string_view> Cells(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto comma = line.find(',');
    cells.push_back(Trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

bool IsHeader(const std::vector<std::string_view>& cells) {
  for (const auto cell : cells) {
    if (Number(cell)) return false;
  }
  return true;
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

LabelledRows ReadCsv(std::span<const std::byte> bytes, const std::string& name,
                     std::int64_t label_column) {
  LabelledRows rows;
  Lines lines(bytes, name);
  std::size_t width = 0, label = 0;
  for (std::string_view line; lines.Next(line);) {
    if (Trimmed(line).empty()) continue;
    const auto cells = Cells(line);
    if (width == 0) {
      width = cells.size();
      if (width < 2) lines.Fail("a row needs a label and at least one more column");
      if (label_column >= static_cast<std::int64_t>(width)) {
        lines.Fail(fmt::format("label_column = {} is beyond the {} columns", label_column, width));
      }
      label = label_column < 0 ? width - 1 : static_cast<std::size_t>(label_column);
      rows.columns = width - 1;
      if (IsHeader(cells)) continue;
    }
    if (cells.size() != width) {
      lines.Fail(fmt::format("{} columns, the first row has {}", cells.size(), width));
    }
    for (std::size_t i = 0; i < width; ++i) {
      const double value = FiniteNumber(lines, cells[i], i == label ? "label" : "value");
      (i == label ? rows.targets : rows.dense).push_back(value);
    }
  }
  if (rows.targets.empty()) throw DataError(name + ": holds no rows");
  return rows;
}

}  // namespace hushed
