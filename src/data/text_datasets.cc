#include "data/text_datasets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "data/files.h"
#include "data/permutation.h"
#include "data/readers.h"

namespace hushed {
namespace {

template <class T>
Fields<T> TextFields() {
  return {{"path", &T::path, Anything(), "file of the training examples, plain or gzip; required"},
          {"test_path", &T::test_path, Anything(), "file of the test examples; empty: none"},
          {"test_fraction", &T::test_fraction, Between(0, 1),
           "share of the examples in path drawn for the test split; without test_path only"},
          {"targets", &T::targets, OneOf({"class", "value"}),
           "labels name classes, numbered in ascending order, or are values to predict"}};
}

using Reader = std::function<LabelledRows(std::span<const std::byte>, const std::string&)>;

// Rows `ids` of `rows`, in that order.
Split Chosen(const LabelledRows& rows, std::span<const std::uint32_t> ids) {
  Split split;
  split.size = ids.size();
  const SparseRows& from = rows.sparse;
  SparseRows& to = split.sparse;
  const bool sparse = !from.row_begin.empty();
  if (sparse) to.row_begin.push_back(0);
  const auto append = [](const auto& source, std::uint64_t begin, std::uint64_t end, auto& out) {
    out.insert(out.end(), source.begin() + static_cast<std::ptrdiff_t>(begin),
               source.begin() + static_cast<std::ptrdiff_t>(end));
  };
  for (const std::uint32_t id : ids) {
    split.targets.push_back(rows.targets[id]);
    if (sparse) {
      append(from.columns, from.row_begin[id], from.row_begin[id + 1], to.columns);
      append(from.values, from.row_begin[id], from.row_begin[id + 1], to.values);
      to.row_begin.push_back(to.columns.size());
    } else {
      append(rows.dense, id * rows.columns, (id + 1) * rows.columns, split.dense);
    }
  }
  return split;
}

Split Whole(LabelledRows rows) {
  Split split;
  split.size = rows.targets.size();
  split.dense = std::move(rows.dense);
  split.sparse = std::move(rows.sparse);
  split.targets = std::move(rows.targets);
  return split;
}

// A random share of the rows becomes the test split; both keep the order of the file.
void SplitOff(const LabelledRows& rows, double fraction, const Making& making, Dataset& data) {
  const auto size = static_cast<std::uint32_t>(rows.targets.size());
  const auto tests = static_cast<std::uint32_t>(std::round(fraction * size));
  if (tests == size) {
    throw ConfigError(fmt::format("data.test_fraction = {} of {} examples leaves none to train on",
                                  fraction, size));
  }
  const Permutation order(size, Stream(making.seed, Purpose::kData, 0, 0, 0));
  std::vector<std::uint32_t> test, train;
  for (std::uint32_t i = 0; i < size; ++i) (order(i) < tests ? test : train).push_back(i);
  data.train = Chosen(rows, train);
  data.test = Chosen(rows, test);
}

constexpr const char* kValueAdvice = "data.targets = \"value\" takes labels as values to predict";

// The different labels of both splits, ascending, become the classes 0, 1, ...
void NumberClasses(const std::string& path, Dataset& data) {
  constexpr std::size_t kMostClasses = 10'000;
  std::vector<double> labels = data.train.targets;
  labels.insert(labels.end(), data.test.targets.begin(), data.test.targets.end());
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  if (labels.size() > kMostClasses) {
    throw DataError(fmt::format("{}: {} different labels are more than {} classes; {}", path,
                                labels.size(), kMostClasses, kValueAdvice));
  }
  data.classes = static_cast<std::uint32_t>(labels.size());
  for (Split* split : {&data.train, &data.test}) {
    for (double& target : split->targets) {
      const auto found = std::lower_bound(labels.begin(), labels.end(), target);
      target = static_cast<double>(found - labels.begin());
    }
  }
}

LabelledRows ReadRows(const Reader& read, const std::string& path, bool classes) {
  LabelledRows rows = read(ReadFile(path), path);
  constexpr std::uint64_t kMostRows = 0xFFFFFFFF;
  if (rows.targets.size() > kMostRows) {
    throw DataError(
        fmt::format("{}: {} rows are more than {}", path, rows.targets.size(), kMostRows));
  }
  for (std::size_t i = 0; classes && i < rows.targets.size(); ++i) {
    if (rows.targets[i] != std::floor(rows.targets[i])) {
      throw DataError(fmt::format("{}: example {}: label {} is not a whole number; {}", path, i + 1,
                                  rows.targets[i], kValueAdvice));
    }
  }
  return rows;
}

void CheckOptions(const TextOptions& options) {
  if (options.path.empty()) {
    throw ConfigError("data.path is missing: the file of the training examples");
  }
  if (!options.test_path.empty() && options.test_fraction > 0) {
    throw ConfigError(
        fmt::format("data.test_fraction = {} and data.test_path = \"{}\" exclude each other",
                    options.test_fraction, options.test_path));
  }
}

// One stray index would make a model of any size: beyond 2^27 (1 GiB a vector; twice the largest of
// LIBSVM's own data sets) the number of columns must be given.
void RequireColumns(const std::string& path, std::uint64_t found, std::uint64_t given) {
  constexpr std::uint64_t kMostUnasked = std::uint64_t{1} << 27;
  if (given > 0 && found > given) {
    throw DataError(fmt::format("{}: index {} is above data.columns = {}", path, found, given));
  }
  if (given == 0 && found > kMostUnasked) {
    throw DataError(fmt::format("{}: index {} is above {}: if it is right, set data.columns", path,
                                found, kMostUnasked));
  }
}

// columns: how many there are; 0: as many as are found.
Dataset Read(const Reader& read, const TextOptions& options, std::uint64_t columns,
             const Making& making) {
  CheckOptions(options);
  const bool classes = options.targets == "class";
  Dataset data;
  LabelledRows rows = ReadRows(read, options.path, classes);
  std::uint64_t found = rows.columns;
  if (options.test_fraction > 0) {
    SplitOff(rows, options.test_fraction, making, data);
  } else {
    data.train = Whole(std::move(rows));
  }
  if (!options.test_path.empty()) {
    LabelledRows test = ReadRows(read, options.test_path, classes);
    if (!data.train.is_sparse() && test.columns != found) {
      throw DataError(fmt::format("{}: {} columns beside the label, {} has {}", options.test_path,
                                  test.columns, options.path, found));
    }
    found = std::max(found, test.columns);
    data.test = Whole(std::move(test));
  }
  RequireColumns(options.path, found, columns);
  data.columns = std::max(columns, found);
  if (data.columns == 0) throw DataError(options.path + ": no example has an entry");
  data.shape = {data.columns};
  if (classes) NumberClasses(options.path, data);
  return data;
}

}  // namespace

Fields<LibsvmOptions> LibsvmOptions::fields() {
  auto fields = TextFields<LibsvmOptions>();
  fields.push_back({"columns", &LibsvmOptions::columns, Between(0, 0xFFFFFFFF),
                    "columns of an example; 0: the largest index of both files"});
  return fields;
}

Fields<CsvOptions> CsvOptions::fields() {
  auto fields = TextFields<CsvOptions>();
  fields.push_back({"label_column", &CsvOptions::label_column, AtLeast(-1),
                    "column of the label, counted from 0; -1: the last"});
  return fields;
}

Dataset MakeLibsvm(const LibsvmOptions& options, const Making& making) {
  return Read(ReadLibsvm, options, static_cast<std::uint64_t>(options.columns), making);
}

Dataset MakeCsv(const CsvOptions& options, const Making& making) {
  const auto read = [&](std::span<const std::byte> bytes, const std::string& name) {
    return ReadCsv(bytes, name, options.label_column);
  };
  return Read(read, options, 0, making);
}

}  // namespace hushed
