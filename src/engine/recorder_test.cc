#include "engine/recorder.h"

#include <gtest/gtest.h>

#include <limits>

namespace hushed {
namespace {

MetricsLine Line(std::uint64_t step, double loss, double accuracy) {
  MetricsLine line;
  line.step = step;
  line.metrics = {{"train_loss", loss}, {"test_accuracy", accuracy}};
  return line;
}

TEST(Recorder, NotesTheFirstLineThatReachesATargetFromItsSide) {
  Recorder recorder({{"test_accuracy", 0.5}, {"train_loss", 1.0}, {"train_loss", 0.1}}, "never",
                    nullptr, nullptr);
  recorder.Evaluated(Line(0, 2.0, 0.1));
  recorder.Evaluated(Line(1, 1.5, 0.5));
  recorder.Evaluated(Line(2, 0.5, 0.4));
  recorder.Evaluated(Line(3, 0.4, 0.9));
  Summary summary;
  recorder.Fill(summary);
  ASSERT_EQ(summary.targets.size(), 3u);
  EXPECT_EQ(summary.targets[0].at.step, 1u) << "reaching it exactly is reaching it";
  EXPECT_EQ(summary.targets[1].at.step, 2u);
  EXPECT_FALSE(summary.targets[2].reached);
  const std::vector<std::pair<std::string, double>> best = {{"train_loss", 0.4},
                                                            {"test_accuracy", 0.9}};
  EXPECT_EQ(summary.best, best);
  EXPECT_EQ(summary.final.step, 3u);
}

TEST(Recorder, WhatIsNotANumberReachesNothing) {
  Recorder recorder({{"train_loss", 1.0}}, "all", nullptr, nullptr);
  recorder.Evaluated(Line(0, std::numeric_limits<double>::quiet_NaN(), 0.1));
  Summary summary;
  recorder.Fill(summary);
  EXPECT_FALSE(summary.targets[0].reached);
  EXPECT_FALSE(recorder.satisfied());
}

TEST(Recorder, WhatIsNotANumberIsTheBestOfNothingElse) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Recorder recorder({}, "never", nullptr, nullptr);
  recorder.Evaluated(Line(0, nan, nan));
  recorder.Evaluated(Line(1, 2.0, 0.5));
  recorder.Evaluated(Line(2, nan, nan));
  Summary summary;
  recorder.Fill(summary);
  const std::vector<std::pair<std::string, double>> best = {{"train_loss", 2.0},
                                                            {"test_accuracy", 0.5}};
  EXPECT_EQ(summary.best, best);
}

// The targets are reached at the second, third and fourth line.
TEST(Recorder, IsSatisfiedByTheTargetsItIsToldToStopAt) {
  const std::vector<Target> targets = {
      {"test_accuracy", 0.5}, {"train_loss", 1.0}, {"train_loss", 0.5}};
  const std::vector<std::pair<std::string, std::size_t>> satisfied_by = {
      {"any", 1}, {"test_accuracy", 1}, {"train_loss", 3}, {"all", 3}, {"never", 4}};
  for (const auto& [stop, line] : satisfied_by) {
    Recorder recorder(targets, stop, nullptr, nullptr);
    EXPECT_FALSE(recorder.satisfied()) << stop;
    const MetricsLine lines[] = {Line(0, 2.0, 0.1), Line(1, 1.5, 0.5), Line(2, 0.9, 0.4),
                                 Line(3, 0.5, 0.4)};
    for (std::size_t i = 0; i < 4; ++i) {
      recorder.Evaluated(lines[i]);
      EXPECT_EQ(recorder.satisfied(), i >= line) << stop << " after line " << i;
    }
  }
}

}  // namespace
}  // namespace hushed
