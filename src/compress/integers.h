#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hushed {

// Signed integers in two's complement of `width` bits, low bits first: 2, 4, 8 or 16.
constexpr bool IsIntegerWidth(unsigned width) {
  return width == 2 || width == 4 || width == 8 || width == 16;
}

// The narrowest width that holds -most .. most; most <= 32767.
constexpr unsigned IntegerWidth(std::int64_t most) {
  unsigned width = 2;
  while (most > (std::int64_t{1} << (width - 1)) - 1) width *= 2;
  return width;
}

// Writes (values.size() * width + 7) / 8 bytes; unused bits of the last are zero.
void PackIntegers(std::span<const std::int16_t> values, unsigned width, std::byte* out);

// Reads as many bytes.
void UnpackIntegers(const std::byte* bytes, unsigned width, std::span<std::int16_t> values);

}  // namespace hushed
