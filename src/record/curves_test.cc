#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "record/fake_runs.h"
#include "record/plot.h"

namespace hushed {
namespace {

// One line per round from 1 on; the run ends where the values do.
Run LossRun(const std::string& algorithm, std::uint64_t seed, const std::vector<double>& losses) {
  std::vector<MetricsLine> lines;
  for (const double loss : losses) {
    lines.push_back(FakeLine(lines.size() + 1, {{"train_loss", loss}}));
  }
  return FakeRun(algorithm, seed, std::move(lines));
}

std::vector<Curve> CurvesOf(const Runs& runs, Against against = Against::kRounds) {
  const auto plot = MakePlot(runs, "train_loss", against);
  return plot ? plot->curves : std::vector<Curve>();
}

TEST(Curves, MeanAndBandOverSeeds) {
  const auto curves =
      CurvesOf({LossRun("sgd", 1, {4, 2}), LossRun("sgd", 19, {5, 3}), LossRun("sgd", 42, {9, 1})});
  ASSERT_EQ(curves.size(), 1u);
  EXPECT_TRUE(curves[0].several);
  ASSERT_EQ(curves[0].points.size(), 2u);
  const Curve::Point& first = curves[0].points[0];
  EXPECT_EQ(first.x, 1.0);
  EXPECT_EQ(first.y, 6.0);
  EXPECT_EQ(first.low, 4.0);
  EXPECT_EQ(first.high, 9.0);
}

TEST(Curves, WhatWasSpentIsAveragedToo) {
  SavedRun a = LossRun("sgd", 1, {4}), b = LossRun("sgd", 2, {4});
  a.lines[0].uploads = 10;
  b.lines[0].uploads = 20;
  EXPECT_EQ(CurvesOf({a, b}, Against::kUploads)[0].points[0].x, 15.0);
  EXPECT_EQ(CurvesOf({a, b}, Against::kUplink)[0].points[0].x, 100.0);  // bytes
  EXPECT_EQ(CurvesOf({a, b}, Against::kSeconds)[0].points[0].x, 0.5);
}

TEST(Curves, EndWithTheShortestSeed) {
  const auto curves = CurvesOf({LossRun("sgd", 1, {4, 2, 1}), LossRun("sgd", 19, {5, 3})});
  EXPECT_EQ(curves[0].points.size(), 2u);
}

TEST(Curves, LeaveOutDivergedSeedsUnlessAllDid) {
  SavedRun sound = LossRun("sgd", 1, {4, 2}), diverged = LossRun("sgd", 2, {8});
  diverged.summary.ending = "diverged";
  const auto one = CurvesOf({sound, diverged});
  EXPECT_FALSE(one[0].several);
  EXPECT_FALSE(one[0].diverged);
  EXPECT_EQ(one[0].points.size(), 2u);
  EXPECT_EQ(one[0].points[0].y, 4.0);
  sound.summary.ending = "diverged";
  const auto both = CurvesOf({sound, diverged});
  EXPECT_TRUE(both[0].several && both[0].diverged);
  EXPECT_EQ(both[0].points.size(), 1u);
  EXPECT_EQ(both[0].points[0].y, 6.0);
}

TEST(Curves, SkipWhatCannotBeDrawn) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto curves = CurvesOf({LossRun("sgd", 1, {4, nan, HUGE_VAL, 1e300, 2})});
  ASSERT_EQ(curves[0].points.size(), 2u);
  EXPECT_EQ(curves[0].points[1].x, 5.0);
  EXPECT_TRUE(CurvesOf({LossRun("sgd", 1, {nan})}).empty());
  EXPECT_TRUE(CurvesOf({LossRun("sgd", 1, {})}).empty());
}

TEST(Curves, AnEvaluationRepeatedAfterAResumeCountsOnce) {
  SavedRun run = LossRun("sgd", 1, {4, 3, 2});
  for (const std::uint64_t round : {2, 3}) {
    run.lines.push_back(FakeLine(round, {{"train_loss", 100.0}}));
  }
  EXPECT_EQ(CurvesOf({run})[0].points.size(), 3u);
}

TEST(Curves, AreThinnedToTwoHundredPointsAndTheLast) {
  for (const std::size_t size : {199u, 200u, 201u, 202u, 1000u, 12345u}) {
    const auto points = CurvesOf({LossRun("sgd", 1, std::vector<double>(size, 1.0))})[0].points;
    EXPECT_EQ(points.size(), std::min<std::size_t>(size, 201)) << size;
    EXPECT_EQ(points.front().x, 1.0);
    EXPECT_EQ(points.back().x, static_cast<double>(size));
    for (std::size_t i = 1; i < points.size(); ++i) EXPECT_GT(points[i].x, points[i - 1].x);
  }
}

TEST(Plot, UplinkIsLogarithmicAndBeginsWithTheFirstUpload) {
  const auto plot = MakePlot({LearningRun("sgd", 1, 50, 1.0)}, "train_loss", Against::kUplink);
  EXPECT_TRUE(plot->x.logarithmic);
  EXPECT_EQ(plot->curves[0].points.front().x, 100.0);
  EXPECT_EQ(plot->title, "train loss against uplink (bytes sent)");
}

TEST(Plot, UploadsAreLogarithmicOnlyWhereRunsEndFarApart) {
  const SavedRun longer = LearningRun("sgd", 1, 90, 1.0);
  const auto scale = [&](const SavedRun& shorter) {
    return MakePlot({longer, shorter}, "train_loss", Against::kUploads)->x.logarithmic;
  };
  EXPECT_FALSE(scale(LearningRun("sasg", 1, 30, 1.0)));
  SavedRun rare = LearningRun("fedavg", 1, 10, 1.0);
  EXPECT_TRUE(scale(rare));
  rare.summary.ending = "diverged";  // it would have spent more
  EXPECT_FALSE(scale(rare));
}

TEST(Plot, TimeIsInTheUnitThatSuitsTheLongest) {
  const auto title = [](double seconds) {
    SavedRun run = LossRun("sgd", 1, {4, 2});
    run.lines.back().seconds = seconds;
    const auto plot = MakePlot({run}, "train_loss", Against::kSeconds);
    EXPECT_GE(plot->x.high, plot->curves[0].points.back().x);
    return plot->x.title;
  };
  EXPECT_EQ(title(200.0), "training time (s)");
  EXPECT_EQ(title(300.0), "training time (min)");
  EXPECT_EQ(title(7200.0), "training time (h)");
}

// 0.1 to 0.9 within the first rounds, slow progress after: the picture shows the progress.
TEST(Plot, TheSteepBeginningMayLeaveALinearPicture) {
  const Runs runs = {LearningRun("sgd", 1, 100, 10.0)};
  const auto rounds = MakePlot(runs, "test_accuracy", Against::kRounds);
  EXPECT_GT(rounds->y.low, 0.85);
  const auto uplink = MakePlot(runs, "test_accuracy", Against::kUplink);
  EXPECT_LT(uplink->y.low, uplink->curves[0].points.front().y);
  const auto few = MakePlot({LearningRun("sgd", 1, 8, 10.0)}, "test_accuracy", Against::kRounds);
  EXPECT_LT(few->y.low, 0.1 + 1e-9);
}

TEST(Plot, AnExplosionDoesNotHideTheOthers) {
  const auto plot = MakePlot({LossRun("sgd", 1, {2, 1, 0.9}), LossRun("sasg", 1, {2, 1e9, 1e30})},
                             "train_loss", Against::kRounds);
  EXPECT_LT(plot->y.high, 25.0);  // ten times the first loss, and a margin
  EXPECT_EQ(plot->curves.size(), 2u);
}

TEST(Plot, TargetsInsideAreLevels) {
  SavedRun run = LearningRun("sgd", 1, 8, 1.0);
  run.summary.targets = {{"test_accuracy", 0.5, true, {}},
                         {"test_accuracy", 0.99, false, {}},
                         {"train_loss", 0.6, true, {}}};
  const auto plot = MakePlot({run}, "test_accuracy", Against::kRounds);
  EXPECT_EQ(plot->levels, std::vector<double>{0.5});
  EXPECT_EQ(plot->unit, Unit::kShare);
}

TEST(Plot, AMetricThatNobodyHasIsNoPlot) {
  const Runs runs = {LearningRun("sgd", 1, 8, 1.0)};
  EXPECT_FALSE(MakePlot(runs, "margin", Against::kRounds).has_value());
  EXPECT_THROW(PlotSvg(runs, "margin", Against::kRounds), Error);
}

}  // namespace
}  // namespace hushed
