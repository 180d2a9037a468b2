// The command, killed at random moments: nothing is lost. killed_runs_long_test.cc kills more.
#include "killed_runs.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

TEST(KilledRuns, ComeToTheSameEnd) { ExpectKillsLoseNothing("sasg", /*kills=*/5, /*seed=*/1); }

}  // namespace
}  // namespace hushed
