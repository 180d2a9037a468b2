#include "hushed/message.h"

#include <algorithm>
#include <exception>

#include "compress/codecs.h"
#include "core/kernels.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kAlignment = 8;

template <class Real>
void CopyScaled(const Section& view, std::span<std::byte> out) {
  Scale<Real>(static_cast<Real>(view.scale), {static_cast<const Real*>(view.view), view.count},
              {reinterpret_cast<Real*>(out.data()), view.count});
}

// The section as it travels into `room`, PayloadBytes() at a multiple of 8 bytes.
void CopyPayload(const Message& message, const Section& section, std::span<std::byte> room) {
  if (section.view == nullptr) {
    const auto payload = message.payload(section);
    std::copy(payload.begin(), payload.end(), room.begin());
  } else if (section.scalar_bytes == sizeof(float)) {
    CopyScaled<float>(section, room);
  } else {
    CopyScaled<double>(section, room);
  }
}

Section Owned(Section section) {
  section.view = nullptr;
  if (section.codec == Codec::kDense) section.scale = 1.0;
  return section;
}

}  // namespace

Bits& Bits::operator+=(const Bits& other) {
  values += other.values;
  positions += other.positions;
  header += other.header;
  return *this;
}

void Message::Clear() {
  sections_.clear();
  used_ = 0;
  bits_ = {};
}

template <class Real>
void Message::AppendView(std::span<const Real> v, Real scale, std::uint64_t offset) {
  if (v.empty()) return;
  Section section = SectionOf(Codec::kDense, sizeof(Real), offset, v.size());
  section.scale = scale;
  section.payload_size = v.size_bytes();
  section.view = v.data();
  bits_ += BitsOf(section);
  sections_.push_back(section);
}

// Gives the section PayloadBytes() of storage.
std::span<std::byte> Message::Room(Section& section) {
  section.payload = (used_ + kAlignment - 1) / kAlignment * kAlignment;
  section.payload_size = PayloadBytes(section);
  used_ = section.payload + section.payload_size;
  if (used_ > bytes_.size()) bytes_.resize(used_);
  return std::span(bytes_).subspan(section.payload, section.payload_size);
}

std::span<std::byte> Message::Append(Section section) {
  section.view = nullptr;
  const auto room = Room(section);
  bits_ += BitsOf(section);
  sections_.push_back(section);
  return room;
}

std::span<const std::byte> Message::payload(const Section& section) const {
  if (section.view != nullptr) {
    return {static_cast<const std::byte*>(section.view), section.payload_size};
  }
  return std::span(bytes_).subspan(section.payload, section.payload_size);
}

template <class Real>
void Message::AddTo(std::span<Real> out, Real weight, std::size_t first_section,
                    std::uint64_t base) const {
  const auto chosen = sections().subspan(first_section);
  for (const Section& section : chosen) RequireFits<Real>(section, base, out.size());
  for (const Section& section : chosen) {
    AddDecoded(section, payload(section), weight,
               out.subspan(section.offset - base, section.count));
  }
}

template <class Real>
void Message::AddTo(const PartialSum<Real>& sum, Real weight) const {
  const bool whole = sections_.size() == 1 && sections_[0].codec == Codec::kDense &&
                     sections_[0].count == sum.values.size();
  if (!sum.begun && whole) {
    RequireFits<Real>(sections_[0], 0, sum.values.size());
    const std::span bytes = payload(sections_[0]);
    SetScaled<Real>(weight, static_cast<Real>(sections_[0].scale),
                    {reinterpret_cast<const Real*>(bytes.data()), sum.values.size()}, sum.values);
    return;
  }
  if (!sum.begun) std::ranges::fill(sum.values, Real{0});
  AddTo(sum.values, weight);
}

void Message::Own(std::size_t first_section) {
  for (Section& section : std::span(sections_).subspan(first_section)) {
    if (section.view == nullptr) continue;
    Section owned = Owned(section);
    CopyPayload(*this, section, Room(owned));
    section = owned;
  }
}

void Message::Slice(std::uint64_t begin, std::uint64_t end, Message& out) const {
  out.Clear();
  for (const Section& section : sections_) {
    if (section.offset < begin || section.offset >= end) continue;
    CopyPayload(*this, section, out.Append(Owned(section)));
  }
}

void Message::Serialize(Archive& archive) {
  std::vector<std::byte> wire;
  if (!archive.loading()) Write(wire);
  archive.Vector(wire);
  if (!archive.loading()) return Own();
  try {
    *this = Read(wire);
  } catch (const TransportError&) {
    std::throw_with_nested(DataError("a saved message is malformed"));
  }
}

#define HUSHED_INSTANTIATE(Real)                                                         \
  template void Message::AppendView(std::span<const Real>, Real, std::uint64_t);         \
  template void Message::AddTo(std::span<Real>, Real, std::size_t, std::uint64_t) const; \
  template void Message::AddTo(const PartialSum<Real>&, Real) const;
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
