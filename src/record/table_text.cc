#include <algorithm>

#include "record/table.h"
#include "record/table_spans.h"

namespace hushed {
namespace {

constexpr std::size_t kGap = 2;  // blanks between columns

std::size_t WidthOf(const std::string& text) {
  const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

std::string PadRight(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, WidthOf(text)), ' ');
}

std::string PadLeft(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, WidthOf(text)), ' ') + text;
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// The title in lines of at most `width`, which is no less than its longest word.
std::vector<std::string> Wrapped(const std::string& title, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& word : Words(title)) {
    if (!lines.empty() && WidthOf(lines.back()) + 1 + WidthOf(word) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

class TextTable {
 public:
  explicit TextTable(const Table& table) : table_(table) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      std::size_t width = 0;
      for (const std::string& word : Words(table.columns[c].title)) {
        width = std::max(width, WidthOf(word));
      }
      for (const auto& row : table.rows) width = std::max(width, WidthOf(row[c].text));
      widths_.push_back(width);
    }
    for (const ColumnSpan& span : SpansOf(table)) {
      const std::size_t heading = WidthOf(table.columns[span.first].group);
      widths_[span.last - 1] += heading - std::min(heading, WidthOfSpan(span));
    }
  }

  std::string Text(std::size_t width) const {
    const std::vector<ColumnSpan> spans = SpansOf(table_);
    std::string text;
    std::size_t next = 1;
    do {
      std::vector<ColumnSpan> block = {spans.front()};
      std::size_t used = widths_.front();
      while (next < spans.size()) {
        used += kGap + WidthOfSpan(spans[next]);
        if (block.size() > 1 && used > width) break;
        block.push_back(spans[next++]);
      }
      text += (text.empty() ? "" : "\n") + BlockText(block);
    } while (next < spans.size());
    return text;
  }

 private:
  std::size_t WidthOfSpan(const ColumnSpan& span) const {
    std::size_t width = kGap * (span.last - span.first - 1);
    for (std::size_t c = span.first; c < span.last; ++c) width += widths_[c];
    return width;
  }

  std::string BlockText(const std::vector<ColumnSpan>& block) const {
    std::string headings;
    std::vector<std::size_t> columns;
    for (const ColumnSpan& span : block) {
      headings += PadRight(table_.columns[span.first].group, WidthOfSpan(span) + kGap);
      for (std::size_t c = span.first; c < span.last; ++c) columns.push_back(c);
    }
    std::string text = Line(headings) + TitleLines(columns) + Line(Rule(columns));
    for (const auto& row : table_.rows) {
      std::string line;
      for (const std::size_t c : columns) line += Padded(row[c].text, c);
      text += Line(line);
    }
    return text;
  }

  std::string TitleLines(const std::vector<std::size_t>& columns) const {
    std::size_t height = 0;
    for (const std::size_t c : columns) {
      height = std::max(height, Wrapped(table_.columns[c].title, widths_[c]).size());
    }
    std::string text;
    for (std::size_t y = 0; y < height; ++y) {
      std::string line;
      for (const std::size_t c : columns) {
        const auto lines = Wrapped(table_.columns[c].title, widths_[c]);
        const std::size_t above = height - lines.size();
        line += Padded(y < above ? "" : lines[y - above], c);
      }
      text += Line(line);
    }
    return text;
  }

  std::string Rule(const std::vector<std::size_t>& columns) const {
    std::string line;
    for (const std::size_t c : columns) line += std::string(widths_[c], '-') + "  ";
    return line;
  }

  // Names stand left, everything else right.
  std::string Padded(const std::string& text, std::size_t c) const {
    return (c == 0 ? PadRight(text, widths_[c]) : PadLeft(text, widths_[c])) +
           std::string(kGap, ' ');
  }

  // Without blanks at the end; nothing at all when it is blank.
  static std::string Line(const std::string& text) {
    const std::size_t last = text.find_last_not_of(' ');
    return last == text.npos ? "" : text.substr(0, last + 1) + "\n";
  }

  const Table& table_;
  std::vector<std::size_t> widths_;
};

}  // namespace

std::string ToPlainText(const Table& table, std::size_t width) {
  return TextTable(table).Text(width);
}

}  // namespace hushed
