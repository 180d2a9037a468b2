#pragma once

#include <cstdint>
#include <string>

#include "core/options.h"
#include "data/dataset.h"
#include "data/making.h"
#include "data/own_files.h"

namespace hushed {

// Data sets from the user's own text files.

struct LibsvmOptions : OwnFiles {
  std::int64_t columns = 0;

  static Fields<LibsvmOptions> fields();
};

struct CsvOptions : OwnFiles {
  std::int64_t label_column = -1;
  std::string label;
  std::string worker;
  std::string skip;
  std::string separator = "comma";

  static Fields<CsvOptions> fields();
};

// Each throws DataError when a file is missing or malformed, or the files do not fit together,
// and ConfigError when the options ask for what cannot be.
Dataset MakeLibsvm(const LibsvmOptions& options, const Making& making);
Dataset MakeCsv(const CsvOptions& options, const Making& making);

}  // namespace hushed
