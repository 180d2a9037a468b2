#pragma once

#include <cstddef>

namespace hushed {

// Who writes into which scratch vector of a Workspace: whatever is in use at the same time has a
// number of its own.
enum Scratch : std::size_t {
  kScratchPoint,      // local: the local model
  kScratchGradient,   // local: its gradient
  kScratchElsewhere,  // the generic worker, for lasg-ps: a gradient at another point
  kScratchTrigger,    // a trigger: a gradient at a stale model, or what has changed of it
  kScratchAlgorithm,  // an algorithm with a file of its own: fedga's start, scaffold's correction
  kScratchVectors,    // how many there are
};

}  // namespace hushed
