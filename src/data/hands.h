#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/partition.h"

namespace hushed {

// What the dealers share: examples by number, in the hands of workers.
using Ids = std::vector<std::uint32_t>;

// All training examples, ascending.
Ids AllIds(const Dataset& data);

// The training examples of each class, ascending.
std::vector<Ids> IdsByLabel(const Dataset& data);

void Shuffle(Ids& ids, Stream& stream);

// By class or value; ties keep their order.
void SortByTarget(const Dataset& data, Ids& ids);

// Appends ids in consecutive blocks, whose sizes differ by one at most, to the hands of `workers`.
void DealBlocks(const Ids& ids, const Ids& workers, std::vector<Ids>& hands);

// Moves random examples from the richest workers to those below `min_size`, and says how many
// workers that were; empty: none. Needs min_size * workers examples, and then always ends.
std::string TopUp(std::vector<Ids>& hands, std::uint64_t min_size, Stream& stream);

// Each hand sorted, so that examples are read in the order they are stored.
Partition ToPartition(std::vector<Ids> hands, std::string note = {});

}  // namespace hushed
