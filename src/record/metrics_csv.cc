#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "record/file.h"
#include "record/json_reader.h"
#include "record/line_writer.h"
#include "record/run_json.h"

namespace hushed {
namespace {

// Quoted where the text would end the field or the line.
std::string Field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + "\"";
}

class MetricsCsv final : public LineWriter {
 public:
  explicit MetricsCsv(std::filesystem::path path) : path_(std::move(path)) {}

  void Begin(std::span<const MetricsLine> kept) override {
    columns_.clear();
    for (const MetricsLine& line : kept) AddColumns(NumbersOf(line));
    std::string text = Heading();
    for (const MetricsLine& line : kept) text += Row(NumbersOf(line));
    Replace(text);
  }

  void Append(const MetricsLine& line) override {
    const Json numbers = NumbersOf(line);
    const std::size_t heading_bytes = Heading().size(), columns = columns_.size();
    AddColumns(numbers);
    if (columns_.size() > columns) Widen(heading_bytes, columns_.size() - columns);
    file_->Write(Row(numbers));
  }

 private:
  Json NumbersOf(const MetricsLine& line) const { return ParseJson(ToJson(line), path_.string()); }

  void AddColumns(const Json& numbers) {
    for (const auto& item : numbers.items()) {
      if (std::ranges::find(columns_, item.key()) == columns_.end()) columns_.push_back(item.key());
    }
  }

  // Writes the file anew with the heading as it is now, and `more` empty cells at the end of a row.
  void Widen(std::size_t heading_bytes, std::size_t more) {
    const std::string old = ReadFile(path_);
    std::string text = Heading();
    for (std::size_t at = heading_bytes, end; (end = old.find('\n', at)) != old.npos;) {
      text.append(old, at, end - at).append(more, ',').append("\n");
      at = end + 1;
    }
    Replace(text);
  }

  void Replace(const std::string& text) {
    ReplaceFile(path_, {text});
    file_.emplace(path_, OutputFile::Existing::kAppend);
  }

  std::string Heading() const {
    std::string text;
    for (const std::string& column : columns_) text += (text.empty() ? "" : ",") + Field(column);
    return text.empty() ? "" : text + "\n";
  }

  std::string Row(const Json& numbers) const {
    std::string text;
    for (const std::string& column : columns_) {
      if (&column != &columns_.front()) text += ",";
      const auto found = numbers.find(column);
      if (found != numbers.end() && !found->is_null()) text += found->dump();
    }
    return text + "\n";
  }

  std::filesystem::path path_;
  std::vector<std::string> columns_;  // in the order in which lines brought them
  std::optional<OutputFile> file_;
};

}  // namespace

std::unique_ptr<LineWriter> MakeMetricsCsv(const std::filesystem::path& folder) {
  return std::make_unique<MetricsCsv>(folder / kMetricsCsv);
}

}  // namespace hushed
