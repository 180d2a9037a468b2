#include "record/plot_axis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace hushed {
namespace {

std::vector<std::string> Labels(const PlotAxis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) {
    if (!tick.label.empty()) labels.push_back(tick.label);
  }
  return labels;
}

using Texts = std::vector<std::string>;

TEST(Axis, LinearTicksAreRoundNumbers) {
  const PlotAxis rounds = MakeAxis("rounds", Unit::kCount, 100, 12000, PlotScale::kFromZero);
  EXPECT_EQ(rounds.low, 0.0);
  EXPECT_GT(rounds.high, 12000.0);
  EXPECT_EQ(Labels(rounds), (Texts{"0", "2 k", "4 k", "6 k", "8 k", "10 k", "12 k"}));
  const PlotAxis accuracy = MakeAxis("accuracy", Unit::kShare, 0.61, 0.88, PlotScale::kLinear);
  EXPECT_EQ(Labels(accuracy), (Texts{"60%", "65%", "70%", "75%", "80%", "85%"}));
}

TEST(Axis, LogarithmicTicksAreDecadesWithMinorOnesBetween) {
  const PlotAxis axis = MakeAxis("uplink", Unit::kBytes, 2e6, 3e9, PlotScale::kLogarithmic);
  EXPECT_TRUE(axis.logarithmic);
  EXPECT_EQ(Labels(axis), (Texts{"10 MB", "100 MB", "1 GB"}));
  EXPECT_GT(axis.ticks.size(), Labels(axis).size());
  const PlotAxis short_one = MakeAxis("loss", Unit::kNumber, 0.3, 9.0, PlotScale::kLogarithmic);
  EXPECT_EQ(Labels(short_one), (Texts{"0.5", "1", "2", "5"}));
  const PlotAxis shortest = MakeAxis("loss", Unit::kNumber, 2.1, 6.4, PlotScale::kLogarithmic);
  EXPECT_EQ(Labels(shortest), (Texts{"3", "5"}));
}

TEST(Axis, IsLinearFromZeroWhereALogarithmCannotBe) {
  for (const double low : {0.0, -1.0, 5.0}) {  // not positive; or not a factor of 3
    const PlotAxis axis = MakeAxis("x", Unit::kNumber, low, 10.0, PlotScale::kLogarithmic);
    EXPECT_FALSE(axis.logarithmic) << low;
    EXPECT_LE(axis.low, 0.0) << low;
  }
}

struct Extent {
  double low, high;
};

// Whatever the extent: it is inside, low < high, and ticks are inside, rising, few, told apart.
TEST(Axis, HoldsAnyExtent) {
  const Extent extents[] = {{0, 0},          {1, 1},           {-3, -3},        {0, 1e-300},
                            {-1, 1},         {-5, -2},         {1, 1 + 1e-12},  {1e-5, 1e5},
                            {1e-90, 1e90},   {0.1, 0.9},       {0, 1e18},       {5e8, 5e8 + 1},
                            {-1e100, 1e100}, {0.2999, 0.3001}, {1e-310, 1e-300}};
  for (const Unit unit :
       {Unit::kNumber, Unit::kShare, Unit::kCount, Unit::kBytes, Unit::kSeconds}) {
    for (const PlotScale scale :
         {PlotScale::kFromZero, PlotScale::kLinear, PlotScale::kLogarithmic}) {
      for (const auto& [low, high] : extents) {
        SCOPED_TRACE(testing::Message()
                     << low << " to " << high << ", unit " << static_cast<int>(unit) << ", scale "
                     << static_cast<int>(scale));
        const PlotAxis axis = MakeAxis("x", unit, low, high, scale);
        EXPECT_LT(axis.low, axis.high);
        EXPECT_LE(axis.low, low);
        EXPECT_GE(axis.high, high);
        EXPECT_LE(axis.ticks.size(), 60u);
        EXPECT_GE(axis.ticks.size(), 1u);
        const double slack = 1e-8 * (axis.high - axis.low);
        for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
          EXPECT_GE(axis.ticks[i].at, axis.low - slack);
          EXPECT_LE(axis.ticks[i].at, axis.high + slack);
          if (i > 0) {
            EXPECT_GT(axis.ticks[i].at, axis.ticks[i - 1].at);
          }
        }
        EXPECT_LE(Labels(axis).size(), 9u);
      }
    }
  }
}

TEST(Axis, LabelsAreToldApart) {
  for (const auto& [low, high] : {Extent{0.2999, 0.3001}, {0, 12000}, {0.1, 0.9}, {1e-5, 1e5}}) {
    for (const PlotScale scale :
         {PlotScale::kFromZero, PlotScale::kLinear, PlotScale::kLogarithmic}) {
      const Texts labels = Labels(MakeAxis("x", Unit::kNumber, low, high, scale));
      EXPECT_EQ(std::set<std::string>(labels.begin(), labels.end()).size(), labels.size());
    }
  }
}

}  // namespace
}  // namespace hushed
