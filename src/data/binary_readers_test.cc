#include "data/readers.h"
#include "data/test_files.h"

namespace hushed {
namespace {

std::string IdxError(const std::string& content) {
  return ErrorOf<DataError>([&] { ReadIdx(ToBytes(content), "f"); });
}

TEST(ReadIdx, GivesShapeAndValues) {
  const IdxArray array = ReadIdx(ToBytes(Idx({2, 1, 3}, {0, 1, 2, 253, 254, 255})), "f");
  EXPECT_EQ(array.shape, (std::vector<std::uint64_t>{2, 1, 3}));
  EXPECT_EQ(array.values, (std::vector<std::uint8_t>{0, 1, 2, 253, 254, 255}));
  EXPECT_EQ(ReadIdx(ToBytes(Idx({0}, {})), "f").values.size(), 0u);
}

TEST(ReadIdx, NamesThePlaceAndTheReason) {
  const std::string good = Idx({3}, {1, 2, 3});
  EXPECT_EQ(IdxError(""), "f: byte 0: ends before the IDX header is complete");
  EXPECT_EQ(IdxError(good.substr(0, 3)), "f: byte 3: ends before the IDX header is complete");
  EXPECT_EQ(IdxError(good.substr(0, 7)), "f: byte 7: ends before the IDX header is complete");
  EXPECT_EQ(IdxError("PNG " + good), "f: byte 0: an IDX file begins with two zero bytes");
  EXPECT_EQ(IdxError(std::string("\0\0\x0d\1", 4)),
            "f: byte 2: IDX type 13 is not supported, only 8 (bytes)");
  EXPECT_EQ(IdxError(std::string("\0\0\x08\0", 4)),
            "f: byte 3: an IDX array has at least one dimension");
  EXPECT_EQ(IdxError(good + "x"), "f: byte 8: the header claims 3 values, 4 follow");
}

TEST(ReadIdx, BelievesNoHeaderThatClaimsMoreThanThereIs) {
  EXPECT_EQ(IdxError(Idx({3}, {1, 2})),
            "f: byte 10: the header claims more than the 2 bytes that follow it");
  // 2^96 values, and a product that is 0 modulo 2^64.
  constexpr std::uint32_t kHuge = 0xFFFFFFFF;
  EXPECT_EQ(IdxError(Idx({kHuge, kHuge, kHuge}, {1, 2})),
            "f: byte 18: the header claims more than the 2 bytes that follow it");
  EXPECT_EQ(IdxError(Idx({1u << 31, 1u << 31, 4}, {})),
            "f: byte 16: the header claims more than the 0 bytes that follow it");
}

std::string Record(std::initializer_list<int> labels, int first_pixel) {
  std::string record;
  for (const int label : labels) record += static_cast<char>(label);
  for (int i = 0; i < 3072; ++i) record += static_cast<char>(first_pixel + i);
  return record;
}

TEST(ReadCifar, AppendsRecords) {
  Split split;
  ReadCifar(ToBytes(Record({7}, 0) + Record({9}, 100)), "f", 1, 10, split);
  ReadCifar(ToBytes(Record({0}, 200)), "g", 1, 10, split);
  EXPECT_EQ(split.size, 3u);
  EXPECT_EQ(split.targets, (std::vector<double>{7, 9, 0}));
  ASSERT_EQ(split.bytes.values.size(), 3u * 3072u);
  EXPECT_EQ(split.bytes.values[5], 5);
  EXPECT_EQ(split.bytes.values[3072 + 5], 105);
  EXPECT_EQ(split.bytes.values[2 * 3072], 200);
}

TEST(ReadCifar, TheLastLabelByteCounts) {
  Split split;
  ReadCifar(ToBytes(Record({19, 99}, 1)), "f", 2, 100, split);
  EXPECT_EQ(split.targets, std::vector<double>{99});
  EXPECT_EQ(split.bytes.values[0], 1);
}

TEST(ReadCifar, NamesThePlaceAndTheReason) {
  const auto error = [](const std::string& content) {
    Split split;
    return ErrorOf<DataError>([&] { ReadCifar(ToBytes(content), "f", 1, 10, split); });
  };
  EXPECT_EQ(error(""), "f: byte 0: 0 bytes are not whole records of 3073");
  EXPECT_EQ(error(Record({1}, 0) + "x"), "f: byte 3073: 3074 bytes are not whole records of 3073");
  EXPECT_EQ(error(Record({1}, 0) + Record({10}, 0)), "f: byte 3073: label 10 is not below 10");
}

}  // namespace
}  // namespace hushed
