// Any bytes as a partition of as many examples among as many workers as the first two say:
// everybody has an example and every example one worker, or a DataError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "data/partition_file.h"
#include "hushed/errors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::uint32_t workers = 1 + data[0] % 8;
  const std::uint64_t examples = 1 + data[1] % 32;
  try {
    const auto hands = hushed::ReadPartition(std::as_bytes(std::span(data, size).subspan(2)), "f",
                                             workers, examples);
    if (hands.size() != workers) std::abort();
    std::vector<int> times(examples, 0);
    for (const hushed::Ids& hand : hands) {
      if (hand.empty()) std::abort();
      for (const std::uint32_t id : hand) ++times.at(id);
    }
    for (const int count : times) {
      if (count != 1) std::abort();
    }
  } catch (const hushed::DataError&) {
  }
  return 0;
}
