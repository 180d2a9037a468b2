#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hushed/exchange.h"

namespace hushed {

// What everybody must know of one position of a plan besides its message.
struct LedgerEntry {
  Outcome outcome = Outcome::kSilent;
  double weight = 1.0;
  std::array<double, 2> scalars{};
  std::uint32_t scalar_count = 0;

  template <class Real>
  static LedgerEntry Of(const Upload<Real>& upload) {
    return {upload.outcome, upload.weight, upload.scalars, upload.scalar_count};
  }
  template <class Real>
  void CopyTo(Upload<Real>& upload) const {
    upload.outcome = outcome;
    upload.weight = weight;
    upload.scalars = scalars;
    upload.scalar_count = scalar_count;
  }

  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// A rank's entries, in position order: one byte each, then the weight where it is not the one
// before (1 at first), then the scalars that travel.
class LedgerWriter {
 public:
  void Clear();
  void Add(const LedgerEntry& entry);
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
  double weight_ = 1.0;
};

// Reads them back. The bytes must outlive it. Throws TransportError when they are malformed.
class LedgerReader {
 public:
  explicit LedgerReader(std::span<const std::byte> bytes) : bytes_(bytes) {}
  LedgerEntry Next();
  bool finished() const { return at_ == bytes_.size(); }

 private:
  double Number();

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  double weight_ = 1.0;
};

}  // namespace hushed
