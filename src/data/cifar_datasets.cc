// CIFAR-10 and CIFAR-100: Krizhevsky 2009, "Learning multiple layers of features from tiny images".
// Normalisation as the authors of SASG do it; for CIFAR-100 their deviations equal the means.
#include "data/cifar_datasets.h"

#include <fmt/format.h>

#include "data/files.h"
#include "data/readers.h"

namespace hushed {
namespace {

// How one of the two is stored.
struct CifarFamily {
  std::string name;
  std::string subfolder;  // what the published archive unpacks to
  std::vector<std::string> train_files;
  std::string test_file;
  std::uint32_t label_bytes = 1;  // the last counts
  std::uint32_t classes = 10;
  std::vector<double> mean, deviation;
};

std::string AdviceOf(const CifarFamily& family) {
  return fmt::format(
      "unpack the binary version of {0} there, or set data.path to its folder, or HUSHED_DATA_DIR "
      "to the folder that holds {0}/",
      family.name);
}

// The names that one of its files may have.
std::vector<std::string> FileNames(const CifarFamily& family, const std::string& name) {
  return {name, family.subfolder + "/" + name};
}

Split ReadSplit(const CifarFamily& family, const CifarOptions& options,
                const std::vector<std::string>& files) {
  Split split;
  for (const std::string& name : files) {
    const std::string file =
        FindFile(DataFolder(family.name, options.path), FileNames(family, name), AdviceOf(family));
    ReadCifar(ReadUnpacked(file), file, family.label_bytes, family.classes, split);
  }
  split.bytes.mean = family.mean;
  split.bytes.deviation = family.deviation;
  return split;
}

Dataset Read(const CifarFamily& family, const CifarOptions& options) {
  Dataset data;
  data.shape = {3, 32, 32};
  data.columns = std::uint64_t{3} * 32 * 32;
  data.classes = family.classes;
  data.train = ReadSplit(family, options, family.train_files);
  data.test = ReadSplit(family, options, {family.test_file});
  Choose(options, data);
  if (options.augment) data.augmentation = {.crop_padding = 4, .flip = true};
  return data;
}

StoredDataset Stored(const CifarFamily& family) {
  std::vector<std::vector<std::string>> files;
  for (const std::string& name : family.train_files) files.push_back(FileNames(family, name));
  files.push_back(FileNames(family, family.test_file));
  return LookFor(family.name, DataFolder(family.name, ""), files, AdviceOf(family));
}

CifarFamily Cifar10() {
  return {.name = "cifar10",
          .subfolder = "cifar-10-batches-bin",
          .train_files = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                          "data_batch_4.bin", "data_batch_5.bin"},
          .test_file = "test_batch.bin",
          .mean = {0.4914, 0.4822, 0.4465},
          .deviation = {0.2023, 0.1994, 0.2010}};
}

CifarFamily Cifar100() {
  return {.name = "cifar100",
          .subfolder = "cifar-100-binary",
          .train_files = {"train.bin"},
          .test_file = "test.bin",
          .label_bytes = 2,
          .classes = 100,
          .mean = {0.50708, 0.48655, 0.44092},
          .deviation = {0.50708, 0.48655, 0.44092}};
}

}  // namespace

Dataset MakeCifar10(const Cifar10Options& options, const Making&) {
  return Read(Cifar10(), options);
}

Dataset MakeCifar100(const Cifar100Options& options, const Making&) {
  return Read(Cifar100(), options);
}

std::vector<StoredDataset> StoredCifarDatasets() { return {Stored(Cifar10()), Stored(Cifar100())}; }

}  // namespace hushed
