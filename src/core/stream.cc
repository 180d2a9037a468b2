#include "hushed/stream.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace hushed {
namespace {

std::array<std::uint32_t, 4> PhiloxBlock(std::uint64_t key, std::uint64_t high, std::uint64_t low) {
  const r123::Philox4x32::ctr_type counter = {
      {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
       static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)}};
  const r123::Philox4x32::key_type k = {
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  const auto words = r123::Philox4x32{}(counter, k);
  return {words[0], words[1], words[2], words[3]};
}

std::uint64_t Join(std::uint32_t low, std::uint32_t high) {
  return low | (static_cast<std::uint64_t>(high) << 32);
}

}  // namespace

// Two blocks of the cipher itself condense (seed, purpose, worker, round) into the stream's key.
Stream::Stream(std::uint64_t seed, Purpose purpose, std::uint64_t worker, std::uint64_t round,
               std::uint64_t step)
    : high_(step) {
  const auto outer = PhiloxBlock(seed, static_cast<std::uint64_t>(purpose), worker);
  const auto inner = PhiloxBlock(Join(outer[0], outer[1]), Join(outer[2], outer[3]), round);
  key_ = Join(inner[0], inner[1]);
}

Stream Stream::AtStep(std::uint64_t step) const {
  Stream other = *this;
  other.high_ = step;
  other.block_ = 0;
  other.used_ = 4;
  other.has_spare_normal_ = false;
  return other;
}

void Stream::Refill() {
  words_ = PhiloxBlock(key_, high_, block_++);
  used_ = 0;
}

std::uint32_t Stream::Next32() {
  if (used_ == words_.size()) Refill();
  return words_[used_++];
}

std::uint64_t Stream::Next() {
  const std::uint32_t low = Next32();
  return Join(low, Next32());
}

double Stream::Uniform() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

double Stream::Normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - Uniform()));
  const double angle = 2.0 * std::numbers::pi * Uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

std::uint64_t Stream::Below(std::uint64_t bound) {
  // Lemire's multiply-and-reject: the high word of a product is uniform once the few low words that
  // would favour some results are rejected.
  const std::uint64_t threshold = (0 - bound) % bound;
  for (;;) {
    const auto product = static_cast<unsigned __int128>(Next()) * bound;
    if (static_cast<std::uint64_t>(product) >= threshold) {
      return static_cast<std::uint64_t>(product >> 64);
    }
  }
}

}  // namespace hushed
