#include <fmt/format.h>

#include "data/readers.h"
#include "hushed/errors.h"

namespace hushed {

// Magic 0, 0, type, dimensions; then a big-endian 32-bit size per dimension; then the values.
IdxArray ReadIdx(std::span<const std::byte> bytes, const std::string& name) {
  const auto fail = [&](std::size_t byte, const std::string& reason) {
    throw DataError(fmt::format("{}: byte {}: {}", name, byte, reason));
  };
  if (bytes.size() < 4) fail(bytes.size(), "ends before the IDX header is complete");
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  if (at(0) != 0 || at(1) != 0) fail(0, "an IDX file begins with two zero bytes");
  if (at(2) != 8) fail(2, fmt::format("IDX type {} is not supported, only 8 (bytes)", at(2)));
  const std::size_t dimensions = at(3), header = 4 + 4 * dimensions;
  if (dimensions == 0) fail(3, "an IDX array has at least one dimension");
  if (bytes.size() < header) fail(bytes.size(), "ends before the IDX header is complete");
  IdxArray array;
  std::uint64_t size = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::uint64_t extent = 0;
    for (std::size_t i = 0; i < 4; ++i) extent = extent << 8 | at(4 + 4 * d + i);
    array.shape.push_back(extent);
    if (extent > 0 && size > (bytes.size() - header) / extent) {
      fail(bytes.size(), fmt::format("the header claims more than the {} bytes that follow it",
                                     bytes.size() - header));
    }
    size *= extent;
  }
  if (bytes.size() - header != size) {
    fail(header,
         fmt::format("the header claims {} values, {} follow", size, bytes.size() - header));
  }
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data()) + header;
  array.values.assign(first, first + size);
  return array;
}

void ReadCifar(std::span<const std::byte> bytes, const std::string& name, std::uint32_t label_bytes,
               std::uint32_t classes, Split& split) {
  constexpr std::size_t kPixels = std::size_t{3} * 32 * 32;
  const std::size_t record = label_bytes + kPixels;
  if (bytes.empty() || bytes.size() % record != 0) {
    throw DataError(fmt::format("{}: byte {}: {} bytes are not whole records of {}", name,
                                bytes.size() / record * record, bytes.size(), record));
  }
  for (std::size_t begin = 0; begin < bytes.size(); begin += record) {
    const auto label = std::to_integer<std::uint32_t>(bytes[begin + label_bytes - 1]);
    if (label >= classes) {
      throw DataError(fmt::format("{}: byte {}: label {} is not below {}", name,
                                  begin + label_bytes - 1, label, classes));
    }
    split.targets.push_back(label);
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(bytes.data()) + begin + label_bytes;
    split.bytes.values.insert(split.bytes.values.end(), pixels, pixels + kPixels);
  }
  split.size = split.targets.size();
}

}  // namespace hushed
