#pragma once

#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "data/making.h"
#include "data/own_files.h"

namespace hushed {

// Arrays from the user's own .npz or .npy files.
struct NumpyOptions : OwnFiles {
  std::string labels_path, worker_path, test_labels_path;  // for .npy
  std::string x = "x", y = "y", worker = "worker";         // names in .npz
  std::string x_test = "x_test", y_test = "y_test";
  std::string channels = "first";
  std::vector<double> mean, deviation;

  static Fields<NumpyOptions> fields();
};

// Throws DataError when a file or an array is missing or malformed, or arrays do not fit together,
// and ConfigError when the options ask for what cannot be.
Dataset MakeNumpy(const NumpyOptions& options, const Making& making);

}  // namespace hushed
