#include "core/digest.h"

#include <gtest/gtest.h>

#include <vector>

namespace hushed {
namespace {

// Published values of XXH64 with seed 0.
TEST(Digest, IsXxh64) {
  EXPECT_EQ(HexDigest(DigestBytes({})), "ef46db3751d8e999");
  const char a[] = {'a'};
  EXPECT_EQ(HexDigest(DigestBytes(std::as_bytes(std::span(a)))), "d24ec4f1a98c6e5b");
  const std::vector<float> v = {1.0f, 2.0f};
  EXPECT_EQ(Digest(std::span<const float>(v)), DigestBytes(std::as_bytes(std::span(v))));
}

TEST(Digest, OfPiecesIsThatOfTheWhole) {
  const std::vector<double> v = {1.0, -2.0, 3.5};
  const auto bytes = std::as_bytes(std::span(v));
  RunningDigest running;
  EXPECT_EQ(running.value(), DigestBytes({}));
  for (const std::size_t cut : {0u, 5u, 19u}) {
    RunningDigest pieces;
    pieces.Add(bytes.first(cut));
    pieces.Add({});
    pieces.Add(bytes.subspan(cut));
    EXPECT_EQ(pieces.value(), DigestBytes(bytes)) << "cut at " << cut;
  }
}

}  // namespace
}  // namespace hushed
