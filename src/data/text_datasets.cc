#include "data/text_datasets.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "data/files.h"
#include "data/readers.h"
#include "data/rows.h"
#include "data/text_lines.h"

namespace hushed {
namespace {

template <class T>
Fields<T> TextFields() {
  return OwnFields<T>(
      "file of the training examples, plain or gzip, required; with {worker} in it, a file for "
      "each worker: {worker} is 0, 1, ...",
      "file of the test examples; empty: none");
}

using Reader = std::function<LabelledRows(std::span<const std::byte>, const std::string&)>;

Split ToSplit(LabelledRows rows) {
  Split split;
  split.size = rows.targets.size();
  split.dense = std::move(rows.dense);
  split.sparse = std::move(rows.sparse);
  split.targets = std::move(rows.targets);
  return split;
}

LabelledRows ReadRows(const Reader& read, const OwnFiles& options, const std::string& file) {
  LabelledRows rows = read(ReadUnpacked(file), file);
  RequireLabels(options, file, rows.targets);
  return rows;
}

// Dense rows have as many columns in every file.
void RequireSameColumns(const std::string& file, const LabelledRows& rows,
                        const std::string& first_file, std::uint64_t columns) {
  if (!rows.sparse.row_begin.empty() || rows.columns == columns) return;
  throw DataError(fmt::format("{}: {} columns beside the label, {} has {}", file, rows.columns,
                              first_file, columns));
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

// Appends one training file; its rows belong to `owner` where every worker has a file.
void AppendFile(LabelledRows rows, bool by_worker, std::uint32_t owner, Dataset& data) {
  if (by_worker) rows.owners.assign(rows.targets.size(), owner);
  data.owners.insert(data.owners.end(), rows.owners.begin(), rows.owners.end());
  Append(ToSplit(std::move(rows)), data.train);
}

// columns: how many there are; 0: as many as are found.
Dataset Read(const Reader& read, const OwnFiles& options, std::uint64_t columns,
             const Making& making) {
  CheckOptions(options);
  Dataset data;
  std::uint64_t found = 0;
  const auto files = FilesOf(options.path, making.workers);
  for (std::uint32_t m = 0; m < files.size(); ++m) {
    LabelledRows rows = ReadRows(read, options, files[m]);
    if (m > 0) RequireSameColumns(files[m], rows, files[0], found);
    found = std::max(found, rows.columns);
    AppendFile(std::move(rows), NamesWorkers(options.path), m, data);
    RequireFew(files[m], data.train.size);
  }
  if (!options.test_path.empty()) {
    LabelledRows test = ReadRows(read, options, options.test_path);
    RequireSameColumns(options.test_path, test, files[0], found);
    RequireFew(options.test_path, test.targets.size());
    found = std::max(found, test.columns);
    data.test = ToSplit(std::move(test));
  }
  RequireColumns(options.path, found, columns);
  data.columns = std::max(columns, found);
  if (data.columns == 0) throw DataError(options.path + ": no example has an entry");
  data.shape = {data.columns};
  Finish(options, making, data);
  return data;
}

std::vector<std::string> Names(const std::string& list) {
  std::vector<std::string> names;
  std::string_view rest = list;
  while (!rest.empty()) {
    const auto name = rest.substr(0, rest.find(','));
    if (!Trimmed(name).empty()) names.emplace_back(Trimmed(name));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  }
  return names;
}

CsvFormat FormatOf(const CsvOptions& options) {
  if (!options.label.empty() && options.label_column >= 0) {
    throw ConfigError(
        fmt::format("data.label = \"{}\" and data.label_column = {} exclude each other",
                    options.label, options.label_column));
  }
  if (!options.worker.empty() && NamesWorkers(options.path)) {
    throw ConfigError(
        fmt::format("data.worker = \"{}\" and data.path = \"{}\" exclude each other: "
                    "both say whose the examples are",
                    options.worker, options.path));
  }
  CsvFormat format;
  if (options.separator == "semicolon") format.separator = ';';
  if (options.separator == "tab") format.separator = '\t';
  format.label_column = options.label_column;
  format.label = options.label;
  format.worker = options.worker;
  format.skipped = Names(options.skip);
  return format;
}

}  // namespace

Fields<LibsvmOptions> LibsvmOptions::fields() {
  auto fields = TextFields<LibsvmOptions>();
  fields.push_back({"columns", &LibsvmOptions::columns, Between(0, 0xFFFFFFFF),
                    "columns of an example; 0: the largest index of all files"});
  return fields;
}

Fields<CsvOptions> CsvOptions::fields() {
  auto fields = TextFields<CsvOptions>();
  fields.push_back({"label_column", &CsvOptions::label_column, AtLeast(-1),
                    "column of the label, counted from 0; -1: the last that is a value"});
  fields.push_back({"label", &CsvOptions::label, Anything(),
                    "column of the label by its name in the header, in place of label_column"});
  fields.push_back({"worker", &CsvOptions::worker, Anything(),
                    "column, by name or number, of the worker (0, 1, ...) that an example belongs "
                    "to, for partition by-owner; empty: none"});
  fields.push_back({"skip", &CsvOptions::skip, Anything(),
                    "columns, by name or number and with commas between, that are passed over"});
  fields.push_back({"separator", &CsvOptions::separator, OneOf({"comma", "semicolon", "tab"}),
                    "what stands between two cells"});
  return fields;
}

Dataset MakeLibsvm(const LibsvmOptions& options, const Making& making) {
  return Read(ReadLibsvm, options, static_cast<std::uint64_t>(options.columns), making);
}

Dataset MakeCsv(const CsvOptions& options, const Making& making) {
  const CsvFormat format = FormatOf(options);
  const auto read = [&](std::span<const std::byte> bytes, const std::string& name) {
    return ReadCsv(bytes, name, format);
  };
  return Read(read, options, 0, making);
}

}  // namespace hushed
