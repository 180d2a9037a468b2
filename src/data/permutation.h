#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "hushed/stream.h"

namespace hushed {

// A keyed permutation of {0, ..., size - 1} that is computed, not stored: an alternating Feistel
// network on the next power of two (Luby, Rackoff 1988), walked until it lands inside the range
// (Black, Rogaway 2002); fewer than two walks on average. Up to 64 elements, where so few bits mix
// badly (at 5 elements some orders came 10% too often), it is a shuffled table.
class Permutation {
 public:
  // The key is drawn from `stream`. size >= 1.
  Permutation(std::uint32_t size, Stream stream) : size_(size) {
    if (size <= kTable) {
      FillTable(stream);
    } else {
      DrawKeys(stream);
    }
  }

  // The index-th element. index < size.
  std::uint32_t operator()(std::uint32_t index) const {
    if (size_ <= kTable) return table_[index];
    do index = Shuffle(index);
    while (index >= size_);
    return index;
  }

 private:
  static constexpr std::uint32_t kTable = 64;

  // A shuffle inside out: each new entry trades places with one before it, or none.
  void FillTable(Stream& stream) {
    for (std::uint32_t i = 0; i < size_; ++i) {
      const auto place = static_cast<std::uint32_t>(stream.Below(i + 1));
      table_[i] = table_[place];
      table_[place] = static_cast<std::uint8_t>(i);
    }
  }

  void DrawKeys(Stream& stream) {
    const int bits = std::bit_width(size_ - 1);
    low_bits_ = bits / 2;
    low_mask_ = (std::uint32_t{1} << low_bits_) - 1;
    high_mask_ = static_cast<std::uint32_t>((std::uint64_t{1} << (bits - low_bits_)) - 1);
    for (std::uint32_t& key : keys_) key = stream.Next32();
  }

  static std::uint32_t Mix(std::uint32_t value) {  // the finaliser of MurmurHash3
    value = (value ^ (value >> 16)) * 0x85EBCA6BU;
    value = (value ^ (value >> 13)) * 0xC2B2AE35U;
    return value ^ (value >> 16);
  }

  std::uint32_t Shuffle(std::uint32_t index) const {
    std::uint32_t low = index & low_mask_, high = index >> low_bits_;
    for (std::size_t round = 0; round < keys_.size(); round += 2) {
      high ^= Mix(low ^ keys_[round]) & high_mask_;
      low ^= Mix(high ^ keys_[round + 1]) & low_mask_;
    }
    return (high << low_bits_) | low;
  }

  std::uint32_t size_;
  int low_bits_ = 0;
  std::uint32_t low_mask_ = 0, high_mask_ = 0;
  std::array<std::uint32_t, 8> keys_{};
  std::array<std::uint8_t, kTable> table_{};
};

}  // namespace hushed
