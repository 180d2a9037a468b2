#include "config/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/toml_header.h"

namespace hushed {
namespace {

constexpr std::size_t kMostDotsInALine = 256;
constexpr std::size_t kMostKeyParts = 8;

// A dotted key makes a table per dot, and tables are destroyed recursively. Keys end with their
// line and values nest TOML_MAX_NESTED_VALUES deep, so few dots in every line keep all tables
// shallow. (Dots of text and numbers count too: nobody writes so many.)
void RefuseDeepKeys(const JobSource& source) {
  std::size_t line = 1;
  std::size_t dots = 0;
  for (const char c : source.text) {
    if (c == '\n') {
      ++line;
      dots = 0;
    } else if (c == '.' && ++dots > kMostDotsInALine) {
      throw ConfigError(
          fmt::format("{}:{}: more than {} dots in a line", source.name, line, kMostDotsInALine));
    }
  }
}

// The line at which parsing breaks an assumption: the first that, as the last line, still does.
std::size_t BrokenLine(const std::string& text) {
  std::vector<std::size_t> line_ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_ends.push_back(i);
  }
  const auto parses = [&](std::size_t end) {
    try {
      static_cast<void>(toml::parse(std::string_view(text).substr(0, end)));
    } catch (const BrokenAssumption&) {
      return false;
    } catch (const toml::parse_error&) {
    }
    return true;
  };
  const auto broken = std::partition_point(line_ends.begin(), line_ends.end(), parses);
  return static_cast<std::size_t>(broken - line_ends.begin()) + 1;
}

std::string Place(const std::string& name, const toml::source_region& region) {
  return fmt::format("{}:{}", name, region.begin.line);
}

Node Convert(const toml::node& from, std::string key, std::string place, const std::string& name);

// An array of tables, or of numbers; integers among numbers are numbers.
void ConvertArray(const toml::array& from, const std::string& name, Node& to) {
  const auto all = [&](auto predicate) { return std::all_of(from.begin(), from.end(), predicate); };
  to.type = Node::Type::kValue;
  if (all([](const toml::node& item) { return item.is_integer(); })) {
    std::vector<std::int64_t> integers;
    for (const toml::node& item : from) integers.push_back(item.as_integer()->get());
    to.value = std::move(integers);
  } else if (all([](const toml::node& item) { return item.is_number(); })) {
    std::vector<double> numbers;
    for (const toml::node& item : from) {
      const auto* integer = item.as_integer();
      numbers.push_back(integer ? static_cast<double>(integer->get())
                                : item.as_floating_point()->get());
    }
    to.value = std::move(numbers);
  } else if (all([](const toml::node& item) { return item.is_table(); })) {
    to.type = Node::Type::kTables;
    for (const toml::node& item : from) {
      to.children.push_back(Convert(item, "", Place(name, item.source()), name));
    }
  } else {
    to.type = Node::Type::kForeign;
    to.text = "a list of other things than numbers";
  }
}

void ConvertTable(const toml::table& from, const std::string& name, Node& to) {
  std::vector<std::pair<const toml::key*, const toml::node*>> entries;
  for (const auto& [key, node] : from) entries.emplace_back(&key, &node);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return a.first->source().begin < b.first->source().begin;
  });
  for (const auto& [key, node] : entries) {
    to.children.push_back(
        Convert(*node, std::string(key->str()), Place(name, key->source()), name));
  }
}

Node Convert(const toml::node& from, std::string key, std::string place, const std::string& name) {
  Node to{.key = std::move(key), .place = std::move(place)};
  to.type = Node::Type::kValue;
  if (const auto* boolean = from.as_boolean()) {
    to.value = boolean->get();
  } else if (const auto* integer = from.as_integer()) {
    to.value = integer->get();
  } else if (const auto* number = from.as_floating_point()) {
    to.value = number->get();
  } else if (const auto* text = from.as_string()) {
    to.value = text->get();
  } else if (const auto* array = from.as_array()) {
    ConvertArray(*array, name, to);
  } else if (const auto* table = from.as_table()) {
    to.type = Node::Type::kTable;
    ConvertTable(*table, name, to);
  } else {
    to.type = Node::Type::kForeign;
    to.text = "a date or time";
  }
  return to;
}

// Where an override points: "algorithm.compress.fraction" in its parts.
std::vector<std::string> KeyParts(const std::string& key, const std::string& place) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  std::vector<std::string> parts(1);
  bool well_formed = true;
  for (const char c : key) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      well_formed = well_formed && is_part(c);
      parts.back() += c;
    }
  }
  for (const std::string& part : parts) well_formed = well_formed && !part.empty();
  if (!well_formed || parts.size() > kMostKeyParts) {
    throw ConfigError(place + ": expected a key such as algorithm.learning_rate before the '='");
  }
  return parts;
}

// The value of an override; "v" alone is the key it is parsed under, so nothing but a value fits.
Node ParseValue(const std::string& text, const std::string& place) {
  const auto parse = [&](const std::string& toml) {
    return ParseTree({.name = place, .text = "v = " + toml});
  };
  Node tree;
  try {
    tree = parse(text);
  } catch (const ConfigError&) {
    const bool bare = !text.empty() && text.find_first_of("'\"\n\r") == std::string::npos &&
                      text[0] != '[' && text[0] != '{';
    if (!bare) throw ConfigError(place + ": the value is neither TOML nor a bare word");
    tree = parse("'" + text + "'");
  }
  if (tree.children.size() != 1 || tree.children[0].key != "v") {
    throw ConfigError(place + ": expected a single value");
  }
  return std::move(tree.children[0]);
}

void SetPlace(const std::string& place, Node& node) {
  node.place = place;
  for (Node& child : node.children) SetPlace(place, child);
}

Node& Entry(const std::string& key, const std::string& place, Node& table) {
  for (Node& child : table.children) {
    if (child.key == key) return child;
  }
  table.children.push_back({.key = key, .place = place});
  return table.children.back();
}

}  // namespace

const Node* Node::Find(const std::string& name) const {
  for (const Node& child : children) {
    if (child.key == name) return &child;
  }
  return nullptr;
}

Node ParseTree(const JobSource& source) {
  if (source.text.size() > kLongestJobFile) {
    throw ConfigError(source.name + ": larger than 1 MiB: not a job file");
  }
  RefuseDeepKeys(source);
  try {
    const toml::table table = toml::parse(source.text);
    return Convert(table, "", source.name, source.name);
  } catch (const toml::parse_error& error) {
    const toml::source_position& at = error.source().begin;
    throw ConfigError(
        fmt::format("{}:{}:{}: {}", source.name, at.line, at.column, error.description()));
  } catch (const BrokenAssumption&) {
    throw ConfigError(
        fmt::format("{}:{}: expected a key or a value", source.name, BrokenLine(source.text)));
  }
}

void ApplyOverride(const std::string& assignment, Node& root) {
  const std::string place = "--set " + assignment;
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) throw ConfigError(place + ": expected key=value");
  const std::vector<std::string> parts = KeyParts(assignment.substr(0, equals), place);
  Node value = ParseValue(assignment.substr(equals + 1), place);
  Node* node = &root;
  for (const std::string& part : parts) {
    if (node->type != Node::Type::kTable) {
      throw ConfigError(fmt::format("{}: {} is no table ({})", place, node->key, node->place));
    }
    node = &Entry(part, place, *node);
  }
  value.key = parts.back();
  SetPlace(place, value);
  *node = std::move(value);
}

}  // namespace hushed
