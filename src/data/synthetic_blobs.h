#pragma once

#include "data/synthetic_rows.h"

namespace hushed {

struct SyntheticBlobsOptions : RowOptions {
  std::int64_t classes = 3;
  double separation = 3.0;
  double shift = 0.0;

  static Fields<SyntheticBlobsOptions> fields();
};

// Classes as normal clouds; synthetic_blobs.cc says how they are drawn.
Dataset MakeSyntheticBlobs(const SyntheticBlobsOptions& options, const Making& making);

}  // namespace hushed
