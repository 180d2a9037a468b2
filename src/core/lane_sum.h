#pragma once

#include <algorithm>
#include <cstddef>

namespace hushed {

// Sums in eight lanes, added up in one order: the same bits from vector instructions of any width.
inline constexpr std::size_t kSumLanes = 8;

template <class T>
T AddLanes(const T (&lanes)[kSumLanes]) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

// A sum of terms in double that comes piece by piece.
class LaneSum {
 public:
  // Adds term(j) for j < n, entry j to lane j mod 8.
  template <class Term>
  void Add(std::size_t n, const Term& term) {
    double lanes[kSumLanes];  // seen by nobody else: they may stay in registers
    std::copy_n(lanes_, kSumLanes, lanes);
    std::size_t j = 0;
    for (; j + kSumLanes <= n; j += kSumLanes) {
      for (std::size_t lane = 0; lane < kSumLanes; ++lane) lanes[lane] += term(j + lane);
    }
    for (std::size_t lane = 0; j < n; ++j, ++lane) lanes[lane] += term(j);
    std::copy_n(lanes, kSumLanes, lanes_);
  }

  double Total() const { return AddLanes(lanes_); }

 private:
  double lanes_[kSumLanes] = {};
};

}  // namespace hushed
