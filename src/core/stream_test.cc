#include "hushed/stream.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace hushed {
namespace {

TEST(Stream, EqualKeysGiveEqualSequencesAndAnyOtherKeyAnother) {
  const auto first = [](Stream stream) { return stream.Next(); };
  const Stream base(1, Purpose::kBatch, 2, 3, 4);
  EXPECT_EQ(first(base), first(Stream(1, Purpose::kBatch, 2, 3, 4)));
  std::set<std::uint64_t> values = {first(base),
                                    first(Stream(0, Purpose::kBatch, 2, 3, 4)),
                                    first(Stream(1, Purpose::kExample, 2, 3, 4)),
                                    first(Stream(1, Purpose::kBatch, 0, 3, 4)),
                                    first(Stream(1, Purpose::kBatch, 2, 0, 4)),
                                    first(Stream(1, Purpose::kBatch, 2, 3, 0)),
                                    first(Stream(1, Purpose::kBatch, 3, 2, 4))};
  EXPECT_EQ(values.size(), 7u);
}

TEST(Stream, FillGivesTheWordsOfNext32FromAnyPlace) {
  for (const std::size_t skip : {0u, 1u, 3u, 4u, 5u}) {
    for (const std::size_t count : {0u, 1u, 31u, 32u, 35u, 127u, 128u, 129u, 163u, 256u, 1000u}) {
      Stream one(7, Purpose::kCompress, 1, 2, 3);
      for (std::size_t i = 0; i < skip; ++i) one.Next32();
      Stream many = one;
      std::vector<std::uint32_t> words(count);
      many.Fill(words);
      for (const std::uint32_t word : words) ASSERT_EQ(word, one.Next32());
      ASSERT_EQ(many.Next32(), one.Next32());
    }
  }
}

TEST(Stream, AtStepIsTheStreamMadeForThatStep) {
  Stream used(1, Purpose::kBatch, 2, 3, 4);
  used.Normal();
  Stream moved = used.AtStep(9), made(1, Purpose::kBatch, 2, 3, 9);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(moved.Next32(), made.Next32());
  EXPECT_EQ(used.AtStep(9).Normal(), Stream(1, Purpose::kBatch, 2, 3, 9).Normal());
}

TEST(Stream, SharedStreamsIgnoreTheWorkerAndOwnOnesDoNot) {
  const Streams worker0(5, 0, 9), worker1(5, 1, 9);
  EXPECT_EQ(worker0.shared().Next(), worker1.shared().Next());
  EXPECT_NE(worker0.own().Next(), worker1.own().Next());
}

TEST(Stream, BelowIsUniform) {
  Stream stream(11, Purpose::kData, 0, 0, 0);
  std::vector<int> counts(7, 0);
  for (int i = 0; i < 70'000; ++i) ++counts[stream.Below(7)];
  // Binomial(70000, 1/7): standard deviation 92.6; five of them.
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 463);
}

TEST(Stream, NormalHasMeanZeroVarianceOneAndNoSkew) {
  Stream stream(12, Purpose::kData, 0, 0, 0);
  constexpr int kCount = 200'000;
  double sum = 0, square = 0, cube = 0;
  for (int i = 0; i < kCount; ++i) {
    const double z = stream.Normal();
    sum += z;
    square += z * z;
    cube += z * z * z;
  }
  // Standard errors 1/sqrt(n), sqrt(2/n), sqrt(15/n); five of each.
  const double root = std::sqrt(kCount);
  EXPECT_NEAR(sum / kCount, 0.0, 5.0 / root);
  EXPECT_NEAR(square / kCount, 1.0, 5.0 * std::sqrt(2.0) / root);
  EXPECT_NEAR(cube / kCount, 0.0, 5.0 * std::sqrt(15.0) / root);
}

}  // namespace
}  // namespace hushed
