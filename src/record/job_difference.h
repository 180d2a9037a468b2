#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hushed {

// Two texts of ToToml() by what a run's numbers depend on: all their keys but those that say at
// which target it stops, how often it is kept or checked, and what is written beside metrics.jsonl.

// Where `there` and `here` differ first: "train.batch is 10 there and 20 here"; empty: nowhere.
std::string JobDifference(std::string_view there, std::string_view here);

// Equal for jobs without a difference.
std::uint64_t JobDigest(std::string_view job);

}  // namespace hushed
