// Error memory over 10,000 random vectors a setting: 500 workers of 20 rounds each. What was sent
// and what is remembered add up to what was given.
#include <gtest/gtest.h>

#include "compress/random_vectors.h"
#include "compress/testing.h"
#include "core/memory_archive.h"

namespace hushed {
namespace {

constexpr WorkerId kWorkers = 500;
constexpr std::uint64_t kRounds = 20;

// Not kAnyFinite: sums of such overflow.
constexpr std::size_t kMannersThatAdd = std::size(kManners) - 1;

template <class Real>
std::vector<Real> Remembered(Compressor<Real>& compressor) {
  SavingArchive saved;
  compressor.Serialize(saved);
  LoadingArchive loaded(saved.bytes());
  std::vector<Real> error;
  loaded.Vector(error);
  return error;
}

// What is not scaled and not rounded is either sent or remembered, so nothing at all is lost.
bool IsSentOrKept(const Choice& choice) {
  const auto& options = choice.options;
  if (options.contains("unbiased") && std::get<bool>(options.at("unbiased"))) return false;
  return choice.kind == "identity" || choice.kind == "top-k" || choice.kind == "random-k" ||
         choice.kind == "threshold";
}

template <class Real>
void CheckWorker(const Choice& choice, WorkerId worker) {
  Stream stream(/*seed=*/12, Purpose::kData, worker, 0, 0);
  const std::size_t n = 1 + stream.Below(worker % 10 == 0 ? 1000 : 60);
  const auto compressor = MakeCompressor<Real>(choice, Layout());
  std::vector<Real> error(n, Real{0});
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    auto a = RandomVector<Real>(kManners[stream.Below(kMannersThatAdd)], n, stream);
    const Message sent = Encoded(*compressor, a, StreamsOf(worker, round));
    for (std::size_t i = 0; i < n; ++i) a[i] += error[i];
    const auto decoded = Decoded<Real>(Message::Read(Written(sent)), n);
    for (std::size_t i = 0; i < n; ++i) error[i] = a[i] - decoded[i];
    ASSERT_TRUE(SameBits(Remembered(*compressor), error)) << "worker " << worker;
    if (!IsSentOrKept(choice)) continue;
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(decoded[i] + error[i], a[i]);
  }
}

template <class Real>
class ErrorMemoryProperties : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(ErrorMemoryProperties, Reals);

TYPED_TEST(ErrorMemoryProperties, SentAndRememberedAddUpToTheGiven) {
  for (Choice choice : LawSettings()) {
    SCOPED_TRACE(Text(choice));
    choice.options["error_memory"] = true;
    for (WorkerId worker = 0; worker < kWorkers; ++worker) {
      CheckWorker<TypeParam>(choice, worker);
      if (this->HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace hushed
