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
    std::string text;
    for (const MetricsLine& line : kept) text += TextOf(line);
    ReplaceFile(path_, {text});
    file_.emplace(path_, OutputFile::Existing::kAppend);
  }

  void Append(const MetricsLine& line) override { file_->Write(TextOf(line)); }

 private:
  // The row, and before the first one the heading. The first line says what the columns are.
  std::string TextOf(const MetricsLine& line) {
    const Json json = ParseJson(ToJson(line), path_.string());
    std::string text;
    if (columns_.empty()) {
      for (const auto& item : json.items()) {
        text += (columns_.empty() ? "" : ",") + Field(item.key());
        columns_.push_back(item.key());
      }
      text += "\n";
    }
    for (const std::string& column : columns_) {
      if (&column != &columns_.front()) text += ",";
      const auto found = json.find(column);
      if (found != json.end() && !found->is_null()) text += found->dump();
    }
    return text + "\n";
  }

  std::filesystem::path path_;
  std::vector<std::string> columns_;
  std::optional<OutputFile> file_;
};

}  // namespace

std::unique_ptr<LineWriter> MakeMetricsCsv(const std::filesystem::path& folder) {
  return std::make_unique<MetricsCsv>(folder / kMetricsCsv);
}

}  // namespace hushed
