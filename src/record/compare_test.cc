#include <gtest/gtest.h>

#include <limits>

#include "record/fake_runs.h"
#include "record/table.h"

namespace hushed {
namespace {

Run RunOf(const std::string& algorithm, std::uint64_t seed, std::uint64_t rounds, double accuracy) {
  return FakeRun(algorithm, seed,
                 {FakeLine(rounds, {{"train_loss", 0.5}, {"test_accuracy", accuracy}})});
}

// The cell of a row (by its place) and a column (by its title, and group where it has one).
const Table::Cell& CellOf(const Table& table, std::size_t row, const std::string& title,
                          const std::string& group = "") {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].title == title && table.columns[c].group == group) {
      return table.rows.at(row).at(c);
    }
  }
  throw std::runtime_error("no column " + title);
}

TEST(CompareRuns, ShowsLastValuesAndCountersWithUnits) {
  const Table table = CompareRuns({RunOf("sgd", 1, 20000, 0.85), RunOf("sasg", 1, 5000, 0.86)});
  EXPECT_EQ(table.rows[0][0].text, "sgd");
  EXPECT_EQ(CellOf(table, 0, "test accuracy").text, "85.00%");
  EXPECT_EQ(CellOf(table, 0, "train loss").text, "0.5000");
  EXPECT_EQ(CellOf(table, 0, "uploads").text, "80.0 k");
  EXPECT_EQ(CellOf(table, 1, "share of sgd").text, "25.00%");
  EXPECT_EQ(CellOf(table, 0, "uplink").text, "2.00 MB");
  EXPECT_EQ(CellOf(table, 0, "uplink, values only").text, "1.00 MB");
  EXPECT_EQ(CellOf(table, 0, "downlink").text, "8.00 MB");
  EXPECT_EQ(CellOf(table, 0, "gradient evaluations").text, "400 k");
  EXPECT_EQ(CellOf(table, 0, "training time").text, "2 h 46 min");
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size());
}

TEST(CompareRuns, SharesAreOfTheMostTalkativeWithoutSgd) {
  const Table table = CompareRuns({RunOf("lasg", 1, 100, 0.8), RunOf("sasg", 1, 200, 0.8)});
  EXPECT_EQ(CellOf(table, 0, "share of the most").text, "50.00%");
  EXPECT_EQ(CellOf(table, 1, "share of the most").text, "100%");
}

// Sample deviation of 0.8, 0.9, 1.0 is 0.1; what all seeds agree on has none.
TEST(CompareRuns, SeedsAreMeanAndSampleDeviation) {
  const Table table = CompareRuns(
      {RunOf("sgd", 1, 100, 0.8), RunOf("sgd", 19, 100, 0.9), RunOf("sgd", 42, 100, 1.0)});
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(CellOf(table, 0, "test accuracy").text, "90.00 ± 10.00%");
  EXPECT_EQ(CellOf(table, 0, "uploads").text, "400");
}

TEST(CompareRuns, EqualSeedsShowNoRoundingAsDeviation) {
  Runs runs;
  for (std::uint64_t seed = 0; seed < 7; ++seed) runs.push_back(RunOf("sgd", seed, 100, 0.1));
  EXPECT_EQ(CellOf(CompareRuns(runs), 0, "test accuracy").text, "10.00%");
}

TEST(CompareRuns, MarksTheBestOfAMetric) {
  const Table table = CompareRuns({RunOf("sgd", 1, 100, 0.85), RunOf("sasg", 1, 100, 0.86)});
  EXPECT_FALSE(CellOf(table, 0, "test accuracy").best);
  EXPECT_TRUE(CellOf(table, 1, "test accuracy").best);
  EXPECT_TRUE(CellOf(table, 0, "train loss").best && CellOf(table, 1, "train loss").best);
  const Table alone = CompareRuns({RunOf("sgd", 1, 100, 0.85)});
  EXPECT_FALSE(CellOf(alone, 0, "test accuracy").best);
}

TEST(CompareRuns, SaysHowRunsEnded) {
  Runs runs = {RunOf("sgd", 1, 10, 0.8), RunOf("sgd", 2, 10, 0.8), RunOf("sasg", 1, 10, 0.8)};
  runs[1].summary.ending = "diverged";
  runs[1].summary.final.metrics[1].second = std::numeric_limits<double>::quiet_NaN();
  runs[2].summary.ending = "interrupted";
  const Table table = CompareRuns(runs);
  EXPECT_EQ(table.rows[0][0].text, "sgd (1 of 2 diverged)");
  EXPECT_EQ(table.rows[1][0].text, "sasg (interrupted)");
  EXPECT_EQ(CellOf(table, 0, "test accuracy").text, "80.00% (1 of 2)");
}

// One run's target is looked for in the lines of all, whatever their own jobs asked for.
TEST(CompareRuns, TargetsStandUnderOneHeading) {
  Runs runs = {
      FakeRun("sgd", 1,
              {FakeLine(49, {{"test_accuracy", 0.84}}), FakeLine(50, {{"test_accuracy", 0.85}}),
               FakeLine(100, {{"test_accuracy", 0.9}})}),
      RunOf("sasg", 1, 100, 0.8)};
  runs[1].summary.targets = {{"test_accuracy", 0.85, false, {}}};
  const Table table = CompareRuns(runs);
  const std::string group = "to reach test accuracy 85%";
  EXPECT_EQ(CellOf(table, 0, "rounds", group).text, "50");
  EXPECT_EQ(CellOf(table, 0, "uploads", group).text, "200");
  EXPECT_EQ(CellOf(table, 0, "uplink", group).text, "5.00 kB");
  EXPECT_TRUE(CellOf(table, 0, "uplink", group).best);
  EXPECT_EQ(CellOf(table, 1, "uplink", group).text, "not reached");
}

TEST(CompareRuns, WithoutTestSplitOrUploadsOrLines) {
  SavedRun silent = FakeRun("sgd", 1, {FakeLine(0, {{"train_loss", 1.0}})});
  const Table table = CompareRuns({silent, FakeRun("sasg", 1, {})});
  EXPECT_EQ(CellOf(table, 0, "share of sgd").text, "-");  // 0 of 0
  EXPECT_EQ(CellOf(table, 1, "train loss").text, "-");
  EXPECT_EQ(CompareRuns({}).rows.size(), 0u);
}

}  // namespace
}  // namespace hushed
