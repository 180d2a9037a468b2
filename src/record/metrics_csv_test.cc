#include <gtest/gtest.h>

#include <limits>

#include "record/fake_runs.h"
#include "record/line_writer.h"

namespace hushed {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(MetricsCsv, HoldsTheNumbersOfTheLinesUnderOneHeading) {
  const TemporaryFolder folder;
  const auto csv = MakeMetricsCsv(folder.path());
  csv->Begin({});
  csv->Append(FakeLine(0, {{"train_loss", 0.1}, {"margin", 3.0}}));
  csv->Append(FakeLine(2, {{"train_loss", kNaN}, {"margin", 1e-300}}));
  EXPECT_EQ(folder.Read(kMetricsCsv),
            "round,exchange,step,epoch,train_loss,uploads,uplink_bits,uplink_value_bits,"
            "downlink_bits,gradient_evaluations,seconds,margin\n"
            "0,0,0,0.0,0.1,0,0,0,0,0,0.0,3.0\n"
            "2,2,20,0.5,,8,1600,800,6400,40,1.0,1e-300\n");
}

TEST(MetricsCsv, GoesOnAfterTheLinesThatAreKept) {
  const TemporaryFolder folder;
  std::vector<MetricsLine> lines;
  for (std::uint64_t round = 0; round < 4; ++round) {
    lines.push_back(FakeLine(round, {{"train_loss", 1.0}}));
  }
  const auto whole = MakeMetricsCsv(folder.path());
  whole->Begin({});
  for (const MetricsLine& line : lines) whole->Append(line);
  const std::string expected = folder.Read(kMetricsCsv);
  for (std::size_t kept = 0; kept <= lines.size(); ++kept) {
    folder.Write(kMetricsCsv, expected + "9,9,9,to");  // lost lines, the last one torn
    const auto again = MakeMetricsCsv(folder.path());
    again->Begin(std::span(lines).first(kept));
    for (std::size_t i = kept; i < lines.size(); ++i) again->Append(lines[i]);
    EXPECT_EQ(folder.Read(kMetricsCsv), expected) << kept << " lines were kept";
  }
}

TEST(MetricsCsv, QuotesNamesThatNeedIt) {
  const TemporaryFolder folder;
  const auto csv = MakeMetricsCsv(folder.path());
  csv->Begin({});
  csv->Append(FakeLine(0, {{"a,\"b\"", 1.0}}));
  EXPECT_NE(folder.Read(kMetricsCsv).find(",\"a,\"\"b\"\"\"\n"), std::string::npos);
}

// What lacks a metric still keeps its columns.
TEST(MetricsCsv, AMissingNumberIsEmpty) {
  const TemporaryFolder folder;
  const auto csv = MakeMetricsCsv(folder.path());
  csv->Begin({});
  csv->Append(FakeLine(0, {{"train_loss", 1.0}, {"margin", 1.0}}));
  csv->Append(FakeLine(0, {{"train_loss", 2.0}}));
  EXPECT_NE(folder.Read(kMetricsCsv).find("0,0,0,0.0,2.0,0,0,0,0,0,0.0,\n"), std::string::npos);
}

// A logistic model that begins at zero has no direction yet, and no direction_error on its first
// line.
TEST(MetricsCsv, AMetricThatComesLateHasAColumnOfItsOwn) {
  const TemporaryFolder folder;
  const std::vector<MetricsLine> lines = {
      FakeLine(0, {{"train_loss", 1.0}}),
      FakeLine(1, {{"train_loss", 0.5}, {"direction_error", 0.25}, {"margin", 2.0}}),
      FakeLine(2, {{"train_loss", 0.25}, {"margin", 3.0}})};
  for (std::size_t kept = 0; kept <= lines.size(); ++kept) {
    const auto csv = MakeMetricsCsv(folder.path());
    csv->Begin(std::span(lines).first(kept));
    for (std::size_t i = kept; i < lines.size(); ++i) csv->Append(lines[i]);
    EXPECT_EQ(folder.Read(kMetricsCsv),
              "round,exchange,step,epoch,train_loss,uploads,uplink_bits,uplink_value_bits,"
              "downlink_bits,gradient_evaluations,seconds,direction_error,margin\n"
              "0,0,0,0.0,1.0,0,0,0,0,0,0.0,,\n"
              "1,1,10,0.25,0.5,4,800,400,3200,20,0.5,0.25,2.0\n"
              "2,2,20,0.5,0.25,8,1600,800,6400,40,1.0,,3.0\n")
        << kept << " lines were kept";
  }
}

}  // namespace
}  // namespace hushed
