#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/joined_sum.h"
#include "transport/mpi/communicator.h"

namespace hushed {

// Where the parts of every rank stand in a fixed-shape sum, and which of them are present.
struct SumShape {
  std::vector<std::size_t> cuts;              // rank r owns positions [cuts[r], cuts[r + 1])
  std::vector<std::vector<SumPlace>> places;  // [rank][part]
  std::vector<std::vector<bool>> present;     // [rank][part]

  std::size_t positions() const { return cuts.empty() ? 0 : cuts.back(); }
  void SetCuts(const std::vector<std::size_t>& new_cuts);  // fills places, when they are others
  void SetPresent(const std::function<bool(std::size_t position)>& spoke);
};

// The sum over ranks in the fixed shape, bit for bit what one process gives: each rank owns a slice
// of the vector, receives that slice of every part, joins them in their order, and hands the result
// to all. d scalars, R ranks with P present parts in all: a rank receives d (P / R + 1) scalars, in
// pieces, so scratch is a few megabytes for any d.
template <class Real>
class Reduction {
 public:
  // out <- the sum. mine: this rank's parts, of out.size() scalars, in the order of their places.
  void Run(Communicator& communicator, const SumShape& shape, std::span<const SumPart<Real>> mine,
           std::span<Real> out);

 private:
  void RunPiece(Communicator& communicator, std::span<const SumPart<Real>> mine, std::size_t at,
                std::span<Real> out);

  std::vector<std::size_t> first_;  // [rank]: its first part of all
  std::vector<std::vector<std::size_t>>
      present_;            // [rank]: its present parts, numbered as in `places`
  std::size_t turns_ = 0;  // the most present parts of a rank
  std::unique_ptr<JoinedSum<Real>> join_;
  std::vector<SumVector<Real>> vectors_;  // [parts of all ranks]
  std::vector<Real> received_;
};

}  // namespace hushed
