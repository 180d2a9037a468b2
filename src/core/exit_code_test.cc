#include "core/exit_code.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <new>

#include "hushed/errors.h"

namespace hushed {
namespace {

TEST(ExitCode, IsThatOfTheKindOfError) {
  EXPECT_EQ(ExitCodeOf(ConfigError("")), 2);
  EXPECT_EQ(ExitCodeOf(DataError("")), 3);
  EXPECT_EQ(ExitCodeOf(std::filesystem::filesystem_error("", std::error_code())), 3);
  EXPECT_EQ(ExitCodeOf(TransportError("")), 4);
  EXPECT_EQ(ExitCodeOf(DivergedError("")), 5);
}

TEST(ExitCode, OfWhatNobodyForesawIsABugOfOurs) {
  EXPECT_EQ(ExitCodeOf(Error("")), 1);
  EXPECT_EQ(ExitCodeOf(std::bad_alloc()), 1);
}

}  // namespace
}  // namespace hushed
