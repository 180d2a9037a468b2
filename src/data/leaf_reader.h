#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <unordered_set>
#include <vector>

namespace hushed {

// LEAF's JSON (Caldas et al. 2018, arXiv:1812.01097):
//   {"users": [name, ...], "num_samples": [n, ...],
//    "user_data": {name: {"x": [example, ...], "y": [label, ...]}, ...}}
// An example is a number or a list of numbers, which may be nested. Other keys are passed over.
struct LeafRows {
  std::uint64_t columns = 0;              // 0: no example yet
  std::vector<std::string> users;         // in the order of user_data
  std::vector<std::uint64_t> end;         // [users]: examples of users up to this one
  std::vector<double> dense;              // [examples x columns]
  std::vector<double> targets;            // [examples], as written
  std::unordered_set<std::string> known;  // users, to see one that stands twice
};

// Appends the users of a file, read once from front to back without a copy of the text; beyond
// `most_users` in all they are passed over. Throws DataError with the file's name, the byte or
// user, and the reason.
void ReadLeaf(std::istream& text, const std::string& name, std::uint64_t most_users,
              LeafRows& rows);

}  // namespace hushed
