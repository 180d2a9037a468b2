// 50 kills: of workers that remember a run, two exchanges a round, a state that worker and server
// share, a server with memory, and a model that everybody sends.
#include <gtest/gtest.h>

#include "killed_runs.h"

namespace hushed {
namespace {

TEST(KilledRuns, ComeToTheSameEndFromFiftyMoments) {
  for (const char* algorithm : {"sasg", "gradalign", "scaffold", "fedadam", "sgd"}) {
    ExpectKillsLoseNothing(algorithm, /*kills=*/10, /*seed=*/2);
  }
}

}  // namespace
}  // namespace hushed
