// The wire form of a message: per section
//
//   byte   0      1             2      3   4       8      12    16             24
//          codec  scalar_bytes  width  0   offset  count  kept  scale or seed  payload
//
// little-endian. There is one way to write a message: whatever Read() accepts, Write() gives back.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "compress/codecs.h"
#include "compress/integers.h"
#include "compress/sampling.h"
#include "hushed/errors.h"
#include "hushed/message.h"

namespace hushed {
namespace {

constexpr std::size_t kHeaderBytes = Message::kSectionHeaderBits / 8;
constexpr std::size_t kScaleAt = 16;

template <class T>
void Store(std::byte* at, T value) {
  std::memcpy(at, &value, sizeof value);
}

bool HasScale(Codec codec) { return codec == Codec::kSign || codec == Codec::kQuantised; }

// Only what the scalar type can hold: a scale that is rounded on arrival would decode differently.
bool IsScalar(double scale, std::uint8_t scalar_bytes) {
  if (!std::isfinite(scale)) return false;
  if (scalar_bytes == sizeof(double)) return true;
  return std::abs(scale) <= static_cast<double>(std::numeric_limits<float>::max()) &&
         static_cast<double>(static_cast<float>(scale)) == scale;
}

template <class Real>
void WriteView(const Section& section, std::byte* at) {
  const auto scale = static_cast<Real>(section.scale);
  const auto* v = static_cast<const Real*>(section.view);
  for (std::size_t i = 0; i < section.count; ++i) Store<Real>(at + i * sizeof(Real), scale * v[i]);
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  Message ReadAll() {
    Message message;
    while (at_ < bytes_.size()) ReadSection(message);
    return message;
  }

 private:
  void ReadSection(Message& message) {
    if (bytes_.size() - at_ < kHeaderBytes) Fail("the header of a section is cut off");
    const Section section = Header(bytes_.data() + at_);
    at_ += kHeaderBytes;
    const std::uint64_t size = WireBytes(section), left = bytes_.size() - at_;
    if (size > left) {
      Fail(fmt::format("{} bytes of payload are announced, {} are left", size, left));
    }
    const auto payload = bytes_.subspan(at_, size);
    CheckPayload(section, payload);
    const auto room = message.Append(section);
    const std::size_t drawn = room.size() - payload.size();
    if (drawn > 0) DrawPositions(section, room.data());
    std::copy(payload.begin(), payload.end(), room.begin() + drawn);
    at_ += size;
  }

  Section Header(const std::byte* at) const {
    const auto codec = Load<std::uint8_t>(at, 0);
    if (codec > static_cast<std::uint8_t>(Codec::kQuantised)) {
      Fail(fmt::format("codec {} is unknown", codec));
    }
    if (at[3] != std::byte{0}) Fail("a reserved byte is not zero");
    Section section{.codec = static_cast<Codec>(codec),
                    .scalar_bytes = Load<std::uint8_t>(at, 1),
                    .width = Load<std::uint8_t>(at, 2),
                    .offset = Load<std::uint32_t>(at, 1),
                    .count = Load<std::uint32_t>(at, 2),
                    .kept = Load<std::uint32_t>(at, 3)};
    if (section.codec == Codec::kSharedMask) {
      section.seed = Load<std::uint64_t>(at + kScaleAt, 0);
    } else {
      section.scale = Load<double>(at + kScaleAt, 0);
    }
    CheckHeader(section);
    return section;
  }

  void CheckHeader(const Section& section) const {
    const unsigned width = section.width;
    if (section.scalar_bytes != 4 && section.scalar_bytes != 8) {
      Fail(fmt::format("scalars of {} bytes; 4 and 8 are allowed", section.scalar_bytes));
    }
    if (section.codec == Codec::kQuantised ? !IsIntegerWidth(width) : width != 0) {
      Fail(fmt::format("entries of {} bits", width));
    }
    if (section.kept > (IsSparse(section.codec) ? section.count : 0)) {
      Fail(fmt::format("{} of {} entries are kept", section.kept, section.count));
    }
    if (section.count > ~section.offset) {
      Fail(fmt::format("{} scalars at {} reach beyond 2^32 - 1", section.count, section.offset));
    }
    if (HasScale(section.codec) ? !IsScalar(section.scale, section.scalar_bytes)
                                : section.scale != 1.0) {
      Fail(fmt::format("scale {} is not allowed", section.scale));
    }
  }

  void CheckPayload(const Section& section, std::span<const std::byte> payload) const {
    if (section.codec == Codec::kSparse) CheckPositions(section, payload.data());
    const std::uint64_t bits = section.codec == Codec::kSign
                                   ? section.count
                                   : std::uint64_t{section.count} * section.width;
    if (bits % 8 != 0 && Load<std::uint8_t>(payload.data(), payload.size() - 1) >> (bits % 8)) {
      Fail("bits after the last entry are not zero");
    }
  }

  void CheckPositions(const Section& section, const std::byte* positions) const {
    std::uint64_t least = 0;
    for (std::size_t i = 0; i < section.kept; ++i) {
      const std::uint64_t position = Load<std::uint32_t>(positions, i);
      if (position < least || position >= section.count) {
        Fail(fmt::format("position {} (number {}) is not in [{}, {})", position, i, least,
                         section.count));
      }
      least = position + 1;
    }
  }

  static void DrawPositions(const Section& section, std::byte* room) {
    std::vector<std::uint32_t> positions;
    SampleAscending(section.seed, section.count, section.kept, positions);
    std::memcpy(room, positions.data(), positions.size() * sizeof(std::uint32_t));
  }

  [[noreturn]] void Fail(const std::string& what) const {
    throw TransportError(fmt::format("message, byte {}: {}", at_, what));
  }

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

}  // namespace

void Message::Write(std::vector<std::byte>& out) const {
  std::size_t at = out.size();
  out.resize(at + bits_.total() / 8);
  for (const Section& section : sections_) {
    std::byte* header = out.data() + at;
    std::fill_n(header, 4, std::byte{0});
    header[0] = static_cast<std::byte>(section.codec);
    header[1] = static_cast<std::byte>(section.scalar_bytes);
    header[2] = static_cast<std::byte>(section.width);
    Store(header + 4, section.offset);
    Store(header + 8, section.count);
    Store(header + 12, section.kept);
    if (section.codec == Codec::kSharedMask) {
      Store(header + kScaleAt, section.seed);
    } else {
      Store(header + kScaleAt, section.codec == Codec::kDense ? 1.0 : section.scale);
    }
    const std::size_t size = WireBytes(section);
    std::byte* body = header + kHeaderBytes;
    if (section.view == nullptr) {
      const auto payload = this->payload(section).last(size);
      std::copy(payload.begin(), payload.end(), body);
    } else if (section.scalar_bytes == sizeof(float)) {
      WriteView<float>(section, body);
    } else {
      WriteView<double>(section, body);
    }
    at += kHeaderBytes + size;
  }
}

Message Message::Read(std::span<const std::byte> bytes) { return Reader(bytes).ReadAll(); }

}  // namespace hushed
