#include <gtest/gtest.h>

#include "hushed/errors.h"
#include "hushed/problem.h"
#include "testing/errors.h"

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

// A model of more scalars than a message can count, also where their number overflows.
TEST(Layout, RefusesModelsThatAreTooLarge) {
  constexpr std::uint64_t kMost = 0xFFFFFFFF;
  Layout layout;
  layout.AddParameter("w", {kMost - 1});
  EXPECT_EQ(ErrorOf<ConfigError>([&] { layout.AddParameter("v", {2}); }),
            "the model is too large: 'v' takes it beyond 4294967295 scalars");
  EXPECT_THROW(layout.AddBuffer("v", {std::uint64_t{1} << 32, std::uint64_t{1} << 32}),
               ConfigError);
  EXPECT_THROW(layout.AddBuffer("v", {3, ~std::uint64_t{0}}), ConfigError);
  layout.AddParameter("v", {1});
  layout.AddBuffer("none", {std::uint64_t{1} << 40, 0});
  EXPECT_EQ(layout.size(), kMost);
}

}  // namespace
}  // namespace hushed
