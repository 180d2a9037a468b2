#pragma once

#include "data/dataset.h"
#include "data/image_options.h"
#include "data/making.h"
#include "data/stored.h"

namespace hushed {

// CIFAR in its binary version.
struct CifarOptions : ImageOptions {
  bool augment = true;
};

template <class T>
Fields<T> CifarFields() {
  auto fields = ImageFields<T>();
  fields.push_back({"augment", &T::augment, Anything(),
                    "train on random crops of the image padded by 4 black pixels, and on mirror "
                    "images"});
  return fields;
}

struct Cifar10Options : CifarOptions {
  static Fields<Cifar10Options> fields() { return CifarFields<Cifar10Options>(); }
};

struct Cifar100Options : CifarOptions {
  static Fields<Cifar100Options> fields() { return CifarFields<Cifar100Options>(); }
};

// Each throws DataError when a file is missing or malformed.
Dataset MakeCifar10(const Cifar10Options& options, const Making& making);
Dataset MakeCifar100(const Cifar100Options& options, const Making& making);

std::vector<StoredDataset> StoredCifarDatasets();

}  // namespace hushed
