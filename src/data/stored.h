#pragma once

#include <string>
#include <vector>

namespace hushed {

// A data set that is read from files in a folder of its own.
struct StoredDataset {
  std::string name;
  std::string folder;
  std::string missing;  // the first of its files that is not there, in words; empty: all are
  std::string advice;   // what to do then; else empty
};

// files: for each one the names that it may have, plain or .gz.
StoredDataset LookFor(const std::string& name, const std::string& folder,
                      const std::vector<std::vector<std::string>>& files,
                      const std::string& advice);

// The MNIST family and CIFAR where jobs find them that name no path, looked for now; of emnist the
// split that is read by default.
std::vector<StoredDataset> StoredDatasets();

}  // namespace hushed
