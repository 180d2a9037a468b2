#include "data/leaf_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>
#include <numeric>
#include <system_error>
#include <utility>

#include "data/files.h"
#include "data/leaf_reader.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

// The file, or the .json files of the folder by name.
std::vector<std::string> JsonFiles(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string file = entry.path().string();
    if (file.ends_with(".json") || file.ends_with(".json.gz")) files.push_back(file);
  }
  if (error) throw DataError(fmt::format("{}: cannot be read: {}", path, error.message()));
  if (files.empty()) throw DataError(path + ": no .json or .json.gz file is there");
  std::ranges::sort(files);
  return files;
}

// All users of the files, at most `most_users`.
LeafRows ReadFiles(const LeafOptions& options, const std::string& path, std::uint64_t most_users,
                   std::uint64_t columns) {
  LeafRows rows;
  rows.columns = columns;
  for (const std::string& file : JsonFiles(path)) {
    const std::size_t first = rows.users.size();
    ReadLeaf(*OpenFile(file), file, most_users, rows);
    for (std::size_t u = first; u < rows.users.size(); ++u) {
      const std::uint64_t begin = u == 0 ? 0 : rows.end[u - 1];
      RequireLabels(options, fmt::format("{}: user '{}'", file, rows.users[u]),
                    std::span(rows.targets).subspan(begin, rows.end[u] - begin));
    }
    RequireFew(file, rows.targets.size());
  }
  if (rows.targets.empty()) throw DataError(path + ": no user has an example");
  return rows;
}

Split ToSplit(LeafRows rows) {
  Split split;
  split.size = rows.targets.size();
  split.dense = std::move(rows.dense);
  split.targets = std::move(rows.targets);
  return split;
}

std::vector<std::uint64_t> ShapeOf(const LeafOptions& options, std::uint64_t columns) {
  if (options.shape.empty()) return {columns};
  const std::vector<std::uint64_t> shape(options.shape.begin(), options.shape.end());
  const bool fits =
      shape.size() == 3 && std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<>()) ==
                               static_cast<double>(columns);
  if (fits) return shape;
  throw ConfigError(
      fmt::format("data.shape = {}: an example has {} numbers; three sizes, channels, height and "
                  "width, with this product are allowed",
                  ToText(options.shape), columns));
}

}  // namespace

Fields<LeafOptions> LeafOptions::fields() {
  auto fields = OwnFields<LeafOptions>(
      "file of the training users, or a folder of such files: .json, plain or gzip; required",
      "the same for the test examples; empty: none");
  fields.push_back({"users", &LeafOptions::users, AtLeast(0),
                    "take the first so many training users only; 0: all"});
  fields.push_back({"shape", &LeafOptions::shape, AtLeast(1),
                    "channels, height and width of an example that is an image; empty: none is"});
  return fields;
}

Dataset MakeLeaf(const LeafOptions& options, const Making& making) {
  CheckOptions(options);
  const auto most_users = options.users == 0 ? std::numeric_limits<std::uint64_t>::max()
                                             : static_cast<std::uint64_t>(options.users);
  LeafRows train = ReadFiles(options, options.path, most_users, 0);
  Dataset data;
  data.columns = train.columns;
  data.shape = ShapeOf(options, train.columns);
  for (std::uint32_t u = 0; u < train.users.size(); ++u) data.owners.resize(train.end[u], u);
  data.train = ToSplit(std::move(train));
  if (!options.test_path.empty()) {
    data.test = ToSplit(ReadFiles(options, options.test_path,
                                  std::numeric_limits<std::uint64_t>::max(), data.columns));
  }
  Finish(options, making, data);
  return data;
}

}  // namespace hushed
