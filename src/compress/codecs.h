#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "hushed/message.h"

namespace hushed {

inline bool IsSparse(Codec codec) { return codec == Codec::kSparse || codec == Codec::kSharedMask; }

// An empty section of `count` scalars at `offset`. Throws TransportError beyond 2^32 - 1 scalars.
Section SectionOf(Codec codec, std::size_t scalar_bytes, std::uint64_t offset, std::uint64_t count);

// Throws TransportError where the section is of another scalar type, or does not lie within `size`
// scalars that stand at `base` of the message's vector.
template <class Real>
void RequireFits(const Section& section, std::uint64_t base, std::uint64_t size);

// Bytes that a section's payload takes on the wire.
std::uint64_t WireBytes(const Section& section);

// Bytes that it takes in process: a shared mask carries its positions along.
std::uint64_t PayloadBytes(const Section& section);

// What the section costs, header included; bytes of a payload count whole.
Bits BitsOf(const Section& section);

// out += weight * decoded. `out` has section.count scalars of section.scalar_bytes bytes; `payload`
// has PayloadBytes() and, when sparse, ascending positions below count.
template <class Real>
void AddDecoded(const Section& section, std::span<const std::byte> payload, Real weight,
                std::span<Real> out);

// The index-th T of packed bytes, wherever they begin.
template <class T>
T Load(const std::byte* bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes + index * sizeof(T), sizeof(T));
  return value;
}

}  // namespace hushed
