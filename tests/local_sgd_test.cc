// The laws of Local SGD with growing intervals and of one-shot averaging (Spiridonoff, Olshevsky,
// Paschalidis, arXiv:2106.04759), in seconds; local_sgd_long_test.cc has them at full length.
// Errors are means over repetitions. Bounds that are not the paper's claims are three or more of
// the standard errors that come with an estimate (reproduce/slope.h); seeds are fixed.
#include "local_sgd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "harness.h"
#include "local/local_steps.h"
#include "record/groups.h"

namespace hushed {
namespace {

// R averages of N workers, whatever the length: a message is 64 bits a coordinate and a header.
TEST(LocalSgd, CommunicatesAsManyTimesAsThereAreWorkers) {
  constexpr std::uint64_t kWorkers = 20, kCoordinates = 5;
  constexpr std::uint64_t kMessage = 64 * kCoordinates + Message::kSectionHeaderBits;
  for (const char* schedule : {"growing", "equal"}) {
    for (const std::uint64_t steps : {1'000u, 10'000u}) {
      const Summary run = Skewed{schedule, kWorkers, steps, kCoordinates}.Run().summary;
      EXPECT_EQ(run.steps, steps);
      EXPECT_EQ(run.rounds, kWorkers);
      EXPECT_EQ(run.final.uploads, kWorkers * kWorkers);
      EXPECT_EQ(run.final.uplink_bits, kWorkers * kWorkers * kMessage);
      EXPECT_EQ(run.final.downlink_bits, kWorkers * kWorkers * kMessage);
      EXPECT_EQ(run.final.uplink_value_bits, kWorkers * kWorkers * 64 * kCoordinates);
    }
  }
  const Summary every = Skewed{"sync", 32, 8'000, 1}.Run().summary;
  const Summary growing = Skewed{"growing", 32, 8'000, 1}.Run().summary;
  EXPECT_EQ(every.final.uplink_bits, 250 * growing.final.uplink_bits);  // T / N
}

// Where the curvature is constant every schedule ends at the error of the synchronous method, and
// at the one the exact second moments say.
TEST(LocalSgd, SchedulesDoNotMatterOnAQuadratic) {
  constexpr std::uint64_t kWorkers = 20, kSteps = 1'000;
  std::vector<std::uint64_t> every(kSteps);
  for (std::uint64_t t = 0; t < kSteps; ++t) every[t] = t + 1;
  const std::map<std::string, std::vector<std::uint64_t>> ends = {
      {"sync", every},
      {"growing", GrowingSchedule(kSteps, kWorkers)},
      {"equal", EqualSchedule(kSteps, kWorkers)},
      {"one-shot", {kSteps}}};
  Trainer trainer({.jobs = std::string(HUSHED_SOURCE_DIR) + "/jobs"});
  std::map<std::string, std::vector<double>> errors;
  for (const auto& [schedule, at] : ends) {
    auto overrides = ScheduleNamed(schedule).overrides(kWorkers);
    overrides.insert(overrides.end(), {"data.repetitions=2000", "train.evaluate_every=0"});
    errors[schedule] =
        TrainRepeated(trainer, "local-sgd-quadratic", overrides, QuadraticErrors).errors;
    const Estimate mean = MeanOf(errors[schedule]);
    EXPECT_NEAR(mean.value, ExactQuadraticError(kWorkers, at), 4 * mean.error) << schedule;
    EXPECT_LT(mean.error, 0.03 * mean.value) << schedule;
  }
  for (const auto& [schedule, its] : errors) {
    const Estimate ratio = RatioOf(its, errors["sync"]);
    EXPECT_GT(ratio.low(), 0.9) << schedule;
    EXPECT_LT(ratio.high(), 1.15) << schedule;
  }
}

// One interval is the whole training, and as many as steps are one step each; bit for bit.
TEST(LocalSgd, EndsOfTheScheduleAreOneShotAndSgd) {
  const std::string job = SmallJob("local-sgd");
  const std::vector<std::string> never = {"train.evaluate_every=0"};
  for (const char* kind : {"growing", "equal"}) {
    const std::string chosen = std::string("algorithm.local_steps.kind=") + kind;
    EXPECT_EQ(DigestOf(job, {never[0], chosen, "algorithm.local_steps.rounds=1"}),
              DigestOf(SmallJob("one-shot"), never));
  }
  EXPECT_EQ(DigestOf(job, {never[0], "algorithm.local_steps.kind=equal",
                           "algorithm.local_steps.rounds=12"}),
            DigestOf(SmallJob("sgd"), never));
}

// On the skewed quadratic the number of averages decides: as many as workers give a linear
// speed-up, fewer do not.
TEST(LocalSgd, AsManyAveragesAsWorkersGiveALinearSpeedUp) {
  const std::vector<double> workers = {8, 32};
  std::map<std::string, Estimate> slopes;
  for (const Schedule& schedule : Schedules()) {
    slopes[schedule.name] = SlopeOverWorkers({schedule.name, 0, 1'000, 4'000}, workers);
    EXPECT_LT(slopes[schedule.name].error, 0.025) << schedule.name;
  }
  for (const char* linear : {"sync", "growing", "equal"}) {
    EXPECT_GT(slopes[linear].value, -1.1) << linear;
    EXPECT_LT(slopes[linear].value, -0.9) << linear;
  }
  EXPECT_GT(slopes["three-quarters"].value, -0.87);
  EXPECT_LT(slopes["three-quarters"].value, -0.6);
  EXPECT_GT(slopes["root"].value, -0.7);
  EXPECT_LT(slopes["root"].value, -0.4);
  EXPECT_GT(slopes["one-shot"].value, -0.5);
}

TEST(LocalSgd, IsCloseToTheSynchronousError) {
  for (const std::uint64_t workers : {2u, 8u, 32u}) {
    const auto sync = Skewed{"sync", workers, 1'000, 2'000}.Errors();
    const Estimate ratio = RatioOf(Skewed{"growing", workers, 1'000, 2'000}.Errors(), sync);
    EXPECT_LE(ratio.value, 1.45) << workers;
    EXPECT_GT(ratio.high(), 1.0) << workers;
  }
}

// N T error does not depend on T although the number of averages does not: a slope of -1.
TEST(LocalSgd, ErrorFallsAsOneOverTheLength) {
  const std::vector<double> lengths = {500, 1'000, 2'000, 4'000};
  for (const char* schedule : {"sync", "growing"}) {
    std::vector<std::vector<double>> errors;
    for (const double steps : lengths) {
      errors.push_back(Skewed{schedule, 16, static_cast<std::uint64_t>(steps), 2'000}.Errors());
    }
    const Estimate slope = LogSlope(lengths, errors);
    EXPECT_LT(slope.error, 0.025);
    EXPECT_NEAR(slope.value, -1.0, 3 * slope.error) << schedule;
  }
}

// Early on, intervals of one length are the longer ones and let the workers drift further apart; at
// the end the last of them is half as long as the last growing one, and they are slightly ahead.
TEST(LocalSgd, GrowingIntervalsAreAheadDuringTheRunAndBarelyBehindAtItsEnd) {
  Trainer trainer({.jobs = std::string(HUSHED_SOURCE_DIR) + "/jobs"});
  const auto errors = [&](const char* schedule) {
    auto overrides = ScheduleNamed(schedule).overrides(20);
    overrides.push_back("train.evaluate_every=10");
    std::map<std::uint64_t, std::vector<double>> at;
    for (Moment& moment :
         TrainRepeated(trainer, "local-sgd-skewed", overrides, SkewedErrors, true).moments) {
      at[moment.step] = std::move(moment.errors);
    }
    return at;
  };
  auto growing = errors("growing"), equal = errors("equal");
  EXPECT_LT(RatioOf(growing.at(100), equal.at(100)).high(), 0.9);
  EXPECT_LT(RatioOf(growing.at(300), equal.at(300)).high(), 1.0);
  const Estimate end = RatioOf(growing.at(1'000), equal.at(1'000));
  EXPECT_GT(end.low(), 1.0);
  EXPECT_LT(end.high(), 1.1);
}

// At as many averages as workers the two end within a tenth of each other, whatever the number.
TEST(LocalSgd, GrowingAndEqualIntervalsEndAlikeForAnyNumberOfWorkers) {
  for (const std::uint64_t workers : {8u, 32u, 100u}) {
    const auto equal = Skewed{"equal", workers, 1'000, 1'000}.Errors();
    const Estimate ratio = RatioOf(Skewed{"growing", workers, 1'000, 1'000}.Errors(), equal);
    EXPECT_LT(ratio.error, 0.03) << workers;
    EXPECT_GT(ratio.value, 1.0 - 3 * ratio.error) << workers;
    EXPECT_LT(ratio.value, 1.1 + 3 * ratio.error) << workers;
  }
}

double OneShotError(std::uint64_t workers, double smoothing) {
  const RunResult run = Skewed{"one-shot", workers, 1'000, 2'000, smoothing}.Run();
  return MetricOf(run.summary.final, "coordinate_loss");
}

// One average is enough where the objective is twice differentiable near its optimum; at a kink of
// the slope it stops to gain at about ten workers.
TEST(OneShot, SaturatesAtAKinkOnly) {
  const double smooth = OneShotError(8, 1.0) / OneShotError(64, 1.0);
  EXPECT_GT(smooth, 6.0);  // of 8; each error is good to 3%
  const double kink = OneShotError(8, 0.0) / OneShotError(64, 0.0);
  EXPECT_LT(kink, 2.5);
  const double speed_up = OneShotError(1, 0.0) / OneShotError(128, 0.0);
  EXPECT_GT(speed_up, 9.0);
  EXPECT_LT(speed_up, 14.0);
}

// What averaging cannot remove: the mean over workers of x_T, times T^power.
Estimate Bias(std::uint64_t steps, double smoothing, double power) {
  const Estimate bias = MeanOf(Skewed{"one-shot", 64, steps, 1'000, smoothing}.Run().model);
  const double scale = std::pow(static_cast<double>(steps), power);
  return {scale * bias.value, scale * bias.error};
}

// E x_T falls as 1 / sqrt(T) at a kink and as 1 / T where the curvature is smooth.
TEST(OneShot, BiasFallsWithTheRootOfTheLengthAtAKinkOnly) {
  const Estimate kink = Bias(1'000, 0.0, 0.5), later = Bias(4'000, 0.0, 0.5);
  EXPECT_NEAR(kink.value, later.value, 3 * std::hypot(kink.error, later.error));
  EXPECT_NEAR(later.value, -2.55, 0.15);
  const Estimate smooth = Bias(1'000, 0.6, 1.0), then = Bias(4'000, 0.6, 1.0);
  EXPECT_NEAR(smooth.value, then.value, 3 * std::hypot(smooth.error, then.error));
  EXPECT_LT(smooth.high(), -15.0);
}

}  // namespace
}  // namespace hushed
