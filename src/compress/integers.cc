#include "compress/integers.h"

#include <algorithm>

namespace hushed {
namespace {

// Byte i holds values[i * kEach] .. values[i * kEach + kEach - 1].
template <unsigned kWidth>
void Pack(std::span<const std::int16_t> values, std::byte* out) {
  constexpr unsigned kEach = 8 / kWidth, kMask = (1u << kWidth) - 1;
  const std::size_t whole = values.size() / kEach;
  const std::int16_t* __restrict__ in = values.data();
  auto* __restrict__ bytes = reinterpret_cast<std::uint8_t*>(out);
  for (std::size_t i = 0; i < whole; ++i) {
    unsigned byte = 0;
    for (unsigned j = 0; j < kEach; ++j) {
      byte |= (static_cast<unsigned>(in[i * kEach + j]) & kMask) << (j * kWidth);
    }
    bytes[i] = static_cast<std::uint8_t>(byte);
  }
  if (whole * kEach == values.size()) return;
  unsigned last = 0;
  for (std::size_t i = whole * kEach, shift = 0; i < values.size(); ++i, shift += kWidth) {
    last |= (static_cast<unsigned>(in[i]) & kMask) << shift;
  }
  bytes[whole] = static_cast<std::uint8_t>(last);
}

// The j-th integer of a byte, its sign extended.
template <unsigned kWidth>
std::int16_t Integer(std::uint8_t byte, unsigned j) {
  const auto left = static_cast<std::int8_t>(byte << (8 - kWidth * (j + 1)));
  return static_cast<std::int16_t>(left >> (8 - kWidth));
}

template <unsigned kWidth>
void Unpack(const std::byte* in, std::span<std::int16_t> values) {
  constexpr unsigned kEach = 8 / kWidth;
  const std::size_t whole = values.size() / kEach;
  const auto* __restrict__ bytes = reinterpret_cast<const std::uint8_t*>(in);
  std::int16_t* __restrict__ out = values.data();
  for (std::size_t i = 0; i < whole; ++i) {
    for (unsigned j = 0; j < kEach; ++j) out[i * kEach + j] = Integer<kWidth>(bytes[i], j);
  }
  for (std::size_t i = whole * kEach; i < values.size(); ++i) {
    out[i] = Integer<kWidth>(bytes[whole], static_cast<unsigned>(i - whole * kEach));
  }
}

}  // namespace

void PackIntegers(std::span<const std::int16_t> values, unsigned width, std::byte* out) {
  if (width == 2) return Pack<2>(values, out);
  if (width == 4) return Pack<4>(values, out);
  if (width == 8) return Pack<8>(values, out);
  const auto bytes = std::as_bytes(values);
  std::copy(bytes.begin(), bytes.end(), out);
}

void UnpackIntegers(const std::byte* bytes, unsigned width, std::span<std::int16_t> values) {
  if (width == 2) return Unpack<2>(bytes, values);
  if (width == 4) return Unpack<4>(bytes, values);
  if (width == 8) return Unpack<8>(bytes, values);
  std::copy_n(bytes, values.size_bytes(), std::as_writable_bytes(values).begin());
}

}  // namespace hushed
