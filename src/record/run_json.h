#pragma once

#include <string>
#include <string_view>

#include "record/metrics_line.h"

namespace hushed {

// A line of metrics.jsonl, without the newline. NaN and infinite values are written as null.
std::string ToJson(const MetricsLine& line);

// The text of summary.json, indented, with a final newline. "label" stands in it when it is not the
// algorithm; where a target was not reached its counters are null.
std::string ToJson(const Summary& summary);

// The inverse, null read as NaN. `place` ("runs/a/metrics.jsonl:12") opens every message.
// Throws DataError naming what is malformed or missing. A target knows only the counters that
// summary.json states.
MetricsLine ParseMetricsLine(std::string_view text, const std::string& place);
Summary ParseSummary(std::string_view text, const std::string& place);

}  // namespace hushed
