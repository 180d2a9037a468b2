#include "compress/error_memory.h"

#include <gtest/gtest.h>

#include <limits>

#include "compress/testing.h"
#include "core/memory_archive.h"

namespace hushed {
namespace {

constexpr std::size_t kSize = 300;
constexpr std::uint64_t kRounds = 20;

// Every kind that is listed, with settings under which it leaves something out.
std::vector<Choice> Settings() {
  std::vector<Choice> settings = {
      {"random-k", {{"fraction", 0.1}, {"unbiased", true}}},
      {"random-k", {{"fraction", 0.1}, {"shared_positions", true}}},
      {"qsgd", {{"levels", std::int64_t{1}}, {"bucket", std::int64_t{64}}}},
      {"threshold", {{"relative", 0.5}}},
  };
  for (const KindInfo& kind : CompressorKinds()) settings.push_back({kind.name, {}});
  return settings;
}

template <class Real>
class ErrorMemory : public testing::Test {
 protected:
  static std::unique_ptr<Compressor<Real>> Make(Choice choice, bool remembers) {
    choice.options = Global(choice.options);
    choice.options["error_memory"] = remembers;
    return MakeCompressor<Real>(choice, Layout());
  }
  static std::vector<Real> Given(std::uint64_t round) { return GaussianVector<Real>(kSize, round); }

  // What the compressor remembers, by its archive: the memory is all that it saves.
  static std::vector<Real> Remembered(Compressor<Real>& compressor) {
    SavingArchive saved;
    compressor.Serialize(saved);
    LoadingArchive loaded(saved.bytes());
    std::vector<Real> error;
    loaded.Vector(error);
    EXPECT_TRUE(loaded.finished());
    return error;
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(ErrorMemory, Reals);

// a = v + e is what C is given, and e = a - decoded of the message that was sent: bitwise, in the
// model's scalar.
TYPED_TEST(ErrorMemory, RemembersWhatTheMessageThatWasSentLeavesOut) {
  using Real = TypeParam;
  for (const Choice& choice : Settings()) {
    SCOPED_TRACE(choice.kind);
    const auto compressor = this->Make(choice, true), bare = this->Make(choice, false);
    auto error = Zeros<Real>(kSize);
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      auto a = this->Given(round);
      for (std::size_t i = 0; i < kSize; ++i) a[i] += error[i];
      const Message sent = Encoded(*compressor, this->Given(round), StreamsOf(3, round));
      ASSERT_EQ(Written(sent), Written(Encoded(*bare, a, StreamsOf(3, round))));
      const auto decoded = Decoded<Real>(Message::Read(Written(sent)), kSize);
      for (std::size_t i = 0; i < kSize; ++i) error[i] = a[i] - decoded[i];
      ASSERT_TRUE(SameBits(this->Remembered(*compressor), error)) << "round " << round;
    }
  }
}

// sum(sent) + e = sum(given). Tolerance: two roundings a round of values no greater than the sums.
TYPED_TEST(ErrorMemory, LosesNothingOverTheRounds) {
  using Real = TypeParam;
  for (const Choice& choice : Settings()) {
    SCOPED_TRACE(choice.kind);
    const auto compressor = this->Make(choice, true);
    std::vector<double> given(kSize, 0.0), sent(kSize, 0.0), largest(kSize, 0.0);
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const auto v = this->Given(round);
      const auto p = Decoded<Real>(Encoded(*compressor, v, StreamsOf(3, round)), kSize);
      const auto error = this->Remembered(*compressor);
      for (std::size_t i = 0; i < kSize; ++i) {
        given[i] += v[i];
        sent[i] += p[i];
        largest[i] = std::max({largest[i], std::abs(double{error[i]}), std::abs(double{p[i]}),
                               std::abs(double{error[i]} + double{p[i]})});
      }
    }
    const auto error = this->Remembered(*compressor);
    for (std::size_t i = 0; i < kSize; ++i) {
      ASSERT_NEAR(sent[i] + error[i], given[i],
                  2 * kRounds * std::numeric_limits<Real>::epsilon() * largest[i]);
    }
  }
}

// |e|^2 <= (1 - k/n) |a|^2; e is +0 where entries were sent and a elsewhere.
TYPED_TEST(ErrorMemory, UnderTopKIsDisjointFromWhatWasSent) {
  using Real = TypeParam;
  const auto compressor = this->Make({"top-k", {{"fraction", 0.1}}}, true);
  auto error = Zeros<Real>(kSize);
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    auto a = this->Given(round);
    for (std::size_t i = 0; i < kSize; ++i) a[i] += error[i];
    const Message sent = Encoded(*compressor, this->Given(round), StreamsOf(3, round));
    error = this->Remembered(*compressor);
    ASSERT_EQ(Support(sent).size(), kSize / 10);
    auto left = a;
    for (const std::uint32_t position : Support(sent)) left[position] = 0;
    ASSERT_TRUE(SameBits(error, left));
    // Tolerance: rounding of the two sums of squares.
    ASSERT_LE(Squares(error), (1 - 0.1) * Squares(a) * (1 + 1e-12));
  }
}

TYPED_TEST(ErrorMemory, OfAnExactCompressorStaysEmpty) {
  for (const Choice& exact : {Choice{"identity", {}}, Choice{"top-k", {{"fraction", 1.0}}}}) {
    const auto compressor = this->Make(exact, true);
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const auto v = this->Given(round);
      ASSERT_TRUE(SameBits(Decoded<TypeParam>(Encoded(*compressor, v), kSize), v));
      ASSERT_EQ(this->Remembered(*compressor), Zeros<TypeParam>(kSize));
    }
  }
}

TYPED_TEST(ErrorMemory, ResumesFromItsArchive) {
  const Choice choice{"top-k", {{"fraction", 0.1}}};
  const auto first = this->Make(choice, true), second = this->Make(choice, true);
  for (std::uint64_t round = 0; round < 3; ++round) Encoded(*first, this->Given(round));
  SavingArchive saved;
  first->Serialize(saved);
  LoadingArchive loaded(saved.bytes());
  second->Serialize(loaded);
  EXPECT_EQ(Written(Encoded(*first, this->Given(3))), Written(Encoded(*second, this->Given(3))));
}

TYPED_TEST(ErrorMemory, StandsAtTheOffsetOfItsVector) {
  const auto compressor = this->Make({"sign", {}}, true);
  Message message;
  message.AppendView<TypeParam>(this->Given(9), 1, 0);  // not its own: must not be subtracted
  const auto v = this->Given(0);
  compressor->Encode(v, 1000, StreamsOf(0, 0), message);
  EXPECT_EQ(message.sections()[1].offset, 1000u);
  const auto alone = this->Make({"sign", {}}, true);
  Encoded(*alone, v);
  EXPECT_TRUE(SameBits(this->Remembered(*compressor), this->Remembered(*alone)));
}

TYPED_TEST(ErrorMemory, RefusesAVectorOfAnotherSize) {
  const auto compressor = this->Make({"sign", {}}, true);
  Encoded(*compressor, this->Given(0));
  EXPECT_THROW(Encoded(*compressor, Ones<TypeParam>(kSize + 1)), Error);
}

}  // namespace
}  // namespace hushed
