#include "record/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace hushed {
namespace {

// RFC 3720, appendix B.4, and the check value of the catalogues of CRCs.
TEST(Crc32c, GivesThePublishedValues) {
  std::string ascending, descending;
  for (int i = 0; i < 32; ++i) {
    ascending += static_cast<char>(i);
    descending += static_cast<char>(31 - i);
  }
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(Crc32c(ascending), 0x46DD794Eu);
  EXPECT_EQ(Crc32c(descending), 0x113FDB5Cu);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c(""), 0u);
}

// The mask undone, as readers of TFRecord files do.
TEST(Crc32c, TheMaskCanBeTakenOff) {
  const std::uint32_t rotated = MaskedCrc32c("123456789") - 0xA282EAD8u;
  EXPECT_EQ((rotated >> 17) | (rotated << 15), 0xE3069283u);
}

}  // namespace
}  // namespace hushed
