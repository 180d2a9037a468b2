// What each kind costs, in closed form.
#include <gtest/gtest.h>

#include "compress/testing.h"

namespace hushed {
namespace {

constexpr std::uint64_t kHeader = Message::kSectionHeaderBits;
constexpr std::uint64_t kSizes[] = {1, 2, 7, 64, 1000};

template <class Real>
class CompressorBits : public testing::Test {
 protected:
  static constexpr std::uint64_t kScalar = 8 * sizeof(Real);

  static Bits Of(const std::string& kind, const Values& options, std::size_t n) {
    return Encoded(*MakeGlobal<Real>(kind, options), GaussianVector<Real>(n, 1)).bits();
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(CompressorBits, Reals);

TYPED_TEST(CompressorBits, NothingCostsNothing) {
  for (const KindInfo& kind : CompressorKinds()) EXPECT_EQ(this->Of(kind.name, {}, 0), Bits());
}

TYPED_TEST(CompressorBits, DenseKindsPayPerEntry) {
  for (const std::uint64_t n : kSizes) {
    const std::uint64_t scalar = this->kScalar, byte = 8;
    EXPECT_EQ(this->Of("identity", {}, n), (Bits{n * scalar, 0, kHeader}));
    EXPECT_EQ(this->Of("fp16", {}, n), (Bits{n * 16, 0, kHeader}));
    EXPECT_EQ(this->Of("sign", {}, n), (Bits{(n + 7) / 8 * byte, 0, kHeader}));
  }
}

// k = max(1, floor(0.05 n)) scalars and 32-bit positions, which a shared mask does not send.
TYPED_TEST(CompressorBits, SparseKindsPayPerEntryKept) {
  const Values fraction = {{"fraction", 0.05}};
  const Values shared = {{"fraction", 0.05}, {"shared_positions", true}};
  const std::uint64_t kept[] = {1, 1, 1, 3, 50};
  for (std::size_t i = 0; i < std::size(kSizes); ++i) {
    const Bits expected{kept[i] * this->kScalar, kept[i] * 32, kHeader};
    EXPECT_EQ(this->Of("top-k", fraction, kSizes[i]), expected);
    EXPECT_EQ(this->Of("random-k", fraction, kSizes[i]), expected);
    EXPECT_EQ(this->Of("random-k", shared, kSizes[i]), (Bits{expected.values, 0, kHeader}));
  }
}

TYPED_TEST(CompressorBits, ThresholdPaysForWhatIsAbove) {
  const auto threshold =
      MakeGlobal<TypeParam>("threshold", {{"relative", 0.0}, {"threshold", 2.0}});
  const Message message =
      Encoded(*threshold, {TypeParam{1}, TypeParam{-3}, TypeParam{2}, TypeParam{4}});
  EXPECT_EQ(message.bits(), (Bits{2 * this->kScalar, 64, kHeader}));
}

// levels s travel in the narrowest of 2, 4, 8, 16 bits that holds -s .. s; a header a bucket.
TYPED_TEST(CompressorBits, QsgdPaysWidthPerEntryAndAHeaderPerBucket) {
  const std::pair<std::int64_t, std::uint64_t> widths[] = {{1, 2},   {2, 4},    {7, 4},     {8, 8},
                                                           {127, 8}, {128, 16}, {32767, 16}};
  for (const auto& [levels, width] : widths) {
    const auto whole = [w = width](std::uint64_t n) { return (n * w + 7) / 8 * 8; };
    for (const std::uint64_t n : kSizes) {
      EXPECT_EQ(this->Of("qsgd", {{"levels", levels}, {"bucket", std::int64_t{0}}}, n),
                (Bits{whole(n), 0, kHeader}));
      const std::uint64_t full = n / 100, rest = n % 100;
      EXPECT_EQ(this->Of("qsgd", {{"levels", levels}, {"bucket", std::int64_t{100}}}, n),
                (Bits{full * whole(100) + whole(rest), 0, (full + (rest > 0)) * kHeader}));
    }
  }
}

}  // namespace
}  // namespace hushed
