#include "core/joined_sum.h"

#include <algorithm>
#include <array>

namespace hushed {
namespace {

constexpr std::size_t kChunk = 4096;  // scalars joined at a time, to stay in the first caches
constexpr std::size_t kBlock = FixedSum<float>::kBlock;

// out <- a + b; out may be a.
template <class Real>
void AddTwo(const Real* a, const Real* b, std::size_t count, Real* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = a[i] + b[i];
}

// out <- ((sum + v[0]) + v[1]) + ..., where no sum is zero; out may be sum. Four vectors at a time:
// memory answers several streams sooner than one after the other.
template <class Real>
void AddInOrder(const Real* sum, std::span<const Real* const> v, std::size_t count, Real* out) {
  if (sum == nullptr) {
    std::fill_n(out, count, Real{0});
    sum = out;
  }
  for (; v.size() >= 4; v = v.subspan(4), sum = out) {
    const Real *a = v[0], *b = v[1], *c = v[2], *d = v[3];
    for (std::size_t i = 0; i < count; ++i) out[i] = (((sum[i] + a[i]) + b[i]) + c[i]) + d[i];
  }
  for (; !v.empty(); v = v.subspan(1), sum = out) AddTwo(sum, v[0], count, out);
}

}  // namespace

template <class Real>
JoinedSum<Real>::JoinedSum(std::size_t positions, std::span<const SumPlace> places)
    : positions_(positions), blocks_((positions + kBlock - 1) / kBlock) {
  while ((std::size_t{1} << height_) < blocks_) ++height_;
  for (std::size_t part = 0; part < places.size(); ++part) {
    const SumPlace& place = places[part];
    if (place.kind == SumPlace::Kind::kTree) trees_[{place.level, place.index}] = part;
    if (place.kind == SumPlace::Kind::kPrefix) prefixes_[place.index] = part;
    if (place.kind == SumPlace::Kind::kLeaf) leaves_[place.index] = part;
  }
  buffers_.resize((height_ + 1) * kChunk);
}

template <class Real>
void JoinedSum<Real>::Add(std::span<const Real* const> vectors, std::span<Real> out) {
  vectors_ = vectors;
  for (at_ = 0; at_ < out.size(); at_ += kChunk) {
    count_ = std::min(kChunk, out.size() - at_);
    const Real* sum = blocks_ > 0 ? Node(height_, 0, 0) : nullptr;
    Real* chunk = out.data() + at_;
    if (sum == nullptr) {
      std::fill_n(chunk, count_, Real{0});
    } else {
      std::copy_n(sum, count_, chunk);
    }
  }
}

template <class Real>
const Real* JoinedSum<Real>::Node(std::size_t level, std::size_t index, std::size_t depth) {
  const auto part = trees_.find({level, index});
  if (part != trees_.end()) return VectorOf(part->second);
  if (level == 0) return Block(index, depth);
  const Real* left = Node(level - 1, 2 * index, depth);
  const bool alone = ((2 * index + 1) << (level - 1)) >= blocks_;
  const std::size_t free = left == nullptr ? depth : depth + 1;
  const Real* right = alone ? nullptr : Node(level - 1, 2 * index + 1, free);
  if (right == nullptr) return left;
  if (left == nullptr) return right;
  AddTwo(left, right, count_, Buffer(depth));
  return Buffer(depth);
}

template <class Real>
const Real* JoinedSum<Real>::Block(std::size_t index, std::size_t depth) {
  const auto prefix = prefixes_.find(index);
  const Real* sum = prefix == prefixes_.end() ? nullptr : VectorOf(prefix->second);
  const std::size_t end = std::min(positions_, (index + 1) * kBlock);
  std::array<const Real*, kBlock> vectors;
  std::size_t count = 0;
  for (auto leaf = leaves_.lower_bound(index * kBlock); leaf != leaves_.end() && leaf->first < end;
       ++leaf) {
    const Real* vector = VectorOf(leaf->second);
    if (vector != nullptr) vectors[count++] = vector;
  }
  if (count == 0) return sum;
  AddInOrder<Real>(sum, std::span(vectors).first(count), count_, Buffer(depth));
  return Buffer(depth);
}

template <class Real>
const Real* JoinedSum<Real>::VectorOf(std::size_t part) const {
  return vectors_[part] == nullptr ? nullptr : vectors_[part] + at_;
}

template <class Real>
Real* JoinedSum<Real>::Buffer(std::size_t depth) {
  return buffers_.data() + depth * kChunk;
}

std::vector<SumPlace> PlacesOf(std::size_t positions, std::size_t first, std::size_t last) {
  FixedSum<float> shape;
  shape.Start(positions, 0, first, last);
  for (std::size_t position = first; position < last; ++position) shape.Add(position, {});
  std::vector<SumPlace> places;
  for (const SumPart<float>& part : shape.TakeParts()) places.push_back(part.place);
  return places;
}

std::pair<std::size_t, std::size_t> PositionsOf(const SumPlace& place, std::size_t positions) {
  switch (place.kind) {
    case SumPlace::Kind::kLeaf:
      return {place.index, place.index + 1};
    case SumPlace::Kind::kPrefix:
      return {place.index * kBlock, place.index * kBlock + place.count};
    case SumPlace::Kind::kTree:
      break;
  }
  const std::size_t width = kBlock << place.level;
  return {place.index * width, std::min(positions, (place.index + 1) * width)};
}

template class JoinedSum<float>;
template class JoinedSum<double>;

}  // namespace hushed
