#pragma once

#include <cstddef>
#include <vector>

#include "record/table.h"

namespace hushed {

// Columns [first, last) that stand under one group heading, or a single one without.
struct ColumnSpan {
  std::size_t first, last;
};

// The table's columns cut into spans, in order.
inline std::vector<ColumnSpan> SpansOf(const Table& table) {
  std::vector<ColumnSpan> spans;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& group = table.columns[i].group;
    if (i > 0 && !group.empty() && group == table.columns[i - 1].group) {
      spans.back().last = i + 1;
    } else {
      spans.push_back({i, i + 1});
    }
  }
  return spans;
}

}  // namespace hushed
