#include "record/table.h"
#include "record/table_spans.h"

namespace hushed {
namespace {

std::string EscapeMarkdown(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '_' || c == '<' || c == '`' || c == '\\') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

}  // namespace

std::string ToMarkdown(const Table& table) {
  std::string titles = "|", rule = "|";
  for (const Table::Column& column : table.columns) {
    titles += " " +
              EscapeMarkdown(column.title + (column.group.empty() ? "" : " " + column.group)) +
              " |";
    rule += rule.size() == 1 ? "---|" : "---:|";
  }
  std::string text = titles + "\n" + rule + "\n";
  for (const auto& row : table.rows) {
    text += "|";
    for (const Table::Cell& cell : row) {
      const std::string mark = cell.best ? "**" : "";
      text += " " + mark + EscapeMarkdown(cell.text) + mark + " |";
    }
    text += "\n";
  }
  return text;
}

std::string ToHtml(const Table& table) {
  std::string above, titles;
  for (const ColumnSpan& span : SpansOf(table)) {
    const Table::Column& column = table.columns[span.first];
    if (column.group.empty()) {
      above += "<th rowspan=\"2\">" + EscapeHtml(column.title) + "</th>";
      continue;
    }
    above += "<th class=\"group\" colspan=\"" + std::to_string(span.last - span.first) + "\">" +
             EscapeHtml(column.group) + "</th>";
    for (std::size_t c = span.first; c < span.last; ++c) {
      titles += "<th>" + EscapeHtml(table.columns[c].title) + "</th>";
    }
  }
  std::string text =
      "<table>\n<thead><tr>" + above + "</tr><tr>" + titles + "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string open = c == 0        ? "<th scope=\"row\">"
                               : row[c].best ? "<td class=\"best\">"
                                             : "<td>";
      text += open + EscapeHtml(row[c].text) + (c == 0 ? "</th>" : "</td>");
    }
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table>\n";
}

std::string EscapeHtml(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace hushed
