#include "compress/integers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hushed {
namespace {

// Entry i takes bits [i * width, (i + 1) * width), low bits first, in two's complement.
std::vector<std::byte> PackedBitByBit(const std::vector<std::int16_t>& values, unsigned width) {
  std::vector<std::byte> bytes((values.size() * width + 7) / 8, std::byte{0});
  for (std::size_t bit = 0; bit < values.size() * width; ++bit) {
    if ((values[bit / width] >> (bit % width)) & 1) bytes[bit / 8] |= std::byte{1} << (bit % 8);
  }
  return bytes;
}

TEST(Integers, EveryWidthAndLengthIsThatOfASlowLoopAndComesBack) {
  for (const unsigned width : {2u, 4u, 8u, 16u}) {
    const std::int32_t least = -(1 << (width - 1)), most = (1 << (width - 1)) - 1;
    for (std::size_t n = 0; n <= 200; ++n) {
      std::vector<std::int16_t> values(n), back(n, 77);
      for (std::size_t i = 0; i < n; ++i) {  // the extremes, and a walk over all the rest
        const auto step = static_cast<std::int32_t>(i * 7919 + n);
        values[i] = static_cast<std::int16_t>(least + step % (most - least + 1));
      }
      if (n > 1) values[0] = static_cast<std::int16_t>(least);
      if (n > 1) values[n - 1] = static_cast<std::int16_t>(most);
      const auto expected = PackedBitByBit(values, width);
      std::vector<std::byte> bytes(expected.size() + 1, std::byte{0x5A});
      PackIntegers(values, width, bytes.data());
      ASSERT_EQ(bytes.back(), std::byte{0x5A}) << "written beyond the end";
      bytes.pop_back();
      ASSERT_EQ(bytes, expected) << "width " << width << ", n = " << n;
      UnpackIntegers(bytes.data(), width, back);
      ASSERT_EQ(back, values);
    }
  }
}

TEST(Integers, TheWidthIsTheNarrowestThatHolds) {
  EXPECT_EQ(IntegerWidth(1), 2u);
  EXPECT_EQ(IntegerWidth(2), 4u);
  EXPECT_EQ(IntegerWidth(7), 4u);
  EXPECT_EQ(IntegerWidth(8), 8u);
  EXPECT_EQ(IntegerWidth(127), 8u);
  EXPECT_EQ(IntegerWidth(128), 16u);
  EXPECT_EQ(IntegerWidth(32767), 16u);
}

}  // namespace
}  // namespace hushed
