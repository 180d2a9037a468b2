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

std::string HtmlCell(const Table::Cell& cell, bool names_row) {
  if (names_row) return "<th scope=\"row\">" + EscapeHtml(cell.text) + "</th>";
  return (cell.best ? "<td class=\"best\">" : "<td>") + EscapeHtml(cell.text) + "</td>";
}

std::string HtmlTable(const Table& table, const std::vector<std::size_t>& columns,
                      const std::string& caption) {
  std::string text = "<table>\n";
  if (!caption.empty()) text += "<caption>" + EscapeHtml(caption) + "</caption>\n";
  text += "<thead><tr>";
  for (const std::size_t c : columns) text += "<th>" + EscapeHtml(table.columns[c].title) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (const std::size_t c : columns) text += HtmlCell(row[c], c == 0);
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table>\n";
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
      const char* mark = cell.best ? "**" : "";
      text.append(" ").append(mark).append(EscapeMarkdown(cell.text)).append(mark).append(" |");
    }
    text += "\n";
  }
  return text;
}

std::string ToHtml(const Table& table) {
  std::vector<std::size_t> plain;
  std::string grouped;
  for (const ColumnSpan& span : SpansOf(table)) {
    std::vector<std::size_t> columns = {0};
    for (std::size_t c = span.first; c < span.last; ++c) columns.push_back(c);
    const std::string& group = table.columns[span.first].group;
    if (group.empty()) {
      plain.push_back(span.first);
    } else {
      grouped += HtmlTable(table, columns, group);
    }
  }
  return (plain.size() > 1 || grouped.empty() ? HtmlTable(table, plain, "") : "") + grouped;
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
