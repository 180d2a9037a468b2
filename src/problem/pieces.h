#pragma once

// Batches that are worked in pieces, to bound memory. Internal to the room.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hushed/problem.h"

namespace hushed {

// work(piece, examples) for pieces of at most `size` examples, in order.
template <class Work>
void ForEachPiece(std::span<const std::uint32_t> examples, std::size_t size, const Work& work) {
  for (std::uint64_t piece = 0; piece * size < examples.size(); ++piece) {
    const std::size_t begin = piece * size;
    work(piece, examples.subspan(begin, std::min(size, examples.size() - begin)));
  }
}

// What the pieces of a batch draw: apart from each other, and a function of Batch::randomness.
class PieceRandomness {
 public:
  explicit PieceRandomness(const Batch& batch)
      : whole_(batch.randomness), key_(Stream(batch.randomness).Next()) {}

  // How its examples are augmented. The first piece, often the only one, draws as the batch itself.
  Stream augmentation(std::uint64_t piece) const {
    return piece == 0 ? whole_ : Stream(key_, Purpose::kExample, 0, 0, piece);
  }

  // What the network itself draws (dropout).
  std::uint64_t seed(std::uint64_t piece) const {
    return Stream(key_, Purpose::kExample, 1, 0, piece).Next();
  }

 private:
  Stream whole_;
  std::uint64_t key_;
};

}  // namespace hushed
