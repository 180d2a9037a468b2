#include "page.h"

#include <gtest/gtest.h>

#include "hushed/errors.h"

namespace hushed {
namespace {

const std::string kPage = "before\n<!-- hushed-reproduce sasg -->\nold\n<!-- end sasg -->\nafter\n";

TEST(Page, ASectionReplacesWhatStoodThereAndNothingElse) {
  const std::string once = WithSection(kPage, "sasg", "new\n");
  EXPECT_EQ(once, "before\n<!-- hushed-reproduce sasg -->\n\nnew\n<!-- end sasg -->\nafter\n");
  EXPECT_EQ(WithSection(once, "sasg", "new\n"), once);
}

TEST(Page, WithoutItsLinesIsRefused) {
  EXPECT_THROW(WithSection(kPage, "gradalign", "new\n"), DataError);
  EXPECT_THROW(WithSection("<!-- hushed-reproduce sasg -->\n", "sasg", "new\n"), DataError);
}

}  // namespace
}  // namespace hushed
