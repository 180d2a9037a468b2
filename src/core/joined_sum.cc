#include "core/joined_sum.h"

#include <algorithm>
#include <array>

#include "core/slices.h"

namespace hushed {
namespace {

constexpr std::size_t kChunk = 4096;  // scalars joined at a time, to stay in the first caches

// out <- ((sum + v[0]) + v[1]) + ..., where no sum is zero; out may be sum. Four vectors at a time:
// memory answers several streams sooner than one after the other.
template <class Real>
void AddInOrder(const Real* sum, std::span<const SumVector<Real>> v, std::size_t count, Real* out) {
  if (sum == nullptr) {
    std::fill_n(out, count, Real{0});
    sum = out;
  }
  for (; v.size() >= 4; v = v.subspan(4), sum = out) {
    const auto [a, of_a] = v[0];
    const auto [b, of_b] = v[1];
    const auto [c, of_c] = v[2];
    const auto [d, of_d] = v[3];
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = (((sum[i] + of_a * a[i]) + of_b * b[i]) + of_c * c[i]) + of_d * d[i];
    }
  }
  for (; !v.empty(); v = v.subspan(1), sum = out) {
    const auto [a, of_a] = v[0];
    for (std::size_t i = 0; i < count; ++i) out[i] = sum[i] + of_a * a[i];
  }
}

}  // namespace

// Scalars [at, at + count) of all vectors.
template <class Real>
struct JoinedSum<Real>::Piece {
  std::span<const SumVector<Real>> vectors;
  Real* buffers;  // kChunk a level
  std::size_t at = 0, count = 0;

  SumVector<Real> Vector(std::size_t part) const {
    const SumVector<Real>& vector = vectors[part];
    return {vector.values == nullptr ? nullptr : vector.values + at, vector.scale};
  }
  Real* Buffer(std::size_t depth) const { return buffers + depth * kChunk; }
};

template <class Real>
JoinedSum<Real>::JoinedSum(std::size_t positions, std::span<const SumPlace> places)
    : tree_(positions) {
  for (std::size_t part = 0; part < places.size(); ++part) {
    const SumPlace& place = places[part];
    if (place.kind == SumPlace::Kind::kTree) trees_[{place.level, place.index}] = part;
    if (place.kind == SumPlace::Kind::kPrefix) prefixes_[place.index] = part;
    if (place.kind == SumPlace::Kind::kLeaf) leaves_[place.index] = part;
  }
}

template <class Real>
void JoinedSum<Real>::Add(std::span<const SumVector<Real>> vectors, std::span<Real> out) const {
  InSlices(out.size(), [&](std::size_t begin, std::size_t end) {
    std::vector<Real> buffers((tree_.height() + 1) * kChunk);
    for (std::size_t at = begin; at < end; at += kChunk) {
      const Piece piece{vectors, buffers.data(), at, std::min(kChunk, end - at)};
      const Real* sum = Node(piece, tree_.height(), 0, 0);
      Real* chunk = out.data() + at;
      if (sum == nullptr) {
        std::fill_n(chunk, piece.count, Real{0});
      } else {
        std::copy_n(sum, piece.count, chunk);
      }
    }
  });
}

template <class Real>
const Real* JoinedSum<Real>::Node(const Piece& piece, std::size_t level, std::size_t index,
                                  std::size_t depth) const {
  const auto part = trees_.find({level, index});
  if (part != trees_.end()) return piece.Vector(part->second).values;
  if (level == 0) return Block(piece, index, depth);
  const Real* left = Node(piece, level - 1, 2 * index, depth);
  const std::size_t free = left == nullptr ? depth : depth + 1;
  const Real* right = Node(piece, level - 1, 2 * index + 1, free);
  if (right == nullptr) return left;
  if (left == nullptr) return right;
  Real* sum = piece.Buffer(depth);
  for (std::size_t i = 0; i < piece.count; ++i) sum[i] = left[i] + right[i];
  return sum;
}

template <class Real>
const Real* JoinedSum<Real>::Block(const Piece& piece, std::size_t index, std::size_t depth) const {
  const auto prefix = prefixes_.find(index);
  const Real* sum = prefix == prefixes_.end() ? nullptr : piece.Vector(prefix->second).values;
  const std::size_t begin = tree_.BlockBegin(index), end = tree_.BlockBegin(index + 1);
  std::array<SumVector<Real>, SumTree::kBlock> vectors;
  std::size_t count = 0;
  for (auto leaf = leaves_.lower_bound(begin); leaf != leaves_.end() && leaf->first < end; ++leaf) {
    const SumVector<Real> vector = piece.Vector(leaf->second);
    if (vector.values != nullptr) vectors[count++] = vector;
  }
  if (count == 0) return sum;
  AddInOrder<Real>(sum, std::span(vectors).first(count), piece.count, piece.Buffer(depth));
  return piece.Buffer(depth);
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
  if (place.kind == SumPlace::Kind::kLeaf) return {place.index, place.index + 1};
  const SumTree tree(positions);
  const std::size_t begin = tree.Begin(place.level, place.index);
  if (place.kind == SumPlace::Kind::kPrefix) return {begin, begin + place.count};
  return {begin, tree.Begin(place.level, place.index + 1)};
}

template class JoinedSum<float>;
template class JoinedSum<double>;

}  // namespace hushed
