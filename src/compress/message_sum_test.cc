#include "compress/message_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <thread>

#include "compress/testing.h"
#include "core/slices.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kSize = 150'000;  // many pieces, and enough for several threads

// Two tensors, the second told first, of the compressors in turn; views count scaled.
template <class Real>
std::vector<Message> MessagesOf(std::size_t count, const std::vector<std::string>& kinds,
                                std::vector<std::vector<Real>>& vectors) {
  std::vector<Message> messages(count);
  for (std::size_t p = 0; p < count; ++p) vectors.push_back(GaussianVector<Real>(kSize, p));
  for (std::size_t p = 0; p < count; ++p) {
    const std::span<const Real> v = vectors[p];
    const std::string& kind = kinds[p % kinds.size()];
    constexpr std::size_t kFirst = 4'097;
    if (kind == "view") {
      messages[p].AppendView<Real>(v, Real{-0.3}, 0);
      continue;
    }
    const auto compressor = MakeGlobal<Real>(kind);
    compressor->Encode(v.subspan(kFirst), kFirst, StreamsOf(0, 0), messages[p]);
    compressor->Encode(v.first(kFirst), 0, StreamsOf(0, 0), messages[p]);
    messages[p].Own();
  }
  return messages;
}

template <class Real>
std::vector<Real> SummedOneByOne(std::span<const WeightedMessage<Real>> messages) {
  FixedSum<Real> sum;
  sum.Start(messages.size(), kSize);
  for (std::size_t p = 0; p < messages.size(); ++p) {
    const auto [message, weight] = messages[p];
    if (message == nullptr) {
      sum.Add(p, {});
    } else {
      sum.Add(p, [&](const PartialSum<Real>& partial) { message->AddTo(partial, weight); });
    }
  }
  const auto result = sum.Finish();
  return {result.begin(), result.end()};
}

template <class Real>
bool SameBits(std::span<const Real> a, std::span<const Real> b) {
  return std::ranges::equal(std::as_bytes(a), std::as_bytes(b));
}

template <class Real>
void ExpectTheFixedSum(const std::vector<std::string>& kinds, std::size_t count) {
  std::vector<std::vector<Real>> vectors;
  const std::vector<Message> messages = MessagesOf<Real>(count, kinds, vectors);
  std::vector<WeightedMessage<Real>> weighted;
  for (std::size_t p = 0; p < count; ++p) {
    const bool absent = p % 5 == 1 || p / 8 == 2;
    const auto weight = static_cast<Real>(p % 3 == 0 ? 1.0 : 0.1 * static_cast<double>(p % 3));
    weighted.push_back({absent ? nullptr : &messages[p], weight});
  }
  std::vector<Real> out(kSize, Real{7});
  MessageSum<Real> sum;
  sum.Sum(weighted, out);
  EXPECT_TRUE(SameBits<Real>(out, SummedOneByOne<Real>(weighted))) << kinds[0] << ", " << count;
}

TEST(MessageSum, IsTheFixedSum) {
  for (const std::size_t count : {1u, 2u, 9u, 33u}) {
    ExpectTheFixedSum<float>({"top-k"}, count);
    ExpectTheFixedSum<double>({"top-k", "view", "random-k", "identity"}, count);
    ExpectTheFixedSum<float>({"top-k", "qsgd", "sign", "fp16"}, count);
  }
}

TEST(MessageSum, ThreadsGiveTheSameBits) {
  const LentThreads lent(3, [](const std::function<void(std::size_t)>& body) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 3; ++i) threads.emplace_back(body, i);
  });
  ExpectTheFixedSum<float>({"top-k", "view"}, 20);
}

// Sums begin with zero, and 0 + -0 is 0; one that says nothing is there; sections may overlap.
TEST(MessageSum, AddsWhatIsOddAsOneByOne) {
  std::vector<float> v(kSize, -0.0F), w(kSize, 1e8F);
  w[5] = std::numeric_limits<float>::infinity();
  Message zeros, nothing, twice;
  zeros.AppendView<float>(v, 1.0F, 0);
  twice.AppendView<float>(w, -1.0F, 0);
  twice.AppendView<float>(std::span(w).first(10), 3.0F, 4);
  for (const auto& order : {std::vector{&zeros}, {&nothing}, {&nothing, &zeros, &twice}}) {
    std::vector<WeightedMessage<float>> weighted;
    for (const Message* message : order) weighted.push_back({message, 1.0F});
    std::vector<float> out(kSize, 7.0F);
    MessageSum<float>().Sum(weighted, out);
    EXPECT_TRUE(SameBits<float>(out, SummedOneByOne<float>(weighted)));
  }
}

TEST(MessageSum, OfNobodyIsZero) {
  for (const std::size_t count : {0u, 1u, 20u}) {
    std::vector<float> out(3, 7.0F);
    MessageSum<float>().Sum(std::vector<WeightedMessage<float>>(count), out);
    EXPECT_EQ(out, (std::vector<float>{0, 0, 0}));
  }
}

TEST(MessageSum, RefusesWhatDoesNotFit) {
  const std::vector<float> v(5, 1.0F);
  Message message;
  message.AppendView<float>(v, 1.0F, 2);
  std::vector<float> out(6);
  const std::vector<WeightedMessage<float>> messages = {{&message, 1.0F}};
  EXPECT_THROW(MessageSum<float>().Sum(messages, out), TransportError);
  std::vector<double> other(7);
  const std::vector<WeightedMessage<double>> of_others = {{&message, 1.0}};
  EXPECT_THROW(MessageSum<double>().Sum(of_others, other), TransportError);
}

}  // namespace
}  // namespace hushed
