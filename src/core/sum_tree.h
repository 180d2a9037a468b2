#pragma once

#include <cstddef>
#include <cstdint>

namespace hushed {

// The shape of a fixed-shape sum over positions 0 .. n-1: n is halved until no piece has more than
// kBlock positions. Level 0 is the pieces, called blocks; the level height() is the whole. Node i
// of a level with k nodes begins at position floor(i n / k), so where ranks of which there are a
// power of two take even shares of the positions, each takes a whole subtree.
class SumTree {
 public:
  static constexpr std::uint64_t kBlock = 8;

  SumTree() = default;  // of no position
  explicit SumTree(std::uint64_t positions) : positions_(positions) {
    while ((kBlock << height_) < positions) ++height_;
  }

  std::uint64_t positions() const { return positions_; }
  std::size_t height() const { return height_; }
  std::uint64_t blocks() const { return std::uint64_t{1} << height_; }

  // Node `index` of `level` covers positions [Begin(level, index), Begin(level, index + 1)).
  std::uint64_t Begin(std::size_t level, std::uint64_t index) const {
    return index * positions_ >> (height_ - level);
  }
  // The same of blocks; BlockOf is for positions below positions().
  std::uint64_t BlockBegin(std::uint64_t block) const { return Begin(0, block); }
  std::uint64_t BlockOf(std::uint64_t position) const {
    return (((position + 1) << height_) - 1) / positions_;
  }

 private:
  std::uint64_t positions_ = 0;
  std::size_t height_ = 0;
};

}  // namespace hushed
