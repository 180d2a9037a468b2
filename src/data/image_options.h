#pragma once

#include <cstdint>
#include <string>

#include "core/options.h"

namespace hushed {

// What every image data set takes. T, an option struct that derives from it, begins its fields with
// ImageFields<T>().
struct ImageOptions {
  std::string path;
  std::int64_t train_limit = 0;
  std::int64_t test_limit = 0;
};

template <class T>
Fields<T> ImageFields() {
  return {{"path", &T::path, Anything(),
           "folder of the files; empty: the data set's own in $HUSHED_DATA_DIR when that is set, "
           "else in "
           "/usr/share/datasets"},
          {"train_limit", &T::train_limit, AtLeast(0), "use the first so many only; 0: all"},
          {"test_limit", &T::test_limit, AtLeast(0), "use the first so many only; 0: all"}};
}

}  // namespace hushed
