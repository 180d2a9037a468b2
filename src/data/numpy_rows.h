#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/npy.h"

namespace hushed {

// Where an array stands: under a name in a .npz file, or alone in a .npy file.
struct ArrayPlace {
  std::string file;
  std::string array;  // empty: the file is a .npy

  std::string text() const;  // for messages
};

// The array's header alone, and its numbers in C order.
NpyHeader LookAt(const ArrayPlace& place);
std::vector<double> ReadNumbers(const ArrayPlace& place, const NpyHeader& header);

// What rows an array [examples, ...] holds. Images of unsigned bytes, [examples, height, width] or
// [examples, channels, height, width], stay bytes.
struct RowForm {
  bool bytes = false;
  bool channels_last = false;        // stored as height x width x channels
  std::vector<std::uint64_t> shape;  // of one example, as Dataset::shape
  std::uint64_t columns = 0;

  friend bool operator==(const RowForm&, const RowForm&) = default;
};

// channels_last: of four dimensions the last is the channels, else the second. Throws DataError
// when the array holds no rows.
RowForm FormOf(const ArrayPlace& place, const NpyHeader& header, bool channels_last);

// An array that was looked at.
struct ArrayOfRows {
  ArrayPlace place;
  NpyHeader header;
};

// The rows of several arrays of one form, one behind the other. Only arrays with rows that are
// needed are read; of dense rows those that are not are left zero.
std::shared_ptr<const RowSource> MakeNumpyRows(std::vector<ArrayOfRows> arrays, RowForm form);

}  // namespace hushed
