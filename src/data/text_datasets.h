#pragma once

#include <cstdint>
#include <string>

#include "core/options.h"
#include "data/dataset.h"
#include "data/making.h"

namespace hushed {

// Data sets from the user's own text files. Paths are relative to the current folder.
//
// With targets = "class", the labels of both files are whole numbers, and in ascending order they
// become the classes 0, 1, ...: -1, +1 and 1, 2 become 0, 1; 0 ... C-1 stay; 1 ... C become 0 ...
// C-1. With targets = "value" they are values to predict, as written.
struct TextOptions {
  std::string path;
  std::string test_path;
  double test_fraction = 0.0;
  std::string targets = "class";
};

struct LibsvmOptions : TextOptions {
  std::int64_t columns = 0;

  static Fields<LibsvmOptions> fields();
};

struct CsvOptions : TextOptions {
  std::int64_t label_column = -1;

  static Fields<CsvOptions> fields();
};

// Each throws DataError when a file is missing or malformed, or the two files do not fit together,
// and ConfigError when the options ask for what cannot be.
Dataset MakeLibsvm(const LibsvmOptions& options, const Making& making);
Dataset MakeCsv(const CsvOptions& options, const Making& making);

}  // namespace hushed
