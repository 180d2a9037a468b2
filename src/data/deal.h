#pragma once

#include <cstdint>

#include "data/partition.h"

namespace hushed {

// The dealers behind MakePartition. Each leaves no worker without an example and deals every
// example once; the caller has checked that there are enough.

// The examples sorted by label (ties in their own order), cut in `pieces` nearly equal consecutive
// pieces; each worker gets pieces / workers of them at random.
Partition DealShards(const Dataset& data, std::uint32_t workers, std::uint64_t pieces,
                     Stream stream);

// For each label, proportions over workers from Dirichlet(alpha, ..., alpha); then workers below
// min_size are topped up with random examples of the richest.
Partition DealDirichlet(const Dataset& data, std::uint32_t workers, double alpha,
                        std::uint64_t min_size, Stream stream);

// Of the labels that have training examples, in order and modulo their number, worker m has those
// at m k, m k + 1, ..., m k + k - 1, k = classes_per_worker; a label is dealt evenly over the
// workers that have it. Labels that nobody has are dealt over all. Throws ConfigError when k is
// more than there are.
Partition DealByLabel(const Dataset& data, std::uint32_t workers, std::uint64_t classes_per_worker,
                      Stream stream);

// A random share dealt evenly, the rest sorted by label (or target) and cut in equal blocks.
Partition DealMixed(const Dataset& data, std::uint32_t workers, double iid_fraction, Stream stream);

// By Dataset::owners. Throws ConfigError when it is empty or made for another number of workers.
Partition DealByOwner(const Dataset& data, std::uint32_t workers);

}  // namespace hushed
