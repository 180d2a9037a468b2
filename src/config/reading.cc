#include "config/reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/schema.h"

namespace hushed {

bool Contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void Fail(const Node& at, const std::string& message) {
  throw ConfigError(fmt::format("{}: {}", at.place, message));
}

Value ReadValue(OptionInfo info, const std::string& key, const Node& node) {
  info.name = key;
  try {
    if (node.type == Node::Type::kValue) return Checked(info, node.value);
    const bool table = node.type == Node::Type::kTable;
    const bool tables = node.type == Node::Type::kTables;
    throw NotAllowed(info, table ? "a table" : tables ? "a list of tables" : node.text);
  } catch (const ConfigError& error) {
    Fail(node, error.what());
  }
}

void RequireTable(const std::string& path, const Node& node) {
  if (node.type != Node::Type::kTable)
    Fail(node, fmt::format("{} is not a table [{}]", path, path));
}

bool FromOverride(const Node* node) { return node != nullptr && node->place.starts_with("--set"); }

Values ReadOptions(const std::vector<OptionInfo>& infos, const std::string& path, const Node& table,
                   const Names& others, const std::string& place, const Names& leftovers) {
  Values values;
  for (const Node& entry : table.children) {
    if (Contains(others, entry.key)) continue;
    const OptionInfo* info = FindByName(infos, entry.key);
    if (info == nullptr && !FromOverride(&entry) && Contains(leftovers, entry.key)) continue;
    if (info == nullptr) {
      Names known = others;
      for (const OptionInfo& option : infos) known.push_back(option.name);
      Fail(entry, fmt::format("{}: {}", place, UnknownName("key", entry.key, known)));
    }
    values[entry.key] = ReadValue(*info, path + "." + entry.key, entry);
  }
  return values;
}

}  // namespace hushed
