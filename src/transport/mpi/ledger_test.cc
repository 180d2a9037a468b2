#include "transport/mpi/ledger.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

#include "hushed/errors.h"
#include "hushed/stream.h"

namespace hushed {
namespace {

TEST(Ledger, GivesBackWhatWasWritten) {
  const std::vector<LedgerEntry> entries = {
      {Outcome::kSpoke, 1.0, {}, 0},
      {Outcome::kSpoke, 1.0, {0.25, 0.0}, 1},
      {Outcome::kSilent, 7.0, {}, 0},
      {Outcome::kLost, 7.0, {}, 0},
      {Outcome::kSpoke, 1e-300, {-0.0, std::numeric_limits<double>::infinity()}, 2}};
  LedgerWriter writer;
  for (const LedgerEntry& entry : entries) writer.Add(entry);
  LedgerReader reader(writer.bytes());
  for (const LedgerEntry& entry : entries) EXPECT_EQ(reader.Next(), entry);
  EXPECT_TRUE(reader.finished());
  EXPECT_THROW(reader.Next(), TransportError);
}

TEST(Ledger, AFlagIsAllThatSilenceCosts) {
  LedgerWriter writer;
  for (int i = 0; i < 10; ++i) writer.Add({Outcome::kSilent, 1.0, {}, 0});
  EXPECT_EQ(writer.bytes().size(), 10u);
  writer.Clear();
  for (int i = 0; i < 10; ++i) writer.Add({Outcome::kSilent, 60.0, {}, 0});
  EXPECT_EQ(writer.bytes().size(), 18u) << "a weight is said once";
}

TEST(Ledger, RefusesWhatIsNone) {
  for (const int byte : {3, 7, 24, 0x20, 0xff}) {
    const std::byte bytes[] = {static_cast<std::byte>(byte), std::byte{0}};
    EXPECT_THROW(LedgerReader(bytes).Next(), TransportError) << byte;
  }
  const std::byte torn[] = {std::byte{4}, std::byte{0}, std::byte{0}};
  EXPECT_THROW(LedgerReader(torn).Next(), TransportError);
}

// Any bytes either give entries that are written back alike, or throw.
TEST(Ledger, ReadsAnyBytes) {
  Stream stream(1, Purpose::kData, 0, 0, 0);
  std::size_t read = 0;
  for (int trial = 0; trial < 20'000; ++trial) {
    std::vector<std::byte> bytes(stream.Below(40));
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(stream.Below(32));
    LedgerReader reader(bytes);
    LedgerWriter writer;
    try {
      while (!reader.finished()) {
        writer.Add(reader.Next());
        ++read;
      }
      EXPECT_LE(writer.bytes().size(), bytes.size());
    } catch (const TransportError&) {  // as it should
    }
  }
  EXPECT_GT(read, 10'000u);
}

}  // namespace
}  // namespace hushed
