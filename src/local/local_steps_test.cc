#include "local/local_steps.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

// The rounds a schedule makes of a training: the local step each ends at.
std::vector<std::uint64_t> EndsOf(const LocalSteps& schedule, std::uint64_t total) {
  std::vector<std::uint64_t> ends;
  Round round;
  while (round.first_step < total) {
    schedule.Set(round);
    round.first_step += round.steps;
    ++round.index;
    ends.push_back(round.first_step);
  }
  return ends;
}

// T = 1000, R = N = 20 gives a = 4.762, tau_1 = 4, tau_2 = 14, tau_19 = 904.
TEST(GrowingSchedule, GivesTheAuthorsExample) {
  const auto ends = GrowingSchedule(1000, 20);
  ASSERT_EQ(ends.size(), 20u);
  EXPECT_EQ(ends[0], 4u);
  EXPECT_EQ(ends[1], 14u);
  EXPECT_EQ(ends[18], 904u);
  EXPECT_EQ(ends[19], 1000u);
}

TEST(GrowingSchedule, IntervalsGrowLinearlyAndAddUp) {
  for (const std::uint64_t total : {1000u, 10'000u, 100'000u}) {
    const auto ends = GrowingSchedule(total, 20);
    ASSERT_EQ(ends.size(), 20u) << "the number of exchanges does not depend on the length";
    EXPECT_EQ(ends.back(), total);
    const double a = 2.0 * static_cast<double>(total) / (20 * 21);
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      // Flooring both ends moves an interval by less than one step.
      EXPECT_NEAR(static_cast<double>(ends[i] - before), a * static_cast<double>(i + 1), 1.0);
      before = ends[i];
    }
  }
}

// With a below 1 early ends coincide: 127 of 128 and 254 of 256 at T = 8000.
TEST(GrowingSchedule, CoincidingEndsCountOnce) {
  EXPECT_EQ(GrowingSchedule(8000, 128).size(), 127u);
  EXPECT_EQ(GrowingSchedule(8000, 256).size(), 254u);
  EXPECT_EQ(GrowingSchedule(1, 5), (std::vector<std::uint64_t>{1}));
}

// H = T / R, each end floored: lengths differ by at most one step and R does not depend on T.
TEST(EqualSchedule, IntervalsDifferByAtMostAStepAndAddUp) {
  for (const std::uint64_t total : {20u, 1000u, 1001u, 99'999u}) {
    const auto ends = EqualSchedule(total, 20);
    ASSERT_EQ(ends.size(), 20u);
    EXPECT_EQ(ends.back(), total);
    std::uint64_t before = 0;
    for (const std::uint64_t end : ends) {
      EXPECT_GE(end - before, total / 20);
      EXPECT_LE(end - before, (total + 19) / 20);
      before = end;
    }
  }
  EXPECT_EQ(EqualSchedule(3, 5), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST(LocalSteps, FollowTheirKind) {
  const Choice growing{"growing", {{"rounds", std::int64_t{0}}}};
  EXPECT_EQ(EndsOf(*MakeLocalSteps(growing, /*workers=*/20, 1000), 1000),
            GrowingSchedule(1000, 20));
  const Choice equal{"equal", {{"rounds", std::int64_t{6}}}};
  EXPECT_EQ(EndsOf(*MakeLocalSteps(equal, /*workers=*/20, 1000), 1000), EqualSchedule(1000, 6));
  EXPECT_EQ(EndsOf(*MakeLocalSteps({"one-shot", {}}, 4, 77), 77), (std::vector<std::uint64_t>{77}));
  EXPECT_EQ(EndsOf(*MakeLocalSteps({"every", {}}, 4, 0), 3), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(EndsOf(*MakeLocalSteps({"fixed", {{"steps", std::int64_t{5}}}}, 4, 0), 10),
            (std::vector<std::uint64_t>{5, 10}));
}

TEST(LocalSteps, OneShotNeedsTheLengthOfTheTraining) {
  EXPECT_THROW(MakeLocalSteps({"one-shot", {}}, 4, 0), ConfigError);
  EXPECT_THROW(MakeLocalSteps({"growing", {{"rounds", std::int64_t{3}}}}, 4, 0), ConfigError);
  EXPECT_THROW(MakeLocalSteps({"equal", {{"rounds", std::int64_t{3}}}}, 4, 0), ConfigError);
}

// So that steps times rounds, and epochs times steps, do not overflow.
TEST(LocalSteps, CountsAreBounded) {
  for (const KindInfo& kind : LocalStepsKinds()) {
    if (kind.name != "fixed" && kind.name != "epochs") continue;
    const std::string option = kind.options.at(0).name;
    EXPECT_NO_THROW(Complete(kind.options, {{option, std::int64_t{1'000'000}}}, "job"));
    EXPECT_THROW(Complete(kind.options, {{option, std::int64_t{1} << 60}}, "job"), ConfigError);
  }
}

TEST(LocalSteps, MoreAveragesThanStepsAreRefused) {
  const Choice choice{"growing", {{"rounds", std::int64_t{101}}}};
  EXPECT_THROW(MakeLocalSteps(choice, 4, 100), ConfigError);
  EXPECT_NO_THROW(MakeLocalSteps(choice, 4, 101));
  EXPECT_NO_THROW(MakeLocalSteps({"growing", {{"rounds", std::int64_t{0}}}}, 200, 100));
}

}  // namespace
}  // namespace hushed
