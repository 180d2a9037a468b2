#pragma once

#include <cstdint>
#include <string>

namespace hushed {

// Trains a job of this algorithm with the command, then once more for each of `kills`: killed
// (SIGKILL) at a random moment of the time that the whole run took, then resumed on any number of
// threads. Expects every one of them to come to the whole run's model and lines. The moments are
// random by the seed, and which of the run's steps they meet is up to the machine.
void ExpectKillsLoseNothing(const std::string& algorithm, int kills, std::uint64_t seed);

}  // namespace hushed
