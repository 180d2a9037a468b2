#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "data/dataset.h"
#include "data/partition.h"
#include "transport/placement.h"

namespace hushed {

// The data with only the rows that a rank needs, where it can be split (byte rows, and rows that
// are unread): its workers' shards, and the examples of the evaluation parts that it runs; else
// `data` itself. loss_examples: of EvaluationPlan.
std::shared_ptr<const Dataset> DataOfRank(const std::shared_ptr<const Dataset>& data,
                                          const Partition& partition, const Placement& placement,
                                          std::size_t rank, std::uint64_t loss_examples);

}  // namespace hushed
