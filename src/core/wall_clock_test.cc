#include "core/wall_clock.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

TEST(WallClock, WritesTimesInUtc) {
  EXPECT_EQ(TimeText(0.0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(TimeText(951782399.999), "2000-02-28T23:59:59Z");
  EXPECT_EQ(TimeText(951782400.0), "2000-02-29T00:00:00Z") << "a leap day";
}

}  // namespace
}  // namespace hushed
