#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/lane_sum.h"
#include "data/dataset.h"

namespace hushed {

// One example: value k stands at column columns[k], or at column k when `columns` is null.
template <class Real>
struct Row {
  const Real* values = nullptr;
  const std::uint32_t* columns = nullptr;
  std::size_t size = 0;
};

// The rows of a split in the problem's scalar, dense or sparse as they are stored. Where that is
// the stored scalar too they are viewed: data and split must outlive this. Bytes come normalised;
// rows of them that were dropped are zero.
template <class Real>
class LinearRows {
 public:
  LinearRows(const Dataset& data, const Split& split);
  LinearRows(const LinearRows&) = delete;
  LinearRows& operator=(const LinearRows&) = delete;

  Row<Real> operator[](std::size_t i) const {
    if (row_begin_.empty()) return {values_.data() + i * width_, nullptr, width_};
    const std::uint64_t begin = row_begin_[i];
    return {values_.data() + begin, columns_.data() + begin, row_begin_[i + 1] - begin};
  }

 private:
  std::size_t width_;
  std::span<const std::uint64_t> row_begin_;  // empty: dense
  std::span<const std::uint32_t> columns_;
  std::span<const Real> values_;
  std::vector<Real> converted_;  // behind values_ where they could not be viewed
};

// row . v, in fixed lanes.
template <class Real>
Real Dot(const Row<Real>& row, const Real* v) {
  Real lanes[kSumLanes] = {};
  std::size_t k = 0;
  if (row.columns == nullptr) {
    for (; k + kSumLanes <= row.size; k += kSumLanes) {
      for (std::size_t j = 0; j < kSumLanes; ++j) lanes[j] += row.values[k + j] * v[k + j];
    }
    for (; k < row.size; ++k) lanes[0] += row.values[k] * v[k];
  } else {
    for (; k + 4 <= row.size; k += 4) {
      for (std::size_t j = 0; j < 4; ++j) lanes[j] += row.values[k + j] * v[row.columns[k + j]];
    }
    for (; k < row.size; ++k) lanes[0] += row.values[k] * v[row.columns[k]];
  }
  return AddLanes(lanes);
}

// v += a * row
template <class Real>
void AddTo(Real a, const Row<Real>& row, Real* v) {
  if (row.columns == nullptr) {
    for (std::size_t k = 0; k < row.size; ++k) v[k] += a * row.values[k];
  } else {
    for (std::size_t k = 0; k < row.size; ++k) v[row.columns[k]] += a * row.values[k];
  }
}

}  // namespace hushed
