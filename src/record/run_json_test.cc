#include "record/run_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hushed/errors.h"
#include "record/fake_runs.h"

namespace hushed {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What the call complains of; empty when it does not.
template <class Call>
std::string Complaint(Call call) {
  try {
    call();
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

std::string LineComplaint(const std::string& text) {
  return Complaint([&] { ParseMetricsLine(text, "run/metrics.jsonl:7"); });
}

// The text with the first `from` in it replaced.
std::string Changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

TEST(MetricsJson, IsTheContract) {
  const MetricsLine line = FakeLine(
      2, {{"margin", 0.5}, {"test_accuracy", 0.75}, {"train_loss", 1.5}, {"test_loss", 2.0}});
  EXPECT_EQ(ToJson(line),
            R"({"round":2,"exchange":2,"step":20,"epoch":0.5,"train_loss":1.5,"test_loss":2.0,)"
            R"("test_accuracy":0.75,"uploads":8,"uplink_bits":1600,"uplink_value_bits":800,)"
            R"("downlink_bits":6400,"gradient_evaluations":40,"seconds":1.0,"margin":0.5})");
}

TEST(MetricsJson, ReadsBackEveryBit) {
  MetricsLine line = FakeLine(3, {{"train_loss", 0.1}, {"own \"metric\" \xC3\xA9", -1e-310}});
  line.uplink_bits = std::numeric_limits<std::uint64_t>::max();
  line.epoch = 1.0 / 3.0;
  const MetricsLine read = ParseMetricsLine(ToJson(line), "here");
  EXPECT_EQ(read.uplink_bits, line.uplink_bits);
  EXPECT_EQ(read.epoch, line.epoch);
  EXPECT_EQ(read.metrics, line.metrics);
  EXPECT_EQ(ToJson(read), ToJson(line));
}

TEST(MetricsJson, WritesWhatIsNotANumberAsNull) {
  for (const double value : {kNan, kInfinity, -kInfinity}) {
    const std::string text = ToJson(FakeLine(1, {{"train_loss", value}}));
    EXPECT_NE(text.find("\"train_loss\":null"), text.npos) << text;
    EXPECT_TRUE(std::isnan(ParseMetricsLine(text, "here").metrics.at(0).second));
  }
}

// Every field but the metrics must be there and be of its kind; the message names place, field,
// value and what is allowed.
TEST(MetricsJson, RefusesMissingAndMistypedFields) {
  const std::string good = ToJson(FakeLine(2, {{"train_loss", 1.5}}));
  EXPECT_EQ(LineComplaint(good), "");
  for (const char* name : {"round", "exchange", "step", "epoch", "uploads", "uplink_bits",
                           "uplink_value_bits", "downlink_bits", "gradient_evaluations"}) {
    const std::string missing =
        Changed(good, "\"" + std::string(name) + "\"", "\"x_" + std::string(name) + "\"");
    EXPECT_EQ(LineComplaint(missing),
              "run/metrics.jsonl:7: '" + std::string(name) + "' is missing");
  }
  EXPECT_EQ(LineComplaint(Changed(good, ":40,", ":-40,")),
            "run/metrics.jsonl:7: 'gradient_evaluations' is -40, not a count (a whole number, at "
            "least 0)");
  EXPECT_EQ(LineComplaint(Changed(good, "\"step\":20", "\"step\":2.5")),
            "run/metrics.jsonl:7: 'step' is 2.5, not a count (a whole number, at least 0)");
  EXPECT_EQ(LineComplaint(Changed(good, ":1.5,", ":\"low\",")),
            "run/metrics.jsonl:7: 'train_loss' is \"low\", not a number");
  EXPECT_EQ(LineComplaint(Changed(good, ":1.5,", ":[[1]],")),
            "run/metrics.jsonl:7: 'train_loss' is array, not a number");
}

TEST(MetricsJson, RefusesWhatIsNoJson) {
  EXPECT_EQ(LineComplaint("[1]"), "run/metrics.jsonl:7: is not an object");
  const std::string deep(1'000'000, '[');
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("{\"round\":1"), std::string("nul"),
        std::string("{}{}"), std::string("{\"round\":1e999}"), std::string("\xFF"), deep}) {
    EXPECT_EQ(LineComplaint(text).find("run/metrics.jsonl:7: is not JSON: "), 0u)
        << text.substr(0, 40);
  }
}

Summary FullSummary() {
  Summary summary = FakeRun("sasg", 19, {FakeLine(5, {{"test_accuracy", 0.86}})}).summary;
  summary.label = "sasg k=1%";
  summary.ending = "diverged";
  summary.targets = {{"test_accuracy", 0.85, true, FakeLine(4, {})},
                     {"test_accuracy", 0.95, false, {}}};
  summary.seconds = {3.0, 2.0, 0.25, 0.125, 0.03125, 0.5, 0.0625};
  summary.transport = {"mpi", 4, 123};
  summary.peak_memory_bytes = 1u << 30;
  summary.host = {{"cpu", "some \"fast\" one"}, {"cores", "2"}};
  return summary;
}

TEST(SummaryJson, ReadsBackWhatItSays) {
  const Summary summary = FullSummary();
  const Summary read = ParseSummary(ToJson(summary), "summary.json");
  EXPECT_EQ(ToJson(read), ToJson(summary));
  EXPECT_EQ(read.label, "sasg k=1%");
  EXPECT_EQ(read.ending, "diverged");
  EXPECT_EQ(read.best, summary.best);
  EXPECT_EQ(read.seconds.aggregate, 0.5);
  EXPECT_EQ(read.transport.sent_bytes, 123u);
  EXPECT_EQ(read.host, summary.host);
  ASSERT_EQ(read.targets.size(), 2u);
  EXPECT_EQ(read.targets[0].at.uploads, 16u);
  EXPECT_EQ(read.targets[0].at.seconds, 2.0);
}

TEST(SummaryJson, NamesACounterOnlyWhereATargetWasReached) {
  const std::string text = ToJson(FullSummary());
  const std::string reached = text.substr(text.find("\"value\": 0.85"));
  EXPECT_NE(reached.find("\"reached\": true,\n      \"round\": 4"), reached.npos) << text;
  const std::string missed = text.substr(text.find("\"value\": 0.95"));
  EXPECT_NE(missed.find("\"reached\": false,\n      \"round\": null"), missed.npos) << text;
  EXPECT_FALSE(ParseSummary(text, "summary.json").targets[1].reached);
}

TEST(SummaryJson, KeepsALabelOnlyWhenItSaysMore) {
  Summary summary = FullSummary();
  summary.label = summary.algorithm;
  EXPECT_EQ(ToJson(summary).find("label"), std::string::npos);
}

TEST(SummaryJson, IgnoresFieldsOfLaterVersions) {
  const std::string text = Changed(ToJson(FullSummary()), "{", "{\"later\": {\"x\": [1, 2]},");
  EXPECT_EQ(ToJson(ParseSummary(text, "summary.json")), ToJson(FullSummary()));
}

TEST(SummaryJson, NamesThePlaceOfWhatIsWrong) {
  const std::string good = ToJson(FullSummary());
  const auto complaint = [&](const std::string& from, const std::string& to) {
    return Complaint([&] { ParseSummary(Changed(good, from, to), "a/summary.json"); });
  };
  EXPECT_EQ(complaint("\"algorithm\"", "\"x\""), "a/summary.json: 'algorithm' is missing");
  EXPECT_EQ(complaint("\"seed\": 19", "\"seed\": \"19\""),
            "a/summary.json: 'seed' is \"19\", not a count (a whole number, at least 0)");
  EXPECT_EQ(complaint("\"compute\"", "\"x\""), "a/summary.json: 'seconds': 'compute' is missing");
  EXPECT_EQ(complaint("\"reached\": true", "\"reached\": 1"),
            "a/summary.json: 'targets': 'reached' is 1, not true or false");
  EXPECT_EQ(complaint("\"cores\": \"2\"", "\"cores\": 2"),
            "a/summary.json: 'host': 'cores' is 2, not a text");
  EXPECT_EQ(complaint("\"targets\": [", "\"targets\": {}, \"x\": ["),
            "a/summary.json: 'targets' is object, not a list");
}

}  // namespace
}  // namespace hushed
