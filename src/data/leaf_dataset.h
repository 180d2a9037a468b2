#pragma once

#include <cstdint>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "data/making.h"
#include "data/own_files.h"

namespace hushed {

// Users with their examples from LEAF's JSON. The users of the training files, file by file in the
// order of their names, own their examples: user m is worker m.
struct LeafOptions : OwnFiles {
  std::int64_t users = 0;
  std::vector<std::int64_t> shape;

  static Fields<LeafOptions> fields();
};

// Throws DataError when a file is missing or malformed, and ConfigError when the options ask for
// what cannot be.
Dataset MakeLeaf(const LeafOptions& options, const Making& making);

}  // namespace hushed
