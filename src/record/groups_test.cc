#include "record/groups.h"

#include <gtest/gtest.h>

#include <cmath>

#include "record/fake_runs.h"

namespace hushed {
namespace {

using Texts = std::vector<std::string>;

Texts Labels(const std::vector<Group>& groups) {
  Texts labels;
  for (const Group& group : groups) labels.push_back(group.label);
  return labels;
}

Run RunOf(const std::string& algorithm, std::uint64_t seed) {
  return FakeRun(algorithm, seed, {FakeLine(1, {{"train_loss", 1.0}})});
}

TEST(Groups, HoldTheSeedsOfOneJobInOrderOfAppearance) {
  const Runs runs = {RunOf("sgd", 1), RunOf("sasg", 1), RunOf("sgd", 19), RunOf("sasg", 19),
                     RunOf("sgd", 42)};
  const auto groups = GroupRuns(runs);
  EXPECT_EQ(Labels(groups), (Texts{"sgd", "sasg"}));
  EXPECT_EQ(groups[0].runs, (std::vector<const SavedRun*>{&runs[0], &runs[2], &runs[4]}));
  EXPECT_EQ(groups[1].runs, (std::vector<const SavedRun*>{&runs[1], &runs[3]}));
}

TEST(Groups, DifferentJobsOfOneNameAreToldApartByTheirFolders) {
  Runs runs = {RunOf("sgd", 1), RunOf("sgd", 2)};
  runs[1].job_text += "batch = 20\n";
  EXPECT_EQ(Labels(GroupRuns(runs)), (Texts{"sgd (sgd-seed1)", "sgd (sgd-seed2)"}));
  runs[1].path = "other/sgd-seed1/";
  EXPECT_EQ(Labels(GroupRuns(runs)), (Texts{"sgd (sgd-seed1)", "sgd (sgd-seed1) #2"}));
  runs[0].path = runs[1].path = "";
  EXPECT_EQ(Labels(GroupRuns(runs)), (Texts{"sgd", "sgd #2"}));
}

TEST(Groups, ALabelIsPartOfWhatTheyAre) {
  Runs runs = {RunOf("sgd", 1), RunOf("sgd", 2)};
  runs[1].summary.label = "sgd again";
  EXPECT_EQ(Labels(GroupRuns(runs)), (Texts{"sgd", "sgd again"}));
}

// A seed of another table is no seed of the run.
TEST(Groups, OnlyTheRunsOwnSeedIsLeftOut) {
  Runs runs = {RunOf("sgd", 1), RunOf("sgd", 1)};
  runs[0].job_text += "[data]\nseed = 1\n";
  runs[1].job_text += "[data]\nseed = 2\n";
  EXPECT_EQ(GroupRuns(runs).size(), 2u);
}

TEST(MetricsToShow, MostTellingFirst) {
  const auto shown = [](const Texts& names) {
    Metrics metrics;
    for (const std::string& name : names) metrics.emplace_back(name, 1.0);
    return MetricsToShow({FakeRun("sgd", 1, {FakeLine(1, metrics)})});
  };
  EXPECT_EQ(shown({"train_loss", "test_loss", "test_accuracy"}),
            (Texts{"test_accuracy", "train_loss"}));
  EXPECT_EQ(shown({"train_loss", "test_loss"}), (Texts{"test_loss", "train_loss"}));
  EXPECT_EQ(shown({"train_loss"}), Texts{"train_loss"});
  EXPECT_EQ(shown({"train_loss", "test_loss", "a", "b", "c", "d"}),
            (Texts{"a", "b", "c", "train_loss"}));
  EXPECT_EQ(shown({"train_loss", "test_accuracy", "margin"}),
            (Texts{"test_accuracy", "train_loss", "margin"}));
  EXPECT_EQ(shown({}), Texts{});
}

TEST(Metrics, KnowTheirTitleUnitAndDirection) {
  EXPECT_EQ(MetricTitle("test_accuracy"), "test accuracy");
  EXPECT_EQ(MetricUnit("test_accuracy"), Unit::kShare);
  EXPECT_EQ(MetricUnit("train_loss"), Unit::kNumber);
  EXPECT_TRUE(SmallerIsBetter("direction_error") && SmallerIsBetter("train_loss"));
  EXPECT_TRUE(SmallerIsBetter("gradient_variance"));
  EXPECT_FALSE(SmallerIsBetter("margin") || SmallerIsBetter("test_accuracy"));
  EXPECT_EQ(MetricOf(FakeLine(1, {{"margin", 0.5}}), "margin"), 0.5);
  EXPECT_TRUE(std::isnan(MetricOf(FakeLine(1, {}), "margin")));
}

}  // namespace
}  // namespace hushed
