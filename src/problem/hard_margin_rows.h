#pragma once

// Rows for the tests of projections.
#include <cstdint>
#include <utility>
#include <vector>

#include "problem/hard_margin.h"
#include "testing/vectors.h"

namespace hushed {

// Rows made by hand and their view.
struct Rows {
  std::size_t d;
  std::vector<std::uint64_t> row_begin = {0};
  std::vector<std::uint32_t> columns;
  std::vector<double> features, labels;
  LinearTask task = LinearTask::kClassification;

  void Add(const std::vector<double>& row, double label) {
    for (std::uint32_t j = 0; j < row.size(); ++j) {
      if (row[j] == 0) continue;
      columns.push_back(j);
      features.push_back(row[j]);
    }
    row_begin.push_back(columns.size());
    labels.push_back(label);
  }
  LinearView view() const { return {row_begin, columns, features, labels, task}; }
  Projection Projected(const std::vector<double>& from) const {
    return Project(view(), Ids(labels.size()), from, "worker 3");
  }
};

inline Rows RowsOf(std::size_t d,
                   const std::vector<std::pair<std::vector<double>, double>>& examples,
                   LinearTask task = LinearTask::kClassification) {
  Rows rows{.d = d, .task = task};
  for (const auto& [row, label] : examples) rows.Add(row, label);
  return rows;
}

// Standard normal rows, labelled by their first entry, which is moved away from 0 by `margin`.
inline Rows Separable(std::size_t d, std::size_t n, double margin, std::uint64_t seed) {
  Rows rows{.d = d};
  const auto entries = GaussianVector<double>(n * d, seed);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> row(entries.begin() + i * d, entries.begin() + (i + 1) * d);
    const double label = row[0] > 0 ? 1.0 : -1.0;
    row[0] += label * margin;
    rows.Add(row, label);
  }
  return rows;
}

}  // namespace hushed
