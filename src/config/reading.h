#pragma once

#include <string>
#include <vector>

#include "config/tree.h"

// What reading a job file is made of: nodes to checked values. Everything throws ConfigError with
// the node's place.
namespace hushed {

using Names = std::vector<std::string>;

bool Contains(const Names& names, const std::string& name);

[[noreturn]] void Fail(const Node& at, const std::string& message);

// The value of a key, checked. `key` is its full name: "algorithm.compress.fraction".
Value ReadValue(OptionInfo info, const std::string& key, const Node& node);

void RequireTable(const std::string& path, const Node& node);

// Whether --set, not the file, says it; a null node says nothing.
bool FromOverride(const Node* node);

// The entries of `table` that `infos` declare, checked; `others` are the keys read elsewhere.
// `place` names the table in the error for any other key. `leftovers` are options of other kinds:
// where an override has chosen this kind, what the file says of them is passed over.
Values ReadOptions(const std::vector<OptionInfo>& infos, const std::string& path, const Node& table,
                   const Names& others, const std::string& place, const Names& leftovers = {});

}  // namespace hushed
