// Any bytes as a .npz archive: each array unpacks, its beginning to the same bytes, or a DataError.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "data/npz.h"
#include "hushed/errors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    const hushed::Npz archive(bytes, "f");
    for (const std::string& array : archive.arrays()) {
      try {
        const auto whole = archive.Read(array);
        const auto beginning = archive.Read(array, 16);
        if (!std::ranges::equal(beginning, std::span(whole).first(beginning.size()))) std::abort();
      } catch (const hushed::DataError&) {
      }
    }
  } catch (const hushed::DataError&) {
  }
  return 0;
}
