#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "data/hands.h"

namespace hushed {

// A partition from a file's bytes, in one of two forms:
//   text   a line for each worker: the ids (from 0) of its examples, with blanks or commas between;
//          lines that begin with '#' are passed over
//   .npy   whole numbers, for each example the worker (from 0) it belongs to
// Every worker has an example and every example one worker. Throws DataError naming the file, the
// line or element, and the reason otherwise.
std::vector<Ids> ReadPartition(std::span<const std::byte> bytes, const std::string& name,
                               std::uint32_t workers, std::uint64_t examples);

}  // namespace hushed
