#include "core/fixed_sum.h"

#include <algorithm>
#include <utility>

#include "core/kernels.h"

namespace hushed {

template <class Real>
void FixedSum<Real>::Start(std::size_t positions, std::size_t size, std::size_t first,
                           std::size_t last) {
  for (auto& [index, block] : open_) GiveBuffer(std::move(block->node.vector));
  for (auto& [key, node] : done_) GiveBuffer(std::move(node.vector));
  for (auto& [position, node] : leaves_) GiveBuffer(std::move(node.vector));
  GiveBuffer(std::move(root_.vector));
  open_.clear();
  done_.clear();
  leaves_.clear();
  root_ = {};
  tree_ = SumTree(positions);
  size_ = size;
  first_ = first;
  last_ = last;
  vectors_in_use_ = 0;
  peak_vectors_ = 0;
}

template <class Real>
typename FixedSum<Real>::Block& FixedSum<Real>::BlockAt(std::size_t index) {
  const std::scoped_lock lock(mutex_);
  auto& block = open_[index];
  if (!block) block = std::make_unique<Block>(tree_.BlockBegin(index));
  return *block;
}

template <class Real>
void FixedSum<Real>::Add(std::size_t position, Adder add) {
  const std::size_t index = tree_.BlockOf(position);
  if (tree_.BlockBegin(index) < first_) {  // on another rank: this position travels alone
    Node leaf;
    if (add) {
      leaf = {true, TakeBuffer()};
      add({leaf.vector, /*begun=*/false});
    }
    const std::scoped_lock lock(mutex_);
    leaves_[position] = std::move(leaf);
    return;
  }
  Block& block = BlockAt(index);
  block.turnstile.Pass(position, [this, position, index, &block, add = std::move(add)] {
    AddToBlock(position, index, block, add);
  });
}

template <class Real>
void FixedSum<Real>::AddToBlock(std::size_t position, std::size_t index, Block& block,
                                const Adder& add) {
  if (add) {
    const bool begun = block.node.present;
    if (!begun) block.node = {true, TakeBuffer()};
    add({block.node.vector, begun});
  }
  if (position + 1 == tree_.BlockBegin(index + 1)) Put(0, index, std::move(block.node));
}

// Climbs while the sibling is done.
template <class Real>
void FixedSum<Real>::Put(std::size_t level, std::size_t index, Node node) {
  for (; level < tree_.height(); ++level, index /= 2) {
    const std::size_t sibling = index ^ 1;
    std::unique_lock lock(mutex_);
    const auto found = done_.find({level, sibling});
    if (found == done_.end()) {
      done_[{level, index}] = std::move(node);
      return;
    }
    Node other = std::move(found->second);
    done_.erase(found);
    lock.unlock();
    node = sibling < index ? Combine(std::move(other), std::move(node))
                           : Combine(std::move(node), std::move(other));
  }
  const std::scoped_lock lock(mutex_);
  root_ = std::move(node);
}

template <class Real>
typename FixedSum<Real>::Node FixedSum<Real>::Combine(Node left, Node right) {
  if (!left.present) return right;
  if (!right.present) return left;
  Axpy<Real>(Real{1}, right.vector, left.vector);
  GiveBuffer(std::move(right.vector));
  return left;
}

template <class Real>
std::vector<SumPart<Real>> FixedSum<Real>::TakeParts() {
  using Kind = SumPlace::Kind;
  std::vector<SumPart<Real>> parts;
  const auto take = [&](const SumPlace& place, Node& node) {
    parts.push_back({place, node.present, std::exchange(node.vector, {})});
  };
  for (auto& [position, leaf] : leaves_) take({.kind = Kind::kLeaf, .index = position}, leaf);
  for (auto& [index, block] : open_) {
    const std::size_t next = block->turnstile.next(), begin = tree_.BlockBegin(index);
    if (next == tree_.BlockBegin(index + 1)) continue;
    take({.kind = Kind::kPrefix, .index = index, .count = next - begin}, block->node);
  }
  for (auto& [key, node] : done_) take({.level = key.first, .index = key.second}, node);
  if (first_ == 0 && last_ == tree_.positions()) take({.level = tree_.height()}, root_);
  Start(tree_.positions(), size_, first_, last_);
  return parts;
}

template <class Real>
void FixedSum<Real>::GiveBack(std::vector<SumPart<Real>> parts) {
  for (SumPart<Real>& part : parts) GiveBuffer(std::move(part.vector));
}

template <class Real>
std::span<const Real> FixedSum<Real>::Finish() {
  if (!root_.present) {
    root_ = {true, TakeBuffer()};
    std::ranges::fill(root_.vector, Real{0});
  }
  return root_.vector;
}

template <class Real>
typename FixedSum<Real>::Buffer FixedSum<Real>::TakeBuffer() {
  Buffer buffer;
  {
    const std::scoped_lock lock(mutex_);
    peak_vectors_ = std::max(peak_vectors_, ++vectors_in_use_);
    if (!free_.empty()) {
      buffer = std::move(free_.back());
      free_.pop_back();
    }
  }
  buffer.resize(size_);
  return buffer;
}

template <class Real>
void FixedSum<Real>::GiveBuffer(Buffer buffer) {
  if (buffer.capacity() == 0) return;
  const std::scoped_lock lock(mutex_);
  if (vectors_in_use_ > 0) --vectors_in_use_;
  free_.push_back(std::move(buffer));
}

template class FixedSum<float>;
template class FixedSum<double>;

}  // namespace hushed
