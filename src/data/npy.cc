#include "data/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "hushed/errors.h"

namespace hushed {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are stored");

// IEEE 754 binary16, as NumPy's float16 is stored.
struct Half {
  std::uint16_t bits;
};

double ToDouble(Half half) {
  const int exponent = half.bits >> 10 & 31, mantissa = half.bits & 1023;
  double size = std::ldexp(mantissa | (exponent > 0 ? 1024 : 0), std::max(exponent, 1) - 25);
  if (exponent == 31) {
    size = mantissa == 0 ? std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  }
  return half.bits >> 15 ? -size : size;
}

template <class T>
double ToDouble(T value) {
  return static_cast<double>(value);
}

// The index of the i-th number in C order.
std::string Element(const NpyHeader& header, std::uint64_t i) {
  std::vector<std::uint64_t> index(header.shape.size());
  for (std::size_t k = index.size(); k-- > 0; i /= header.shape[k]) index[k] = i % header.shape[k];
  return fmt::format("element ({})", fmt::join(index, ", "));
}

// Calls visit(i, place) for the i-th number in C order, which is the `place`-th of the file.
template <class Visit>
void ForEach(const NpyHeader& header, const Visit& visit) {
  if (!header.fortran || header.shape.size() < 2) {
    for (std::uint64_t i = 0; i < header.size; ++i) visit(i, i);
    return;
  }
  std::vector<std::uint64_t> index(header.shape.size(), 0), stride(header.shape.size(), 1);
  for (std::size_t k = 1; k < stride.size(); ++k) stride[k] = stride[k - 1] * header.shape[k - 1];
  std::uint64_t place = 0;
  for (std::uint64_t i = 0; i < header.size; ++i) {
    visit(i, place);
    for (std::size_t k = index.size(); k-- > 0;) {
      place += stride[k];
      if (++index[k] < header.shape[k]) break;
      place -= stride[k] * index[k];
      index[k] = 0;
    }
  }
}

std::span<const std::byte> Body(const NpyHeader& header, std::span<const std::byte> bytes,
                                const std::string& name) {
  const auto body = bytes.subspan(header.begin);
  if (body.size() == header.size * header.item_bytes) return body;
  throw DataError(fmt::format(
      "{}: byte {}: the header claims {} bytes for shape {} of {}, {} follow", name, header.begin,
      header.size * header.item_bytes, header.shape_text(), header.type(), body.size()));
}

// What a message shows of a number, which may be one that a double rounds.
std::string Text(Half value) { return fmt::format("{}", ToDouble(value)); }

template <class T>
std::string Text(T value) {
  return fmt::format("{}", value);
}

// A whole number that a double rounds.
template <class T>
bool IsRounded(T value) {
  if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
    constexpr T kExact = T{1} << 53;
    return value > kExact || (std::is_signed_v<T> && value < -kExact);
  }
  return false;
}

template <class T>
std::vector<double> Numbers(const NpyHeader& header, std::span<const std::byte> bytes,
                            const std::string& name) {
  const auto body = Body(header, bytes, name);
  std::vector<double> numbers(header.size);
  ForEach(header, [&](std::uint64_t i, std::uint64_t place) {
    T value;
    std::memcpy(&value, body.data() + place * sizeof(T), sizeof(T));
    numbers[i] = ToDouble(value);
    if (std::isfinite(numbers[i]) && !IsRounded(value)) return;
    throw DataError(fmt::format("{}: {}: {} is not {}", name, Element(header, i), Text(value),
                                std::isfinite(numbers[i]) ? "at most 2^53 in size" : "finite"));
  });
  return numbers;
}

}  // namespace

std::vector<double> NpyNumbers(const NpyHeader& header, std::span<const std::byte> bytes,
                               const std::string& name) {
  const bool sign = header.kind == 'i';
  switch (header.item_bytes) {
    case 1:
      return sign ? Numbers<std::int8_t>(header, bytes, name)
                  : Numbers<std::uint8_t>(header, bytes, name);
    case 2:
      if (header.kind == 'f') return Numbers<Half>(header, bytes, name);
      return sign ? Numbers<std::int16_t>(header, bytes, name)
                  : Numbers<std::uint16_t>(header, bytes, name);
    case 4:
      if (header.kind == 'f') return Numbers<float>(header, bytes, name);
      return sign ? Numbers<std::int32_t>(header, bytes, name)
                  : Numbers<std::uint32_t>(header, bytes, name);
    default:
      if (header.kind == 'f') return Numbers<double>(header, bytes, name);
      return sign ? Numbers<std::int64_t>(header, bytes, name)
                  : Numbers<std::uint64_t>(header, bytes, name);
  }
}

std::vector<std::uint8_t> NpyBytes(const NpyHeader& header, std::span<const std::byte> bytes,
                                   const std::string& name) {
  const auto body = Body(header, bytes, name);
  std::vector<std::uint8_t> values(header.size);
  ForEach(header, [&](std::uint64_t i, std::uint64_t place) {
    values[i] = std::to_integer<std::uint8_t>(body[place]);
  });
  return values;
}

}  // namespace hushed
