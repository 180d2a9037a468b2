#include "data/numpy_dataset.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>

#include "data/npz.h"
#include "data/numpy_rows.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

bool IsArchive(const std::string& file) { return file.ends_with(".npz"); }

// Where the arrays of some examples stand.
struct Places {
  ArrayPlace x, y;
  std::optional<ArrayPlace> worker;
};

// Where `name` stands in an archive, if it does. The default name may be absent, another may not.
std::optional<ArrayPlace> Optional(const Npz& archive, const std::string& file,
                                   const std::string& name, const std::string& default_name) {
  if (name.empty() || (name == default_name && !archive.Has(name))) return std::nullopt;
  return ArrayPlace{file, name};
}

ConfigError Missing(const char* option, const std::string& file) {
  return ConfigError(
      fmt::format("data.{} is missing: {} holds no labels; or name a .npz file", option, file));
}

// file: the one that options.path names, or its file of worker m.
Places TrainPlaces(const NumpyOptions& options, const std::string& file, std::uint32_t m,
                   std::uint32_t workers) {
  if (IsArchive(file)) {
    return {{file, options.x},
            {file, options.y},
            Optional(Npz(file), file, options.worker, NumpyOptions().worker)};
  }
  if (options.labels_path.empty()) throw Missing("labels_path", file);
  const auto labels = FilesOf(options.labels_path, workers);
  Places places{{file, ""}, {labels[labels.size() == 1 ? 0 : m], ""}, std::nullopt};
  if (!options.worker_path.empty()) places.worker = ArrayPlace{options.worker_path, ""};
  return places;
}

// Nothing when there are no test examples.
std::optional<Places> TestPlaces(const NumpyOptions& options) {
  const bool own_file = !options.test_path.empty();
  const std::string& file = own_file ? options.test_path : options.path;
  if (!IsArchive(file)) {
    if (!own_file) return std::nullopt;
    if (options.test_labels_path.empty()) throw Missing("test_labels_path", file);
    return Places{{file, ""}, {options.test_labels_path, ""}, std::nullopt};
  }
  if (NamesWorkers(file)) return std::nullopt;
  const Npz archive(file);
  if (own_file && !archive.Has(options.x_test)) {
    return Places{{file, options.x}, {file, options.y}, std::nullopt};
  }
  const NumpyOptions defaults;
  const auto x = Optional(archive, file, options.x_test, defaults.x_test);
  const auto y = Optional(archive, file, options.y_test, defaults.y_test);
  if (!x && !y) return std::nullopt;
  return Places{x.value_or(ArrayPlace{file, options.x_test}),
                y.value_or(ArrayPlace{file, options.y_test}), std::nullopt};
}

// One number for each of so many examples.
std::vector<double> ReadColumn(const ArrayPlace& place, const ArrayPlace& x,
                               std::uint64_t examples) {
  const NpyHeader header = LookAt(place);
  const bool column =
      header.shape.size() == 1 || (header.shape.size() == 2 && header.shape[1] == 1);
  if (!column || header.size != examples) {
    throw DataError(fmt::format("{}: shape {} is not one number for each of the {} examples of {}",
                                place.text(), header.shape_text(), examples, x.text()));
  }
  return ReadNumbers(place, header);
}

std::vector<std::uint32_t> ReadOwners(const ArrayPlace& place, const ArrayPlace& x,
                                      std::uint64_t examples) {
  constexpr double kMost = 0xFFFFFFFE;
  std::vector<std::uint32_t> owners;
  for (const double owner : ReadColumn(place, x, examples)) {
    if (owner < 0 || owner > kMost || owner != std::floor(owner)) {
      throw DataError(fmt::format("{}: element ({}): worker {} is not a whole number from 0",
                                  place.text(), owners.size(), owner));
    }
    owners.push_back(static_cast<std::uint32_t>(owner));
  }
  return owners;
}

// A split as its arrays are looked at, one after the other.
struct Examples {
  std::vector<ArrayOfRows> arrays;
  RowForm form;
  std::vector<double> targets;
  std::vector<std::uint32_t> owners;
};

void LookAtExamples(const NumpyOptions& options, const Places& places, Examples& examples) {
  const NpyHeader header = LookAt(places.x);
  RowForm form = FormOf(places.x, header, options.channels == "last");
  if (!examples.arrays.empty() && form != examples.form) {
    const ArrayOfRows& first = examples.arrays[0];
    throw DataError(fmt::format(
        "{}: rows of shape {} and type {}, {} has {} and {}", places.x.text(), header.shape_text(),
        header.type(), first.place.text(), first.header.shape_text(), first.header.type()));
  }
  examples.form = std::move(form);
  examples.arrays.push_back({places.x, header});
  const auto targets = ReadColumn(places.y, places.x, header.shape[0]);
  RequireLabels(options, places.y.text(), targets);
  examples.targets.insert(examples.targets.end(), targets.begin(), targets.end());
  RequireFew(places.x.text(), examples.targets.size());
  if (places.worker) examples.owners = ReadOwners(*places.worker, places.x, header.shape[0]);
}

Split ToSplit(Examples examples) {
  Split split;
  split.size = examples.targets.size();
  split.targets = std::move(examples.targets);
  split.unread = MakeNumpyRows(std::move(examples.arrays), std::move(examples.form));
  split.rows_can_wait = true;
  return split;
}

// One number a channel, of one for all or one for each.
std::vector<double> OfChannels(const std::vector<double>& given, const char* option,
                               std::uint64_t channels, double otherwise) {
  if (given.empty()) return std::vector<double>(channels, otherwise);
  if (given.size() == 1) return std::vector<double>(channels, given[0]);
  if (given.size() == channels) return given;
  throw ConfigError(fmt::format("data.{} has {} numbers: the images have {} channels", option,
                                given.size(), channels));
}

void SetNormalisation(const NumpyOptions& options, const RowForm& form, Dataset& data) {
  if (!form.bytes) {
    if (options.mean.empty() && options.deviation.empty()) return;
    throw ConfigError(
        "data.mean and data.deviation are for images of bytes (type |u1, 3 or 4 dimensions); other "
        "rows are used as they are");
  }
  for (Split* split : {&data.train, &data.test}) {
    split->bytes.mean = OfChannels(options.mean, "mean", form.shape[0], 0.0);
    split->bytes.deviation = OfChannels(options.deviation, "deviation", form.shape[0], 1.0);
  }
}

void CheckPaths(const NumpyOptions& options) {
  CheckOptions(options);
  const bool by_worker = NamesWorkers(options.path);
  const auto refuse = [&](const char* option, const std::string& value, const char* why) {
    throw ConfigError(fmt::format("data.{} = \"{}\" beside data.path = \"{}\": {}", option, value,
                                  options.path, why));
  };
  if (IsArchive(options.path)) {
    const char* why = "a .npz file holds all arrays";
    if (!options.labels_path.empty()) refuse("labels_path", options.labels_path, why);
    if (!options.worker_path.empty()) refuse("worker_path", options.worker_path, why);
  } else if (!options.labels_path.empty() && NamesWorkers(options.labels_path) != by_worker) {
    refuse("labels_path", options.labels_path, "{worker} stands in both or in none");
  }
  if (by_worker && !options.worker_path.empty()) {
    refuse("worker_path", options.worker_path, "both say whose the examples are");
  }
}

}  // namespace

Fields<NumpyOptions> NumpyOptions::fields() {
  using O = NumpyOptions;
  auto fields = OwnFields<O>(
      ".npz file of the training arrays, or .npy file of the rows; required; with {worker} in it, "
      "a file for each worker: {worker} is 0, 1, ...",
      ".npz file with x_test and y_test or x and y, or .npy file of rows; empty: x_test and y_test "
      "of path, when it has them");
  const Fields<O> own = {
      {"labels_path", &O::labels_path, Anything(), ".npy file of the labels, where path is a .npy"},
      {"worker_path", &O::worker_path, Anything(),
       ".npy file of the worker of each example, where path is a .npy; empty: none"},
      {"test_labels_path", &O::test_labels_path, Anything(),
       ".npy file of the labels, where test_path is a .npy"},
      {"x", &O::x, Anything(), "name of the rows in a .npz: [examples, ...]"},
      {"y", &O::y, Anything(), "name of the labels: [examples]"},
      {"worker", &O::worker, Anything(),
       "name of the worker (0, 1, ...) of each example, for partition by-owner: [examples]; the "
       "default may be absent"},
      {"x_test", &O::x_test, Anything(), "name of the test rows; the default may be absent"},
      {"y_test", &O::y_test, Anything(), "name of the test labels; the default may be absent"},
      {"channels", &O::channels, OneOf({"first", "last"}),
       "where an array of 4 dimensions, of images, has its channels"},
      {"mean", &O::mean, Anything(),
       "subtracted from pixel / 255, for all channels or each; empty: 0; images of bytes only"},
      {"deviation", &O::deviation, Above(0),
       "then divided by, for all channels or each; empty: 1; images of bytes only"}};
  fields.insert(fields.end(), own.begin(), own.end());
  return fields;
}

Dataset MakeNumpy(const NumpyOptions& options, const Making& making) {
  CheckPaths(options);
  Examples train, test;
  Dataset data;
  const auto files = FilesOf(options.path, making.workers);
  const bool by_worker = NamesWorkers(options.path);
  for (std::uint32_t m = 0; m < files.size(); ++m) {
    LookAtExamples(options, TrainPlaces(options, files[m], m, making.workers), train);
    if (!by_worker) continue;
    RequireOwner(files[m], m, train.owners);
    train.owners.clear();
    data.owners.resize(train.targets.size(), m);
  }
  if (!by_worker) data.owners = train.owners;
  const RowForm form = train.form;
  if (const auto places = TestPlaces(options)) {
    test.form = form;
    test.arrays = {train.arrays[0]};  // what the test rows are compared with
    LookAtExamples(options, *places, test);
    test.arrays.erase(test.arrays.begin());
  }
  data.shape = form.shape;
  data.columns = form.columns;
  data.train = ToSplit(std::move(train));
  if (!test.arrays.empty()) data.test = ToSplit(std::move(test));
  SetNormalisation(options, form, data);
  if (options.test_fraction > 0) {
    if (data.test.size > 0) {
      throw ConfigError(fmt::format("data.test_fraction = {}: {} has test examples already",
                                    options.test_fraction, options.path));
    }
    data.train = WithRows(std::vector<bool>(data.train.size, true), data.train);
  }
  Finish(options, making, data);
  return data;
}

}  // namespace hushed
