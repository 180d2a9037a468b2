#include "data/stored.h"

#include "data/cifar_datasets.h"
#include "data/files.h"
#include "data/idx_datasets.h"

namespace hushed {

StoredDataset LookFor(const std::string& name, const std::string& folder,
                      const std::vector<std::vector<std::string>>& files,
                      const std::string& advice) {
  for (const std::vector<std::string>& names : files) {
    std::string missing = MissingFile(folder, names);
    if (!missing.empty()) return {name, folder, std::move(missing), advice};
  }
  return {name, folder, "", ""};
}

std::vector<StoredDataset> StoredDatasets() {
  std::vector<StoredDataset> all = StoredIdxDatasets();
  for (StoredDataset& stored : StoredCifarDatasets()) all.push_back(std::move(stored));
  return all;
}

}  // namespace hushed
