#include <gtest/gtest.h>

#include "core/digest.h"
#include "core/memory_archive.h"
#include "hushed/problem.h"

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

// Published values of XXH64 with seed 0.
TEST(Digest, IsXxh64) {
  EXPECT_EQ(HexDigest(DigestBytes({})), "ef46db3751d8e999");
  const char a[] = {'a'};
  EXPECT_EQ(HexDigest(DigestBytes(std::as_bytes(std::span(a)))), "d24ec4f1a98c6e5b");
  const std::vector<float> v = {1.0f, 2.0f};
  EXPECT_EQ(Digest(std::span<const float>(v)), DigestBytes(std::as_bytes(std::span(v))));
}

TEST(MemoryArchive, LoadsWhatItSavedAndRefusesTheRest) {
  std::vector<float> values = {1.0f, 2.0f, 3.0f};
  int number = 7;
  SavingArchive saved;
  saved.Vector(values);
  saved.Value(number);
  std::vector<float> loaded_values;
  int loaded_number = 0;
  LoadingArchive archive(saved.bytes());
  archive.Vector(loaded_values);
  archive.Value(loaded_number);
  EXPECT_TRUE(archive.finished());
  EXPECT_EQ(loaded_values, values);
  EXPECT_EQ(loaded_number, number);
  EXPECT_THROW(archive.Value(number), DataError) << "nothing is left";
  for (std::size_t size = 0; size < saved.bytes().size(); ++size) {
    LoadingArchive torn(std::span(saved.bytes()).first(size));
    EXPECT_THROW(
        {
          torn.Vector(loaded_values);
          torn.Value(loaded_number);
        },
        DataError)
        << size << " bytes";
  }
}

}  // namespace
}  // namespace hushed
