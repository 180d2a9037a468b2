#pragma once

#include <string>
#include <vector>

namespace hushed {

// The processor's vector extensions, as far as hushed's kernels gain by them. A program that runs
// on a processor without one that it was compiled for ends before its first line, with exit code 2
// and a word why, rather than by an illegal instruction.

// Those that this build uses.
std::vector<std::string> ExtensionsUsed();

// Those that the processor has and this build does not use.
std::vector<std::string> ExtensionsUnused();

}  // namespace hushed
