#include "hushed/layout.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

TEST(Layout, TensorsStandBackToBackAndBuffersFollow) {
  Layout layout;
  layout.AddParameter("a", {3, 4});
  layout.AddParameter("scalar", {});
  layout.AddBuffer("mean", {5});
  EXPECT_EQ(layout.parameter_size(), 13u);
  EXPECT_EQ(layout.buffer_size(), 5u);
  EXPECT_EQ(layout.size(), 18u);
  EXPECT_EQ(layout.parameters()[1].offset, 12u);
  EXPECT_EQ(layout.parameters()[1].size, 1u) << "a product over no extents is one";
  EXPECT_EQ(layout.buffers()[0].offset, 13u);
}

}  // namespace
}  // namespace hushed
