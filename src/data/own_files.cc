#include "data/own_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "data/permutation.h"
#include "data/rows.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr const char* kWorker = "{worker}";
constexpr const char* kValueAdvice = "data.targets = \"value\" takes labels as values to predict";

// A random share of the examples becomes the test split.
void SplitOff(double fraction, const Making& making, Dataset& data) {
  const auto size = static_cast<std::uint32_t>(data.train.size);
  const auto tests = static_cast<std::uint32_t>(std::round(fraction * size));
  if (tests == size) {
    throw ConfigError(fmt::format("data.test_fraction = {} of {} examples leaves none to train on",
                                  fraction, size));
  }
  const Permutation order(size, Stream(making.seed, Purpose::kData, 0, 0, 0));
  std::vector<std::uint32_t> test, train, owners;
  for (std::uint32_t i = 0; i < size; ++i) {
    const bool tested = order(i) < tests;
    (tested ? test : train).push_back(i);
    if (!tested && !data.owners.empty()) owners.push_back(data.owners[i]);
  }
  data.test = Chosen(data.train, data.columns, test);
  data.train = Chosen(data.train, data.columns, train);
  data.owners = std::move(owners);
}

std::vector<double> Different(std::vector<double> labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

// The different labels of `known`, ascending, become the classes 0, 1, ...; those that only stand
// in other examples follow, so that a class means the same whatever a model is tested on.
void NumberClasses(const std::string& path, std::vector<double> known, Dataset& data) {
  constexpr std::size_t kMostClasses = 10'000;
  std::vector<double> labels = Different(std::move(known)), others;
  std::ranges::set_difference(Different(data.test.targets), labels, std::back_inserter(others));
  const std::size_t classes = labels.size() + others.size();
  if (classes > kMostClasses) {
    throw DataError(fmt::format("{}: {} different labels are more than {} classes; {}", path,
                                classes, kMostClasses, kValueAdvice));
  }
  data.classes = static_cast<std::uint32_t>(classes);
  for (Split* split : {&data.train, &data.test}) {
    for (double& target : split->targets) {
      const auto place = std::ranges::lower_bound(labels, target);
      const bool is_known = place != labels.end() && *place == target;
      target = static_cast<double>(
          is_known
              ? place - labels.begin()
              : std::ssize(labels) + (std::ranges::lower_bound(others, target) - others.begin()));
    }
  }
}

}  // namespace

void CheckOptions(const OwnFiles& options) {
  if (options.path.empty()) {
    throw ConfigError("data.path is missing: the file of the training examples");
  }
  if (!options.test_path.empty() && options.test_fraction > 0) {
    throw ConfigError(
        fmt::format("data.test_fraction = {} and data.test_path = \"{}\" exclude each other",
                    options.test_fraction, options.test_path));
  }
  if (NamesWorkers(options.test_path)) {
    throw ConfigError(
        fmt::format("data.test_path = \"{}\": test examples belong to nobody; {} can "
                    "stand in data.path only",
                    options.test_path, kWorker));
  }
}

bool NamesWorkers(const std::string& path) { return path.find(kWorker) != std::string::npos; }

std::vector<std::string> FilesOf(const std::string& path, std::uint32_t workers) {
  if (!NamesWorkers(path)) return {path};
  std::vector<std::string> files;
  for (std::uint32_t m = 0; m < workers; ++m) {
    std::string file = path;
    for (auto at = file.find(kWorker); at != std::string::npos; at = file.find(kWorker)) {
      file.replace(at, std::string(kWorker).size(), std::to_string(m));
    }
    files.push_back(std::move(file));
  }
  return files;
}

void RequireLabels(const OwnFiles& options, const std::string& file,
                   std::span<const double> labels) {
  if (options.targets != "class") return;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == std::floor(labels[i])) continue;
    throw DataError(fmt::format("{}: example {}: label {} is not a whole number; {}", file, i + 1,
                                labels[i], kValueAdvice));
  }
}

void RequireOwner(const std::string& file, std::uint32_t m, std::span<const std::uint32_t> owners) {
  const auto other = std::ranges::find_if(owners, [m](std::uint32_t owner) { return owner != m; });
  if (other == owners.end()) return;
  throw DataError(fmt::format("{}: example {} is of worker {}: by its name all are of worker {}",
                              file, other - owners.begin() + 1, *other, m));
}

void RequireFew(const std::string& file, std::uint64_t examples) {
  constexpr std::uint64_t kMost = 0xFFFFFFFF;
  if (examples <= kMost) return;
  throw DataError(fmt::format("{}: {} rows are more than {}", file, examples, kMost));
}

void Finish(const OwnFiles& options, const Making& making, Dataset& data) {
  const std::vector<double> labels = data.train.targets;
  if (options.test_fraction > 0) SplitOff(options.test_fraction, making, data);
  if (options.targets == "class") NumberClasses(options.path, labels, data);
}

}  // namespace hushed
