// The laws of implicit_bias_test.cc over longer times and more local steps.
#include <gtest/gtest.h>

#include <cmath>

#include "implicit_bias.h"
#include "problem/hard_margin.h"

namespace hushed {
namespace {

constexpr const char* kDirection = "direction_error";

// At one lr the direction follows lr L k alone, for L = 1, 10 and 100, and the loss is
// 1 / (margin^2 lr L k).
TEST(LocalGdLong, DirectionAndLossFollowTheTime) {
  for (const bool by_label : {false, true}) {
    const std::string toml = CloudsJob("local-gd", by_label);
    const JobData data(toml);
    const double rate = StepSize(data);
    const double margin = MarginOf(data.view, HardMargin(data.view, 50).point);
    const auto run = [&](int steps, int rounds) {
      return Ran(toml, {Steps(steps), Rate(rate), Rounds(rounds), EvaluateEvery(20 * steps)});
    };
    const auto one = run(1, 200000), ten = run(10, 20000), hundred = run(100, 20000);
    for (const int k : {200, 2000}) {
      const double near = k == 200 ? 0.2 : 0.1;  // what the first, wild rounds did fades
      EXPECT_NEAR(At(hundred, k, kDirection) / At(ten, 10 * k, kDirection), 1.0, near) << k;
      EXPECT_NEAR(At(ten, 10 * k, kDirection) / At(one, 100 * k, kDirection), 1.0, near) << k;
    }
    for (const auto* each : {&one, &ten, &hundred}) {
      const auto time = rate * static_cast<double>(each->summary.steps);
      const double loss = each->summary.final.metrics.front().second;
      EXPECT_NEAR(loss * time * margin * margin, 1.0, 0.03);
    }
  }
}

TEST(ModifiedLocalGdLong, TheErrorFallsAsOneOverTheRoundsForDecades) {
  const auto run = Ran(CloudsJob("modified-local-gd"), {Rounds(100000), EvaluateEvery(1000)});
  for (const int k : {1000, 10000}) {
    EXPECT_NEAR(std::log10(At(run, 10 * k, kDirection) / At(run, k, kDirection)), -1.0, 0.02) << k;
  }
}

}  // namespace
}  // namespace hushed
