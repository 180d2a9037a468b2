#pragma once

#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace hushed {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
};

// Reads well-formed XML strictly, for tests: every element in order of appearance. Throws
// std::runtime_error where tags do not nest, an attribute is unquoted or given twice, or '&' begins
// none of XML's own entities.
class XmlElements {
 public:
  explicit XmlElements(const std::string& text) : text_(text) {
    while (at_ < text_.size()) text_[at_] == '<' ? ReadTag() : ReadCharacter();
    if (!open_.empty()) Fail("'" + open_.back() + "' is not closed");
  }

  const std::vector<XmlElement>& all() const { return all_; }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw std::runtime_error(what + " at: " + text_.substr(at_, 40));
  }

  bool Take(const std::string& expected) {
    const bool there = text_.compare(at_, expected.size(), expected) == 0;
    if (there) at_ += expected.size();
    return there;
  }

  void Blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  std::string Name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  text_[at_] == ':' || text_[at_] == '-' || text_[at_] == '_')) {
      ++at_;
    }
    if (at_ == begin) Fail("a name is missing");
    return text_.substr(begin, at_ - begin);
  }

  void ReadCharacter() {
    if (text_[at_] != '&') {
      ++at_;
      return;
    }
    for (const char* entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;"}) {
      if (Take(entity)) return;
    }
    Fail("an unknown entity");
  }

  std::string Value() {
    const char quote = at_ < text_.size() ? text_[at_] : ' ';
    if (quote != '"' && quote != '\'') Fail("a value is not quoted");
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '<') Fail("'<' in a value");
      ReadCharacter();
    }
    if (at_ >= text_.size()) Fail("a value does not end");
    return text_.substr(begin, at_++ - begin);
  }

  void ReadTag() {
    if (Take("</")) {
      const std::string name = Name();
      Blanks();
      if (open_.empty() || open_.back() != name || !Take(">")) Fail("'" + name + "' ends nothing");
      open_.pop_back();
      return;
    }
    Take("<");
    XmlElement element{Name(), {}};
    for (Blanks(); !Take("/>"); Blanks()) {
      if (Take(">")) {
        open_.push_back(element.name);
        break;
      }
      const std::string name = Name();
      Blanks();
      const bool assigned = Take("=");
      Blanks();
      if (!assigned || !element.attributes.emplace(name, Value()).second) Fail("bad attribute");
    }
    all_.push_back(element);
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  std::vector<XmlElement> all_;
};

}  // namespace hushed
