#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hushed {

// NumPy's .npy format, versions 1 to 3: one array of numbers, little-endian. `name` is the file's,
// for messages. Anything malformed throws DataError with the name, the byte or element, and the
// reason; what the header claims is checked against the bytes that are there before memory is
// taken.

// What stands before the numbers.
struct NpyHeader {
  char kind = 'f';                   // b: true or false, u: unsigned, i: signed, f: floating point
  std::uint32_t item_bytes = 8;      // 1, 2, 4 or 8
  bool fortran = false;              // the first index runs fastest in the file, else the last
  std::vector<std::uint64_t> shape;  // empty: one number
  std::uint64_t size = 1;            // numbers: the product of shape; at most 2^59
  std::size_t begin = 0;             // byte of the first number

  std::string type() const;        // as NumPy writes it: "<f8", "|u1"
  std::string shape_text() const;  // "(60000, 28, 28)"
};

// Bytes of a file that always hold its whole header (one that is longer is refused).
inline constexpr std::size_t kLongestNpyHeader = 65'536;

// bytes: the file, or its first kLongestNpyHeader.
NpyHeader ReadNpyHeader(std::span<const std::byte> bytes, const std::string& name);

// The array's numbers with the last index running fastest. bytes: the whole file. NpyNumbers
// refuses NaN, infinities and whole numbers that no double holds exactly; NpyBytes needs type |u1.
std::vector<double> NpyNumbers(const NpyHeader& header, std::span<const std::byte> bytes,
                               const std::string& name);
std::vector<std::uint8_t> NpyBytes(const NpyHeader& header, std::span<const std::byte> bytes,
                                   const std::string& name);

}  // namespace hushed
