#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "data/readers.h"
#include "data/text_lines.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

using Cells = std::vector<std::string_view>;

// The cell at the front of the line without its quotes (doubled quotes within stay doubled); the
// line is left at the separator behind it, or empty.
std::string_view TakeCell(const Lines& lines, char separator, std::string_view& line) {
  std::size_t at = 0;
  while (at < line.size() && line[at] != separator && (line[at] == ' ' || line[at] == '\t')) ++at;
  if (at == line.size() || line[at] != '"') {
    const auto text = line.substr(0, line.find(separator));
    line.remove_prefix(text.size());
    return Trimmed(text);
  }
  std::size_t end = line.find('"', at + 1);
  while (end != std::string_view::npos && line.substr(end + 1).starts_with('"')) {
    end = line.find('"', end + 2);
  }
  if (end == std::string_view::npos) lines.Fail("a quoted cell does not end on its line");
  const auto cell = line.substr(at + 1, end - at - 1);
  line.remove_prefix(end + 1);
  const auto behind = line.substr(0, line.find(separator));
  if (!Trimmed(behind).empty()) lines.Fail(fmt::format("'{}' behind a quoted cell", Shown(behind)));
  line.remove_prefix(behind.size());
  return cell;
}

void CutRow(const Lines& lines, char separator, std::string_view line, Cells& cells) {
  cells.clear();
  for (;;) {
    cells.push_back(TakeCell(lines, separator, line));
    if (line.empty()) return;
    line.remove_prefix(1);
  }
}

// What a column is read as.
enum class Role { kValue, kLabel, kWorker, kSkipped };

// The roles of the columns, by the first row.
class Columns {
 public:
  Columns(const Lines& lines, const CsvFormat& format, const Cells& first)
      : lines_(lines), first_(first), roles_(first.size(), Role::kValue) {
    header_ = std::ranges::none_of(first, [](auto cell) {
      const auto number = Number(cell);
      return number && std::isfinite(*number);  // "nan" and "inf" may be names
    });
    for (const std::string& name : {format.label, format.worker}) NoteName(name);
    for (const std::string& name : format.skipped) NoteName(name);
    if (!format.worker.empty()) Give(Find(format.worker), Role::kWorker, format.worker);
    for (const std::string& name : format.skipped) Give(Find(name), Role::kSkipped, name);
    Give(Label(format), Role::kLabel, format.label.empty() ? "label_column" : format.label);
    values_ = static_cast<std::uint64_t>(std::ranges::count(roles_, Role::kValue));
    if (values_ == 0) {
      lines.Fail("a row needs a label and at least one more column; is data.separator right?");
    }
  }

  bool header() const { return header_; }  // the first row names the columns
  Role role(std::size_t column) const { return roles_[column]; }
  std::size_t size() const { return roles_.size(); }
  std::uint64_t values() const { return values_; }

 private:
  // A row that holds a name that the job gives is a header, even when other names are numbers.
  void NoteName(const std::string& name) {
    if (!name.empty() && !WholeNumber(name) && std::ranges::count(first_, name) > 0) header_ = true;
  }

  std::size_t Find(const std::string& name) const {
    const auto found = std::ranges::find(first_, name);
    if (header_ && found != first_.end()) return static_cast<std::size_t>(found - first_.begin());
    const auto number = WholeNumber(name);
    if (number && *number < first_.size()) return *number;
    if (!header_) {
      lines_.Fail(fmt::format("no column '{}': the file has no header, only columns 0 to {}", name,
                              first_.size() - 1));
    }
    std::vector<std::string> known;
    for (const auto cell : first_) known.push_back(Shown(cell));
    lines_.Fail(UnknownName("column", name, known));
  }

  std::size_t Label(const CsvFormat& format) const {
    if (!format.label.empty()) return Find(format.label);
    const std::int64_t column = format.label_column;
    if (column >= static_cast<std::int64_t>(roles_.size())) {
      lines_.Fail(fmt::format("label_column = {} is beyond the {} columns", column, roles_.size()));
    }
    if (column >= 0) return static_cast<std::size_t>(column);
    for (std::size_t i = roles_.size(); i-- > 1;) {
      if (roles_[i] == Role::kValue) return i;
    }
    return 0;
  }

  void Give(std::size_t column, Role role, const std::string& name) {
    if (roles_[column] != Role::kValue) {
      lines_.Fail(fmt::format("column {} ('{}') is asked for as two of label, worker and skip",
                              column, name));
    }
    roles_[column] = role;
  }

  const Lines& lines_;
  const Cells& first_;
  std::vector<Role> roles_;
  bool header_ = false;
  std::uint64_t values_ = 0;
};

std::uint32_t WorkerOf(const Lines& lines, std::string_view cell) {
  const auto number = Number(cell);
  constexpr double kMost = 0xFFFFFFFE;
  if (number && *number == std::floor(*number) && *number >= 0 && *number <= kMost) {
    return static_cast<std::uint32_t>(*number);
  }
  lines.Fail(fmt::format("worker '{}' is not a whole number from 0", Shown(cell)));
}

void AppendRow(const Lines& lines, const Columns& columns, const Cells& cells, LabelledRows& rows) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    switch (columns.role(i)) {
      case Role::kValue:
        rows.dense.push_back(FiniteNumber(lines, cells[i], "value"));
        break;
      case Role::kLabel:
        rows.targets.push_back(FiniteNumber(lines, cells[i], "label"));
        break;
      case Role::kWorker:
        rows.owners.push_back(WorkerOf(lines, cells[i]));
        break;
      case Role::kSkipped:
        break;
    }
  }
}

// Spreadsheets put one in front of UTF-8.
std::span<const std::byte> WithoutByteOrderMark(std::span<const std::byte> bytes) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.starts_with(kMark) ? bytes.subspan(kMark.size()) : bytes;
}

}  // namespace

LabelledRows ReadCsv(std::span<const std::byte> bytes, const std::string& name,
                     const CsvFormat& format) {
  LabelledRows rows;
  Lines lines(WithoutByteOrderMark(bytes), name);
  Cells first, cells;
  std::optional<Columns> columns;
  for (std::string_view line; lines.Next(line);) {
    if (Trimmed(line).empty()) continue;
    CutRow(lines, format.separator, line, cells);
    if (!columns) {
      first = cells;
      columns.emplace(lines, format, first);
      rows.columns = columns->values();
      if (columns->header()) continue;
    }
    if (cells.size() != columns->size()) {
      lines.Fail(fmt::format("{} columns, the first row has {}", cells.size(), columns->size()));
    }
    AppendRow(lines, *columns, cells, rows);
  }
  if (rows.targets.empty()) throw DataError(name + ": holds no rows");
  return rows;
}

}  // namespace hushed
