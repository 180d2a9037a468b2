// Decoders, one a codec. All add weight * (scale * entry), the inner product rounded first.
#include "compress/codecs.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "compress/half.h"
#include "compress/integers.h"
#include "compress/signs.h"
#include "core/kernels.h"
#include "core/slices.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

static_assert(std::endian::native == std::endian::little, "the wire form is little-endian");

constexpr std::size_t kChunk = 1024;  // entries expanded at a time, to stay in the first cache

template <class Real>
void AddDense(const Section& section, const Real* values, Real weight, std::span<Real> out) {
  const std::span in(values, out.size());
  InSlices(out.size(), [&](std::size_t begin, std::size_t end) {
    AddScaled<Real>(weight, static_cast<Real>(section.scale), in.subspan(begin, end - begin),
                    out.subspan(begin, end - begin));
  });
}

template <class Real>
void AddSparse(std::span<const std::byte> payload, std::size_t kept, Real weight,
               std::span<Real> out) {
  const std::byte* positions = payload.data();
  const std::byte* values = positions + kept * sizeof(std::uint32_t);
  for (std::size_t i = 0; i < kept; ++i) {
    out[Load<std::uint32_t>(positions, i)] += weight * Load<Real>(values, i);
  }
}

template <class Real>
void AddHalves(std::span<const std::byte> payload, Real weight, std::span<Real> out) {
  float values[kChunk];
  for (std::size_t done = 0; done < out.size(); done += kChunk) {
    const std::size_t n = std::min(kChunk, out.size() - done);
    FromHalf(payload.data() + 2 * done, std::span(values).first(n));
    for (std::size_t i = 0; i < n; ++i) out[done + i] += weight * static_cast<Real>(values[i]);
  }
}

template <class Real>
void AddQuantised(const Section& section, std::span<const std::byte> payload, Real weight,
                  std::span<Real> out) {
  const auto scale = static_cast<Real>(section.scale);
  std::int16_t integers[kChunk];
  for (std::size_t done = 0; done < out.size(); done += kChunk) {
    const std::size_t n = std::min(kChunk, out.size() - done);
    UnpackIntegers(payload.data() + done * section.width / 8, section.width,
                   std::span(integers).first(n));
    Real* __restrict__ sum = out.data() + done;
    for (std::size_t i = 0; i < n; ++i) {
      sum[i] += weight * (scale * static_cast<Real>(integers[i]));
    }
  }
}

}  // namespace

Section SectionOf(Codec codec, std::size_t scalar_bytes, std::uint64_t offset,
                  std::uint64_t count) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (offset > kMost || count > kMost - offset) {
    throw TransportError(
        fmt::format("message: {} scalars at {} reach beyond {}", count, offset, kMost));
  }
  return {.codec = codec,
          .scalar_bytes = static_cast<std::uint8_t>(scalar_bytes),
          .offset = static_cast<std::uint32_t>(offset),
          .count = static_cast<std::uint32_t>(count)};
}

template <class Real>
void RequireFits(const Section& section, std::uint64_t base, std::uint64_t size) {
  if (section.scalar_bytes != sizeof(Real)) {
    throw TransportError(
        fmt::format("message: a section of {}-byte scalars cannot be added to {}-byte ones",
                    section.scalar_bytes, sizeof(Real)));
  }
  const std::uint64_t begin = section.offset, end = begin + section.count;
  if (begin < base || end > base + size) {
    throw TransportError(fmt::format("message: a section at [{}, {}) does not fit in [{}, {})",
                                     begin, end, base, base + size));
  }
}

template void RequireFits<float>(const Section&, std::uint64_t, std::uint64_t);
template void RequireFits<double>(const Section&, std::uint64_t, std::uint64_t);

std::uint64_t WireBytes(const Section& section) {
  const std::uint64_t count = section.count, kept = section.kept;
  switch (section.codec) {
    case Codec::kDense:
      return count * section.scalar_bytes;
    case Codec::kHalf:
      return count * 2;
    case Codec::kSparse:
      return kept * (sizeof(std::uint32_t) + section.scalar_bytes);
    case Codec::kSharedMask:
      return kept * section.scalar_bytes;
    case Codec::kSign:
      return (count + 7) / 8;
    case Codec::kQuantised:
      return (count * section.width + 7) / 8;
  }
  return 0;
}

std::uint64_t PayloadBytes(const Section& section) {
  const bool hidden = section.codec == Codec::kSharedMask;
  return WireBytes(section) + (hidden ? section.kept * sizeof(std::uint32_t) : 0);
}

Bits BitsOf(const Section& section) {
  const std::uint64_t positions =
      section.codec == Codec::kSparse ? std::uint64_t{section.kept} * 32 : 0;
  return {.values = 8 * WireBytes(section) - positions,
          .positions = positions,
          .header = Message::kSectionHeaderBits};
}

template <class Real>
void AddDecoded(const Section& section, std::span<const std::byte> payload, Real weight,
                std::span<Real> out) {
  switch (section.codec) {
    case Codec::kDense:
      return AddDense<Real>(section, reinterpret_cast<const Real*>(payload.data()), weight, out);
    case Codec::kHalf:
      return AddHalves(payload, weight, out);
    case Codec::kSparse:
    case Codec::kSharedMask:
      return AddSparse(payload, section.kept, weight, out);
    case Codec::kSign:
      return AddSigns(payload.data(), weight * static_cast<Real>(section.scale), out);
    case Codec::kQuantised:
      return AddQuantised(section, payload, weight, out);
  }
}
template void AddDecoded(const Section&, std::span<const std::byte>, float, std::span<float>);
template void AddDecoded(const Section&, std::span<const std::byte>, double, std::span<double>);

}  // namespace hushed
