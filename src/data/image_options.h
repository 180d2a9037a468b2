#pragma once

#include <cstdint>
#include <string>

#include "core/options.h"
#include "data/dataset.h"

namespace hushed {

// What every image data set takes. T, an option struct that derives from it, begins its fields with
// ImageFields<T>().
struct ImageOptions {
  std::string path;
  std::int64_t train_limit = 0;
  std::int64_t test_limit = 0;
  std::int64_t held_out = 0;
};

template <class T>
Fields<T> ImageFields() {
  return {
      {"path", &T::path, Anything(),
       "folder of the files; empty: the data set's own in $HUSHED_DATA_DIR when that is set, "
       "else in /usr/share/datasets"},
      {"train_limit", &T::train_limit, AtLeast(0), "use the first so many only; 0: all"},
      {"test_limit", &T::test_limit, AtLeast(0), "use the first so many only; 0: all"},
      {"held_out", &T::held_out, AtLeast(0),
       "evaluate on the last so many training images, which are then not trained with, in place "
       "of the test images: what rates are chosen on; 0: no"}};
}

// Keeps of all images read what the options say: held_out first, then the limits. Throws
// ConfigError when nothing is left to train with.
void Choose(const ImageOptions& options, Dataset& data);

}  // namespace hushed
