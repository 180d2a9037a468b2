#pragma once

#include "hushed/archive.h"
#include "record/metrics_line.h"

namespace hushed {

// Saves or loads, bit for bit.
void Serialize(Archive& archive, MetricsLine& line);
void Serialize(Archive& archive, std::vector<std::pair<std::string, double>>& numbers);

// All but metric and value, which the job says.
void Serialize(Archive& archive, TargetReached& target);

}  // namespace hushed
