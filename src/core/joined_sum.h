#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/fixed_sum.h"

namespace hushed {

// scale * values, the product rounded, as a part that is joined.
template <class Real>
struct SumVector {
  const Real* values = nullptr;  // null: absent
  Real scale = 1;                // other than 1 only at a leaf
};

// Joins the parts that ranks made of one fixed-shape sum: the same bits as FixedSum gives when it
// owns every position. Works on any slice of the vectors, so that each rank may join a slice of its
// own.
template <class Real>
class JoinedSum {
 public:
  // The sum over `positions`, whose parts stand at these places (of all ranks, in any order).
  JoinedSum(std::size_t positions, std::span<const SumPlace> places);

  // out <- the sum. vectors[i]: out.size() scalars of the part at places[i]. One pass over every
  // vector and over `out`, in slices (core/slices.h); scratch of a few kilobytes a level.
  void Add(std::span<const SumVector<Real>> vectors, std::span<Real> out) const;

 private:
  struct Piece;

  // What stands at a node for a piece of the scalars: in a part, or in a buffer from `depth` on;
  // null when absent.
  const Real* Node(const Piece& piece, std::size_t level, std::size_t index,
                   std::size_t depth) const;
  const Real* Block(const Piece& piece, std::size_t index, std::size_t depth) const;

  SumTree tree_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> trees_;  // (level, index) -> part
  std::map<std::size_t, std::size_t> prefixes_;                       // block -> part
  std::map<std::size_t, std::size_t> leaves_;                         // position -> part
};

// Where the parts of a rank stand that owns positions [first, last) of `positions`, in the order of
// FixedSum::TakeParts().
std::vector<SumPlace> PlacesOf(std::size_t positions, std::size_t first, std::size_t last);

// The positions [first, second) that a part sums.
std::pair<std::size_t, std::size_t> PositionsOf(const SumPlace& place, std::size_t positions);

}  // namespace hushed
