// hushed-reproduce all at full length, and what docs/results.md says of its numbers. About an hour
// on two cores.
#include <gtest/gtest.h>

#include <cmath>

#include "command.h"
#include "record/file.h"
#include "record/json_reader.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

class ReproduceLong : public testing::Test {
 protected:
  // Once for all tests.
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const std::string jobs = std::string(HUSHED_SOURCE_DIR) + "/jobs";
    said_ = Hushed({"all", "--jobs", jobs}, folder_->path());
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  void SetUp() override { ASSERT_EQ(said_.exit_code, 0) << said_.err; }

  // NaN where the study has no such number.
  static double Number(const std::string& study, const std::string& name) {
    const auto file = folder_->path() / "results" / study / "results.json";
    const Json& number = ParseJson(ReadFile(file), file.string())["numbers"][name];
    EXPECT_TRUE(number.is_number()) << name;
    return number.is_number() ? number.get<double>() : std::nan("");
  }

 private:
  static inline TemporaryFolder* folder_ = nullptr;
  static inline Said said_;
};

TEST_F(ReproduceLong, SasgReachesSgdWithAFiftiethOfItsBytes) {
  const auto sasg = [](const char* name) { return Number("sasg", name); };
  EXPECT_LT(sasg("sasg.bytes"), 0.02 * sasg("sgd.bytes"));
  EXPECT_LT(sasg("sasg.value_bytes"), 0.01 * sasg("sgd.value_bytes"));
  EXPECT_LT(sasg("sasg.share"), sasg("lasg.share"));
  EXPECT_LT(sasg("lasg.share"), 1.0);
  EXPECT_GT(sasg("sasg.test_accuracy"), sasg("sgd.test_accuracy") - 0.005);
  EXPECT_GT(sasg("sasg.silent_to_step_12000"), sasg("sasg.silent_to_step_600"));
}

// To half and to a third, give or take a deviation between seeds.
TEST_F(ReproduceLong, AlignmentLowersVarianceAtEqualLoss) {
  const std::string r = ".gradient_variance_at_loss";
  const double reference = Number("gradalign", "sweep.reference_at_equal_exchanges" + r);
  EXPECT_LT(Number("gradalign", "sweep.beta_0.2" + r), 0.6 * reference);
  EXPECT_LT(Number("gradalign", "sweep.beta_0.4" + r), 0.4 * reference);
  // With a class a worker, at the beta that is neutral for ten local steps.
  const double fedavg = Number("gradalign", "fedga-sweep.reference_at_equal_exchanges" + r);
  EXPECT_LT(Number("gradalign", "fedga-sweep.beta_0.09" + r), fedavg / 3);
}

TEST_F(ReproduceLong, GradAlignIsMoreAccurateThanLargeBatches) {
  const auto number = [](const std::string& name) { return Number("gradalign", name); };
  for (const char* reference : {"rounds", "exchanges"}) {
    const std::string at = std::string("sweep.reference_at_equal_") + reference;
    EXPECT_GT(number("sweep.beta_0.6.test_accuracy"), number(at + ".test_accuracy")) << reference;
  }
  EXPECT_GT(number("like.gradalign.test_accuracy_at_exchanges"),
            number("like.large-batch-sgd.test_accuracy_at_exchanges"));
}

// The table's column "accepted".
TEST_F(ReproduceLong, SlopesAreAccepted) {
  const struct {
    const char* schedule;
    double low, high;
  } bands[] = {{"growing", -1.1, -0.9}, {"three-quarters", -0.87, -0.6}, {"root", -0.7, -0.4}};
  for (const auto& [schedule, low, high] : bands) {
    for (const char* length : {"short", "long"}) {
      const double slope =
          Number("local-sgd", std::string("skewed.") + length + "." + schedule + ".slope");
      EXPECT_GT(slope, low) << schedule << " " << length;
      EXPECT_LT(slope, high) << schedule << " " << length;
    }
  }
  EXPECT_GT(Number("local-sgd", "skewed.long.one-shot.slope"), -0.2);
  EXPECT_LE(Number("local-sgd", "skewed.growing.largest_to_sync"), 1.45);
}

TEST_F(ReproduceLong, TheAnchoredMeanFallsAsOneOverTheRounds) {
  for (const char* examples : {"clouds", "by-label", "shifted"}) {
    const std::string name = std::string(examples) + ".anchored.slope";
    EXPECT_NEAR(Number("implicit-bias", name), -1.0, 0.1) << examples;
  }
  EXPECT_NEAR(Number("implicit-bias", "overlapping.slope"), 1.0, 0.05);
}

}  // namespace
}  // namespace hushed
