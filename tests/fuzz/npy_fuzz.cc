// Any bytes as a .npy file: as many finite numbers as its shape says, in a file of that size, or a
// DataError.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data/npy.h"
#include "hushed/errors.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    const hushed::NpyHeader header = hushed::ReadNpyHeader(bytes, "f");
    const auto numbers = hushed::NpyNumbers(header, bytes, "f");
    unsigned __int128 product = 1;
    for (const std::uint64_t extent : header.shape) product = extent == 0 ? 0 : product * extent;
    Require(numbers.size() == header.size);
    Require(header.size == 0 || numbers.size() == product);
    Require(header.begin + numbers.size() * header.item_bytes == size);
    for (const double number : numbers) Require(std::isfinite(number));
    if (header.item_bytes == 1 && header.kind == 'u') {
      const auto pixels = hushed::NpyBytes(header, bytes, "f");
      for (std::size_t i = 0; i < pixels.size(); ++i) Require(pixels[i] == numbers[i]);
    }
  } catch (const hushed::DataError&) {
  }
  return 0;
}
