#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "record/saved_run.h"

namespace hushed {

// A table as text cells, described once and rendered three ways.
struct Table {
  struct Column {
    std::string title;
    std::string group;  // columns side by side with one non-empty group share a heading
  };
  struct Cell {
    std::string text;
    bool best = false;  // of its column
  };

  std::vector<Column> columns;          // at least one; the first names the row
  std::vector<std::vector<Cell>> rows;  // each as long as columns
};

// The comparison of some runs, a row per group (record/groups.h): last values of the metrics,
// uploads, bits, work, time, and for each target what it took to reach it. Several seeds are shown
// as mean ± sample deviation.
Table CompareRuns(const std::vector<Run>& runs);

// Aligned for a terminal; columns that do not fit into `width` code points follow below, each block
// beginning with the rows' names.
std::string ToPlainText(const Table& table, std::size_t width = 120);

std::string ToMarkdown(const Table& table);

// A <table> of the columns without a group, then one for each group with the group as its caption,
// each beginning with the rows' names.
std::string ToHtml(const Table& table);

// The text with &, <, >, " and ' as HTML entities.
std::string EscapeHtml(const std::string& text);

}  // namespace hushed
