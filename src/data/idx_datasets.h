#pragma once

#include <string>

#include "data/dataset.h"
#include "data/image_options.h"
#include "data/making.h"
#include "data/stored.h"

namespace hushed {

// The MNIST family: IDX files, plain or .gz.

struct MnistOptions : ImageOptions {
  static Fields<MnistOptions> fields() { return ImageFields<MnistOptions>(); }
};

struct FashionMnistOptions : ImageOptions {
  static Fields<FashionMnistOptions> fields() { return ImageFields<FashionMnistOptions>(); }
};

struct EmnistOptions : ImageOptions {
  std::string split = "balanced";

  static Fields<EmnistOptions> fields();
};

// Each throws DataError when a file is missing or malformed, or images and labels do not agree.
Dataset MakeMnist(const MnistOptions& options, const Making& making);
Dataset MakeFashionMnist(const FashionMnistOptions& options, const Making& making);
Dataset MakeEmnist(const EmnistOptions& options, const Making& making);

std::vector<StoredDataset> StoredIdxDatasets();

}  // namespace hushed
