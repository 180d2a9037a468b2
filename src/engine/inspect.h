#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/job.h"
#include "hushed/message.h"
#include "hushed/problem.h"

namespace hushed {

// What a job will do, before it does it.
struct Inspection {
  std::string algorithm, data, model, partition, precision;
  std::uint64_t train_examples = 0, test_examples = 0, columns = 0;
  std::uint32_t classes = 0;
  Layout layout;

  struct Shard {
    std::uint64_t size = 0;
    std::vector<std::uint64_t> labels;  // [classes], examples of each; empty for regression
  };
  std::vector<Shard> shards;  // by worker
  std::string partition_note;

  std::uint64_t max_steps = 0, max_rounds = 0;  // 0: not bounded by it
  std::uint32_t cohort = 0;                     // workers addressed in a round, at most
  std::uint32_t exchanges = 1;                  // a round
  Bits upload;                                  // of one worker in one exchange, when it speaks
  Bits downlink;                                // to one worker; of the last exchange of a round
  Bits first_downlink;  // to one worker, in the first of two exchanges; nothing where there is one

  struct MemoryItem {
    std::string what;
    std::uint64_t bytes = 0;
  };
  std::vector<MemoryItem> memory;  // estimates
};

Inspection Inspect(const Job& job, std::size_t threads);

std::string InspectionText(const Inspection& inspection);
std::string InspectionJson(const Inspection& inspection);

}  // namespace hushed
