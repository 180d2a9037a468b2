// The laws of local_sgd_test.cc at the lengths and numbers of workers of the paper's second
// experiment: T = 8000, N up to 256, 1000 repetitions, so that a mean is good to about 4.5% and,
// repetitions being paired, a slope to 0.03.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "local_sgd.h"
#include "record/groups.h"

namespace hushed {
namespace {

constexpr std::uint64_t kSteps = 8'000;
const std::vector<double> kWorkers = {32, 64, 128, 256};

// As kWorkers; kept.
const std::vector<std::vector<double>>& ErrorsOf(const std::string& schedule) {
  static std::map<std::string, std::vector<std::vector<double>>> known;
  auto& errors = known[schedule];
  for (std::size_t k = errors.size(); k < kWorkers.size(); ++k) {
    errors.push_back(Skewed{schedule, static_cast<std::uint64_t>(kWorkers[k]), kSteps}.Errors());
  }
  return errors;
}

Estimate Slope(const std::string& schedule) { return LogSlope(kWorkers, ErrorsOf(schedule)); }

TEST(LocalSgdLong, AsManyAveragesAsWorkersGiveALinearSpeedUp) {
  for (const char* linear : {"sync", "growing", "equal"}) {
    EXPECT_GT(Slope(linear).value, -1.1) << linear;
    EXPECT_LT(Slope(linear).value, -0.9) << linear;
    for (std::size_t k = 0; k < kWorkers.size(); ++k) {
      const Estimate ratio = RatioOf(ErrorsOf(linear)[k], ErrorsOf("sync")[k]);
      EXPECT_LE(ratio.value, 1.45) << linear << " " << kWorkers[k];
    }
  }
}

TEST(LocalSgdLong, FewerAveragesDoNot) {
  EXPECT_GT(Slope("three-quarters").value, -0.87);
  EXPECT_LT(Slope("three-quarters").value, -0.6);
  EXPECT_GT(Slope("root").value, -0.7);
  EXPECT_LT(Slope("root").value, -0.4);
  EXPECT_GT(Slope("one-shot").value, -0.2);
}

// N T error depends neither on T nor, for as many averages as workers, much on N.
TEST(LocalSgdLong, ErrorIsOneOverWorkersTimesLength) {
  for (const char* linear : {"sync", "growing"}) {
    const Estimate small = MeanOf(Skewed{linear, 32, 1'000, 4'000}.Errors());
    const Estimate large = MeanOf(Skewed{linear, 256, kSteps}.Errors());
    const Estimate ratio = Quotient(large, small);
    EXPECT_NEAR(ratio.value * (256.0 * kSteps) / (32.0 * 1'000), 1.0, 0.15) << linear;
  }
}

TEST(OneShotLong, IsLinearWhereTheCurvatureIsSmooth) {
  std::vector<double> errors;
  for (const double n : kWorkers) {
    const RunResult run =
        Skewed{"one-shot", static_cast<std::uint64_t>(n), kSteps, 1'000, 1.0}.Run();
    errors.push_back(MetricOf(run.summary.final, "coordinate_loss"));
  }
  // (1/N + 1/2500) (Var) from 32 to 256: 7.3; each error is good to 4.5%.
  EXPECT_NEAR(errors.front() / errors.back(), 7.3, 3 * 0.064 * 7.3);
}

TEST(OneShotLong, BiasFallsAsOneOverTheLengthWhereTheCurvatureIsSmooth) {
  const Estimate at = MeanOf(Skewed{"one-shot", 64, 4'000, 1'000, 0.3}.Run().model);
  const Estimate later = MeanOf(Skewed{"one-shot", 64, 16'000, 1'000, 0.3}.Run().model);
  const Estimate ratio = Quotient(at, later);
  EXPECT_NEAR(ratio.value, 4.0, 3 * ratio.error);
  EXPECT_LT(ratio.error, 1.0);
}

}  // namespace
}  // namespace hushed
