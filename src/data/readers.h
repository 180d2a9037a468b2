#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace hushed {

// The file formats. Each reads bytes that are in memory already; `name` is the file's, for
// messages. Anything malformed throws DataError with the name, the byte or line, and the reason;
// what a header claims is checked against the bytes that are there before memory is taken.

// IDX (the MNIST family's format): unsigned bytes of 1 or more dimensions.
struct IdxArray {
  std::vector<std::uint64_t> shape;
  std::vector<std::uint8_t> values;
};
IdxArray ReadIdx(std::span<const std::byte> bytes, const std::string& name);

// CIFAR binary records: `label_bytes` label bytes of which the last counts, then 3 x 32 x 32
// pixels. Appends to rows and targets; labels are below `classes`.
void ReadCifar(std::span<const std::byte> bytes, const std::string& name, std::uint32_t label_bytes,
               std::uint32_t classes, Split& split);

// Rows with the label or value as written.
struct LabelledRows {
  std::uint64_t columns = 0;
  std::vector<double> targets;        // [rows]
  SparseRows sparse;                  // LIBSVM
  std::vector<double> dense;          // CSV, [rows x columns]
  std::vector<std::uint32_t> owners;  // [rows] where the file says whose they are, else empty
};

// LIBSVM: "label index:value ..." a line, indices from 1, ascending; '#' begins a comment.
LabelledRows ReadLibsvm(std::span<const std::byte> bytes, const std::string& name);

// How a CSV file is written. A column is named as in the header, or by its number from 0.
struct CsvFormat {
  char separator = ',';
  std::int64_t label_column = -1;    // by number; -1: the last that is not asked for otherwise
  std::string label;                 // by name, in place of label_column; empty: not
  std::string worker;                // of the worker each row belongs to; empty: none
  std::vector<std::string> skipped;  // may hold anything
};

// CSV of numbers, a row a line; cells may stand in quotes. A first line without a number, or with a
// name of `format`, is a header.
LabelledRows ReadCsv(std::span<const std::byte> bytes, const std::string& name,
                     const CsvFormat& format);

}  // namespace hushed
