#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hushed/archive.h"

namespace hushed {

// What a message costs on the wire, in bits. Bits of all uploads add up to the run's uplink_bits.
struct Bits {
  std::uint64_t values = 0;     // what the entries are
  std::uint64_t positions = 0;  // where they stand
  std::uint64_t header = 0;     // of sections, and scalars beside the message

  std::uint64_t total() const { return values + positions + header; }  // all of it

  Bits& operator+=(const Bits& other);  // adds each of the three

  // Alike in all three.
  friend bool operator==(const Bits&, const Bits&) = default;
};

// How a section's payload is laid out, little-endian, unused bits of its last byte zero; decoders
// stand in src/compress/codecs.cc and, for sums of many, message_sum.cc.
enum class Codec : std::uint8_t {
  kDense,       // count scalars
  kHalf,        // count IEEE binary16 scalars
  kSparse,      // kept ascending 32-bit positions, then kept scalars
  kSharedMask,  // as kSparse, but receivers redraw the positions from `seed`: they do not travel
  kSign,        // count bits, low bit first, 1 = +scale, 0 = -scale
  kQuantised,   // count signed integers of `width` bits, low bits first: scale * integer
};

// One encoded vector: `count` scalars that stand at `offset` of the message's vector.
struct Section {
  Codec codec = Codec::kDense;    // what the payload is
  std::uint8_t scalar_bytes = 4;  // 4: float, 8: double
  std::uint8_t width = 0;         // kQuantised: bits of an entry, 2, 4, 8 or 16
  std::uint32_t offset = 0;       // of the first scalar
  std::uint32_t count = 0;        // scalars, decoded
  std::uint32_t kept = 0;         // kSparse, kSharedMask: entries that are present
  double scale = 1.0;             // kSign, kQuantised, and views; else 1
  std::uint64_t seed = 0;         // kSharedMask: of its positions; travels in scale's place
  std::size_t payload = 0;        // first byte in the message's bytes, when it owns them
  std::size_t payload_size = 0;   // bytes
  const void* view = nullptr;     // kDense in process: the scalars themselves, unscaled
};

// A sum of vectors on its way. Before the first vector its values are arbitrary and count as zeros,
// so that the first may be written where the others are added.
template <class Real>
struct PartialSum {
  std::span<Real> values;  // [n]
  bool begun = true;       // false: values are arbitrary
};

// Encoded vectors as they travel: sections at offsets of one vector. Clearing keeps the capacity,
// so a message that is reused does not allocate once warm.
class Message {
 public:
  void Clear();                                                    // to no sections
  bool empty() const { return sections_.empty(); }                 // says nothing: zeros
  std::span<const Section> sections() const { return sections_; }  // in the order of appending

  // The size of what Write() appends, split by what it is for.
  const Bits& bits() const { return bits_; }

  // Appends scale * v as a view: no copy is made, v must outlive the message or Own(). Nothing is
  // appended for an empty v.
  template <class Real>
  void AppendView(std::span<const Real> v, Real scale, std::uint64_t offset);

  // Appends a section with room for its payload and returns that room; section.payload, .view and
  // .payload_size are set here from codec, count, kept, width and scalar_bytes. The room begins at
  // a multiple of 8 bytes, holds arbitrary bytes, and is invalid after the next Append. A
  // kSharedMask section has its positions in it all the same: they are neither counted nor written.
  std::span<std::byte> Append(Section section);

  // What Append() gave out, or the bytes of the scalars a view looks at.
  std::span<const std::byte> payload(const Section& section) const;

  // out += weight * decoded. A section that reaches beyond `out`, or was encoded for another
  // scalar type, throws TransportError.
  template <class Real>
  void AddTo(std::span<Real> out, Real weight) const {
    AddTo(out, weight, 0, 0);
  }

  // The same for the sections from `first_section` on, with `out` standing at `base` of the
  // message's vector.
  template <class Real>
  void AddTo(std::span<Real> out, Real weight, std::size_t first_section, std::uint64_t base) const;

  // The same onto a sum that may not have begun.
  template <class Real>
  void AddTo(const PartialSum<Real>& sum, Real weight) const;

  // Copies what is only viewed (from `first_section` on), so that the message may outlive it.
  void Own(std::size_t first_section = 0);

  // out <- a copy, owning its payload, of the sections that begin in [begin, end).
  void Slice(std::uint64_t begin, std::uint64_t end, Message& out) const;

  // Saves or loads; what is only viewed is owned first.
  void Serialize(Archive& archive);

  // The wire form: sections back to back, each a fixed header and its payload, little-endian.
  void Write(std::vector<std::byte>& out) const;

  // Reads what Write() wrote. Throws TransportError naming the byte when malformed; a message that
  // was read is safe to add to a vector of any size.
  static Message Read(std::span<const std::byte> bytes);

  // What a section costs beside its payload.
  static constexpr std::uint64_t kSectionHeaderBits = 192;

 private:
  std::span<std::byte> Room(Section& section);

  std::vector<Section> sections_;
  std::vector<std::byte> bytes_;  // the first used_ hold payloads; never shrinks
  std::size_t used_ = 0;
  Bits bits_;
};

}  // namespace hushed
