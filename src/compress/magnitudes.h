#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hushed {

// Entries of a vector, ascending in position.
template <class Real>
struct Entries {
  std::vector<std::uint32_t> positions;
  std::vector<Real> values;

  std::size_t size() const { return positions.size(); }
};

// Replaces `out` by the entries with |v| > threshold, in one pass; a negative threshold takes all.
// Throws DivergedError when any entry of v is NaN or infinite.
template <class Real>
void CollectAbove(std::span<const Real> v, Real threshold, Entries<Real>& out);

// Finds the k entries of largest magnitude, the lower position first among equals. Keeps its
// scratch: about two k entries, rarely v.size().
template <class Real>
class LargestEntries {
 public:
  // Replaces `out` by them. 1 <= k <= v.size(). Throws DivergedError as CollectAbove().
  // One pass over v and O(k) on anything but data made against the entries it samples; there two
  // passes, or, made against both samples, up to twice the time of a selection among all.
  void Find(std::span<const Real> v, std::size_t k, Entries<Real>& out);

 private:
  struct Band {
    Real low, high;
  };
  struct Sampling {
    double width;          // of the band, in standard deviations of the rank
    std::uint64_t jitter;  // odd: where in its strip an entry is taken
  };
  static constexpr Sampling kSamplings[] = {{3.0, 0x9E3779B97F4A7C15}, {12.0, 0xD1B54A32D192ED03}};

  std::optional<Band> Guess(std::span<const Real> v, std::size_t k, const Sampling& sampling);
  Real KthMagnitude(std::span<const Real> v, std::size_t k);
  void Select(std::size_t k, Real high, Entries<Real>& out);
  bool FindTied(std::span<const Real> v, std::size_t k, Real least, Entries<Real>& out);

  Entries<Real> candidates_;
  std::vector<Real> scratch_;
};

}  // namespace hushed
