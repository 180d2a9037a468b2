#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/options.h"

namespace hushed {

// The text of a job file, and the name errors call it by.
struct JobSource {
  std::string name;
  std::string text;
};

// A parsed job file, not yet validated: what TOML says, each part with its place.
struct Node {
  enum class Type {
    kTable,    // children: its entries, in the order of the file
    kTables,   // children: an array's tables (their keys are empty); at least one
    kValue,    // value
    kForeign,  // text: something no option accepts (a date, a mixed list), for the error
  };

  std::string key;    // within the table that holds it
  std::string place;  // "job.toml:12", or "--set key=value"
  Type type = Type::kTable;
  Value value;
  std::string text;
  std::vector<Node> children;

  const Node* Find(const std::string& name) const;  // an entry of a table; nullptr: there is none
};

// Bytes of a job file, at most.
inline constexpr std::size_t kLongestJobFile = 1 << 20;

// Reads TOML. Throws ConfigError "job.toml:3:7: reason" on a syntax error, a repeated key, invalid
// UTF-8, nesting beyond 16 lists or inline tables, and on more than kLongestJobFile bytes.
Node ParseTree(const JobSource& source);

// Applies `--set key=value`: replaces or adds the entry, making the tables on the way. The value is
// read as TOML; what is not TOML, holds no quote and opens no bracket is text (`sasg`,
// `data/a.csv`). Throws ConfigError when `assignment` is malformed or the key leads through
// something that is no table.
void ApplyOverride(const std::string& assignment, Node& root);

}  // namespace hushed
