// What simulated workers cost in memory, by the peaks of the command's own process: nothing but the
// lists of who owns what where workers remember nothing, and what the paper says where they do.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command.h"
#include "hushed/stream.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

constexpr std::uint64_t kRows = 100'000, kColumns = 784;

// mlp 784-200-10, in floats.
constexpr std::uint64_t kParameters = 784 * 200 + 200 + 200 * 10 + 10;
constexpr std::uint64_t kModelBytes = kParameters * sizeof(float);

// An example a worker, of three entries: the data stay smaller than ten models.
std::string Rows() {
  Stream stream(/*seed=*/3, Purpose::kData, 0, 0, 0);
  std::string text;
  for (std::uint64_t i = 0; i < kRows; ++i) {
    text += std::to_string(i % 10);
    for (std::uint64_t third = 0; third < 3; ++third) {
      text += fmt::format(" {}:{}", 1 + third * 261 + stream.Below(261), 1 + stream.Below(9));
    }
    text += '\n';
  }
  return text;
}

class SimulatedWorkers : public testing::Test {
 protected:
  SimulatedWorkers() {
    folder_.Write("rows.txt", Rows());
    folder_.Write("job.toml", fmt::format(R"(
[data]
name = "libsvm"
path = "rows.txt"
columns = {}
[model]
name = "mlp"
hidden = [200]
[train]
rounds = 2
evaluate_every = 0
loss_examples = 1000
[algorithm]
name = "fedavg"
learning_rate = 0.01
)",
                                          kColumns));
  }

  // The peak of a training of so many workers.
  std::uint64_t PeakOf(std::uint64_t workers, std::vector<std::string> overrides) const {
    overrides.push_back(fmt::format("train.workers={}", workers));
    std::vector<std::string> words = {"train",   "job.toml", "-o",        "run", "--force",
                                      "--quiet", "--json",   "--threads", "2"};
    for (const std::string& override : overrides) words.insert(words.end(), {"--set", override});
    const Said said = Hushed(words, folder_.path());
    EXPECT_EQ(said.exit_code, 0) << said.err;
    const std::uint64_t peak = nlohmann::json::parse(said.out)["peak_memory_bytes"];
    fmt::print("{:>7} workers, {}: {:.1f} MB\n", workers, overrides[0], Megabytes(peak));
    return peak;
  }
  static double Megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

  const TemporaryFolder folder_;
};

// Models are O(threads): a model a worker would be 6 GB and 64 GB. The same data in all three.
TEST_F(SimulatedWorkers, ThatRememberNothingCostNoModels) {
  std::map<std::uint64_t, std::uint64_t> peaks;
  for (const std::uint64_t workers : {100, 10'000, 100'000}) {
    const double fraction = 100.0 / static_cast<double>(workers);  // a cohort of 100
    peaks[workers] =
        PeakOf(workers, {fmt::format("algorithm.participation.fraction={}", fraction)});
  }
  for (const std::uint64_t workers : {10'000, 100'000}) {
    EXPECT_LE(static_cast<double>(peaks[workers]), 1.5 * static_cast<double>(peaks[100]));
  }
}

// sasg: an error memory of d scalars a worker, and its last message at the server: of each tensor
// a hundredth, a scalar and a position an entry. In the warm-up everybody speaks in every round, so
// the model at which they spoke last is one for all.
TEST_F(SimulatedWorkers, OfSasgCostTheirErrorMemoryAndLastMessage) {
  constexpr std::uint64_t kKept = 784 * 200 / 100 + 2 + 20 + 1;
  constexpr std::uint64_t kHeaders = 4 * 24;
  constexpr std::uint64_t kFew = 50, kMany = 250;
  const double expected =
      static_cast<double>((kMany - kFew) * (kModelBytes + 8 * kKept + kHeaders));
  const std::vector<std::string> sasg = {"algorithm.name=sasg"};
  const std::uint64_t few = PeakOf(kFew, sasg), many = PeakOf(kMany, sasg);
  const double growth = static_cast<double>(many) - static_cast<double>(few);
  fmt::print("  growth {:.3f} of what their state is\n", growth / expected);
  EXPECT_GE(growth, expected);
  EXPECT_LE(growth, 1.3 * expected);
}

// What started the command does not count.
TEST_F(SimulatedWorkers, PeaksAreOfTheCommandAlone) {
  constexpr std::size_t kHeld = std::size_t{1} << 30;
  const std::vector<char> held(kHeld, 1);
  const std::uint64_t peak = PeakOf(2, {"train.rounds=1"});
  EXPECT_LT(peak, kHeld + static_cast<std::size_t>(held[kHeld - 1]) - 1);
}

}  // namespace
}  // namespace hushed
