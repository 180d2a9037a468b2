// MNIST: LeCun, Cortes, Burges 1998. Fashion-MNIST: Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747.
// EMNIST: Cohen, Afshar, Tapson, van Schaik 2017, arXiv:1702.05373.
//
// EMNIST's files hold every image transposed; it is turned upright here, so that its digits look
// like MNIST's. Its letters are numbered from 1 and become classes 0 to 25. It is normalised as
// MNIST is.
#include "data/idx_datasets.h"

#include <fmt/format.h>

#include <utility>

#include "data/files.h"
#include "data/readers.h"

namespace hushed {
namespace {

// How one of the family is stored.
struct IdxFamily {
  std::string folder;
  std::string train_prefix, test_prefix;  // "train", "t10k"
  std::uint32_t classes = 10;
  std::uint32_t first_label = 0;
  double mean = 0.1307, deviation = 0.3081;
  bool transposed = false;
  std::string advice;
};

std::string Advice(const std::string& name, const std::string& source) {
  return fmt::format(
      "{}, or set data.path to the folder of its files, or HUSHED_DATA_DIR to the folder that "
      "holds {}/",
      source, name);
}

struct NamedArray {
  std::string file;
  IdxArray array;
};

// What the two files of a split are called.
constexpr char kImages[] = "images-idx3", kLabels[] = "labels-idx1";

// The names that the file of `what` may have.
std::vector<std::string> FileNames(const std::string& prefix, const std::string& what) {
  const auto dash = what.find('-');
  return {prefix + "-" + what + "-ubyte",
          fmt::format("{}-{}.{}-ubyte", prefix, what.substr(0, dash), what.substr(dash + 1))};
}

// The array of `what`, of this many dimensions.
NamedArray ReadArray(const IdxFamily& family, const std::string& prefix, const std::string& what,
                     std::size_t dimensions) {
  const std::string file = FindFile(family.folder, FileNames(prefix, what), family.advice);
  NamedArray read{file, ReadIdx(ReadUnpacked(file), file)};
  if (read.array.shape.size() != dimensions) {
    throw DataError(fmt::format("{}: byte 3: {} dimensions, {} expected", file,
                                read.array.shape.size(), dimensions));
  }
  return read;
}

void Transpose(std::vector<std::uint8_t>& images, std::size_t height, std::size_t width) {
  std::vector<std::uint8_t> upright(height * width);
  for (std::size_t begin = 0; begin < images.size(); begin += upright.size()) {
    std::uint8_t* image = images.data() + begin;
    for (std::size_t y = 0; y < width; ++y) {
      for (std::size_t x = 0; x < height; ++x) upright[y * height + x] = image[x * width + y];
    }
    std::copy(upright.begin(), upright.end(), image);
  }
}

void FillTargets(const IdxFamily& family, const NamedArray& labels, Split& split) {
  constexpr std::size_t kHeader = 8;
  const std::uint32_t end = family.first_label + family.classes;
  for (std::size_t i = 0; i < split.size; ++i) {
    const std::uint32_t label = labels.array.values[i];
    if (label < family.first_label || label >= end) {
      throw DataError(fmt::format("{}: byte {}: label {} is not from {} to {}", labels.file,
                                  kHeader + i, label, family.first_label, end - 1));
    }
    split.targets.push_back(label - family.first_label);
  }
}

// The split, and the shape of its images.
Split ReadSplit(const IdxFamily& family, const std::string& prefix,
                std::vector<std::uint64_t>& shape) {
  NamedArray images = ReadArray(family, prefix, kImages, 3);
  const NamedArray labels = ReadArray(family, prefix, kLabels, 1);
  const std::uint64_t count = images.array.shape[0], height = images.array.shape[1],
                      width = images.array.shape[2];
  if (images.array.values.empty()) throw DataError(images.file + ": byte 4: holds no images");
  if (labels.array.shape[0] != count) {
    throw DataError(fmt::format("{}: byte 4: {} labels for the {} images of {}", labels.file,
                                labels.array.shape[0], count, images.file));
  }
  Split split;
  split.size = count;
  split.bytes = {std::move(images.array.values), {family.mean}, {family.deviation}};
  shape = {1, height, width};
  if (family.transposed) {
    Transpose(split.bytes.values, height, width);
    shape = {1, width, height};
  }
  FillTargets(family, labels, split);
  return split;
}

Dataset Read(const IdxFamily& family, const ImageOptions& options) {
  Dataset data;
  data.classes = family.classes;
  data.train = ReadSplit(family, family.train_prefix, data.shape);
  std::vector<std::uint64_t> test_shape;
  data.test = ReadSplit(family, family.test_prefix, test_shape);
  if (test_shape != data.shape) {
    throw DataError(fmt::format("{}: training images are {} x {}, test images {} x {}",
                                family.folder, data.shape[1], data.shape[2], test_shape[1],
                                test_shape[2]));
  }
  data.columns = data.shape[1] * data.shape[2];
  Choose(options, data);
  return data;
}

// The splits of EMNIST.
struct EmnistSplit {
  const char* name;
  std::uint32_t classes;
  std::uint32_t first_label;
};
constexpr EmnistSplit kEmnistSplits[] = {{"balanced", 47, 0}, {"byclass", 62, 0},
                                         {"bymerge", 47, 0},  {"letters", 26, 1},
                                         {"digits", 10, 0},   {"mnist", 10, 0}};

IdxFamily Mnist(const MnistOptions& options) {
  return {.folder = DataFolder("mnist", options.path),
          .train_prefix = "train",
          .test_prefix = "t10k",
          .advice = Advice("mnist", "put the four files of MNIST there")};
}

IdxFamily FashionMnist(const FashionMnistOptions& options) {
  return {.folder = DataFolder("fashion-mnist", options.path),
          .train_prefix = "train",
          .test_prefix = "t10k",
          .mean = 0.2860,
          .deviation = 0.3530,
          .advice = Advice("fashion-mnist", "apt-get install dataset-fashion-mnist")};
}

IdxFamily Emnist(const EmnistOptions& options) {
  EmnistSplit split = kEmnistSplits[0];
  for (const EmnistSplit& candidate : kEmnistSplits) {
    if (options.split == candidate.name) split = candidate;
  }
  return {.folder = DataFolder("emnist", options.path),
          .train_prefix = fmt::format("emnist-{}-train", split.name),
          .test_prefix = fmt::format("emnist-{}-test", split.name),
          .classes = split.classes,
          .first_label = split.first_label,
          .transposed = true,
          .advice = Advice("emnist", "put the four files of this split there")};
}

StoredDataset Stored(const std::string& name, const IdxFamily& family) {
  std::vector<std::vector<std::string>> files;
  for (const std::string& prefix : {family.train_prefix, family.test_prefix}) {
    for (const char* what : {kImages, kLabels}) files.push_back(FileNames(prefix, what));
  }
  return LookFor(name, family.folder, files, family.advice);
}

}  // namespace

Fields<EmnistOptions> EmnistOptions::fields() {
  auto fields = ImageFields<EmnistOptions>();
  std::vector<std::string> names;
  for (const EmnistSplit& split : kEmnistSplits) names.emplace_back(split.name);
  fields.push_back({"split", &EmnistOptions::split, OneOf(names), "which of its six splits"});
  return fields;
}

Dataset MakeMnist(const MnistOptions& options, const Making&) {
  return Read(Mnist(options), options);
}

Dataset MakeFashionMnist(const FashionMnistOptions& options, const Making&) {
  return Read(FashionMnist(options), options);
}

Dataset MakeEmnist(const EmnistOptions& options, const Making&) {
  return Read(Emnist(options), options);
}

std::vector<StoredDataset> StoredIdxDatasets() {
  return {Stored("mnist", Mnist({})), Stored("fashion-mnist", FashionMnist({})),
          Stored("emnist", Emnist({}))};
}

}  // namespace hushed
