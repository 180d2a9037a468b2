#include "problem/linear_problem.h"

namespace hushed {
namespace {

void AppendRow(const Row<double>& row, SparseRows& rows) {
  for (std::size_t k = 0; k < row.size; ++k) {
    if (row.values[k] == 0.0) continue;
    rows.columns.push_back(row.columns == nullptr ? static_cast<std::uint32_t>(k) : row.columns[k]);
    rows.values.push_back(row.values[k]);
  }
}

}  // namespace

LinearViewStorage MakeLinearView(const Dataset& data, const LinearOptions& options, LinearTask task,
                                 std::span<const double> labels) {
  const SparseRows& stored = data.train.sparse;
  if (data.train.is_sparse() && !options.intercept) {
    return {.rows = {},
            .view = {stored.row_begin, stored.columns, stored.values, labels, task, options.l2}};
  }
  LinearViewStorage storage;
  SparseRows& rows = storage.rows;
  const LinearRows<double> all(data, data.train);
  rows.row_begin.push_back(0);
  for (std::uint64_t i = 0; i < data.train.size; ++i) {
    AppendRow(all[i], rows);
    if (options.intercept) {
      rows.columns.push_back(static_cast<std::uint32_t>(data.columns));
      rows.values.push_back(1.0);
    }
    rows.row_begin.push_back(rows.columns.size());
  }
  storage.view = {rows.row_begin, rows.columns, rows.values, labels, task, options.l2};
  return storage;  // the vectors keep their addresses when moved
}

}  // namespace hushed
