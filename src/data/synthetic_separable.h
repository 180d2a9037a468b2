#pragma once

#include "data/synthetic_rows.h"

namespace hushed {

struct SyntheticSeparableOptions : RowOptions {
  double margin = 0.1;
  double shift = 0.0;

  static Fields<SyntheticSeparableOptions> fields();
};

// Two classes with a known hard-margin separator; synthetic_separable.cc says how it is drawn.
Dataset MakeSyntheticSeparable(const SyntheticSeparableOptions& options, const Making& making);

}  // namespace hushed
