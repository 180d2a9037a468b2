// Any bytes as an IDX file: an array that is as large as its shape says, or a DataError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "data/readers.h"
#include "hushed/errors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const hushed::IdxArray array = hushed::ReadIdx(std::as_bytes(std::span(data, size)), "f");
    unsigned __int128 product = 1;
    bool empty = false;
    for (const std::uint64_t extent : array.shape) {
      empty = empty || extent == 0;
      if (!empty) product *= extent;
    }
    const std::size_t header = 4 + 4 * array.shape.size();
    if (array.values.size() != (empty ? 0 : product)) std::abort();
    if (array.values.size() + header != size) std::abort();
  } catch (const hushed::DataError&) {
  }
  return 0;
}
