#pragma once

#include "config/job.h"
#include "config/tree.h"

namespace hushed {

// [train], checked and with every default. table: null when it is missing; root: where that is
// reported. Throws ConfigError.
TrainOptions ReadTrain(const Node* table, const Node& root);

}  // namespace hushed
