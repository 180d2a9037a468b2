#pragma once

#include <cstdint>
#include <vector>

namespace hushed {

// k of the positions 0 .. n-1, ascending: a uniform draw without replacement that depends on (seed,
// n, k) alone. k <= n <= 2^32. O(k log k) time and O(k) memory, whatever n.
void SampleAscending(std::uint64_t seed, std::uint64_t n, std::uint64_t k,
                     std::vector<std::uint32_t>& out);

}  // namespace hushed
