#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "core/sum_tree.h"
#include "core/turnstile.h"
#include "hushed/message.h"

namespace hushed {

// Where a piece of a fixed-shape sum stands in the shape.
struct SumPlace {
  enum class Kind { kLeaf, kPrefix, kTree };
  Kind kind = Kind::kTree;
  std::size_t level = 0;  // kTree: the index-th node of this level of the SumTree
  std::size_t index = 0;  // kLeaf: position; kPrefix: block
  std::size_t count = 1;  // kPrefix: positions of the block already added

  friend bool operator==(const SumPlace&, const SumPlace&) = default;
};

// A piece of a fixed-shape sum, as one rank hands it to the others (core/joined_sum.h).
template <class Real>
struct SumPart {
  SumPlace place;
  bool present = false;  // false: every position was absent, vector is empty
  std::vector<Real> vector;
};

// The sum of vectors over positions 0 .. n-1 in a shape that depends on n alone, the SumTree: the
// positions of a block are added left to right from zero, blocks are added pairwise (neighbours
// first), absent positions and blocks are skipped. Which thread or rank adds, and when, does not
// change a bit.
//
// Memory: one vector per block in progress and about log2(n / 8) partial sums.
template <class Real>
class FixedSum {
 public:
  using Adder = std::function<void(const PartialSum<Real>&)>;  // adds the vector of one position

  // Begins a sum of `positions` vectors of `size` scalars, of which [first, last) are handed in
  // here. Vectors of the previous sum are reused.
  void Start(std::size_t positions, std::size_t size, std::size_t first, std::size_t last);
  void Start(std::size_t positions, std::size_t size) { Start(positions, size, 0, positions); }

  // Hands in one owned position; thread-safe. `add` is called once, now or by a later caller. An
  // empty `add` marks the position absent.
  void Add(std::size_t position, Adder add);

  // What the owned positions amount to, for the other ranks; the sum is then empty. Every owned
  // position has been handed in. The places depend on (positions, first, last) alone.
  std::vector<SumPart<Real>> TakeParts();

  // Takes the vectors of parts back, for the next sum.
  void GiveBack(std::vector<SumPart<Real>> parts);

  // The sum where all positions are owned, valid until the next Start(); zeros when every position
  // was absent.
  std::span<const Real> Finish();

  std::size_t peak_vectors() const { return peak_vectors_; }

 private:
  using Buffer = std::vector<Real>;
  struct Node {
    bool present = false;
    Buffer vector;
  };
  struct Block {
    explicit Block(std::size_t first) : turnstile(first) {}
    Turnstile turnstile;
    Node node;
  };

  Block& BlockAt(std::size_t index);
  void AddToBlock(std::size_t position, std::size_t index, Block& block, const Adder& add);
  void Put(std::size_t level, std::size_t index, Node node);
  Node Combine(Node left, Node right);
  Buffer TakeBuffer();  // of size_ arbitrary scalars
  void GiveBuffer(Buffer buffer);

  SumTree tree_;
  std::size_t size_ = 0, first_ = 0, last_ = 0;
  std::mutex mutex_;
  std::map<std::size_t, std::unique_ptr<Block>> open_;        // by block index
  std::map<std::pair<std::size_t, std::size_t>, Node> done_;  // by (level, index)
  std::map<std::size_t, Node> leaves_;                        // owned, of blocks begun elsewhere
  std::vector<Buffer> free_;
  Node root_;
  std::size_t vectors_in_use_ = 0, peak_vectors_ = 0;
};

}  // namespace hushed
