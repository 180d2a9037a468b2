#include "study.h"

namespace hushed {

void Findings::Heading(const std::string& title) { blocks_.push_back({"### " + title, ""}); }

void Findings::Text(const std::string& markdown) { blocks_.push_back({markdown, ""}); }

void Findings::Add(const std::string& caption, const Table& table) {
  if (!caption.empty()) Text(caption);
  Text(ToMarkdown(table));
}

void Findings::Picture(const std::string& name, const std::string& svg,
                       const std::string& caption) {
  pictures_.emplace_back(name, svg);
  blocks_.push_back({caption, name});
}

void Findings::Number(const std::string& name, double value) { numbers_.emplace_back(name, value); }

std::string Findings::Markdown(const std::string& pictures) const {
  std::string text;
  for (const Block& block : blocks_) {
    std::string part = block.markdown;
    if (!block.picture.empty()) {
      part = "![" + block.markdown + "](" + pictures + "/" + block.picture + ".svg)";
    }
    while (part.ends_with('\n')) part.pop_back();
    text += part + "\n\n";
  }
  return text;
}

}  // namespace hushed
