// Through the real gnuplot.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <sstream>

#include "record/fake_runs.h"
#include "record/gnuplot.h"
#include "record/plot.h"
#include "record/xml_elements.h"

namespace hushed {
namespace {

Runs SeveralRuns(std::size_t algorithms, std::uint64_t seeds) {
  Runs runs;
  for (std::size_t a = 0; a < algorithms; ++a) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      runs.push_back(
          LearningRun("algorithm" + std::to_string(a), seed, 30, static_cast<double>(a + seed)));
    }
  }
  return runs;
}

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++count;
  return count;
}

TEST(DrawSvg, IsWellFormedAndDescribesItself) {
  const std::string svg = PlotSvg(SeveralRuns(4, 3), "test_accuracy", Against::kUplink);
  const XmlElements elements(svg);
  ASSERT_FALSE(elements.all().empty());
  const XmlElement& root = elements.all().front();
  EXPECT_EQ(root.name, "svg");
  EXPECT_EQ(root.attributes.at("xmlns"), "http://www.w3.org/2000/svg");
  EXPECT_EQ(root.attributes.at("role"), "img");
  EXPECT_TRUE(root.attributes.contains("viewBox"));
  EXPECT_EQ(Count(svg, "<title>test accuracy against uplink (bytes sent)</title>"), 1u);
  EXPECT_EQ(Count(svg, "<title>"), 1u) << "gnuplot's own titles are noise";
}

TEST(DrawSvg, EveryReferenceIsToAnIdOfItsOwn) {
  std::set<std::string> seen;
  for (const char* plot : {"p1", "p2"}) {
    const std::string svg =
        PlotSvg(SeveralRuns(2, 1), "train_loss", Against::kRounds, {.id = plot});
    std::set<std::string> ids;
    const XmlElements elements(svg);
    for (const XmlElement& element : elements.all()) {
      if (const auto id = element.attributes.find("id"); id != element.attributes.end()) {
        EXPECT_EQ(id->second.find(plot), 0u) << id->second;
        EXPECT_TRUE(ids.insert(id->second).second) << id->second << " is given twice";
      }
    }
    for (const XmlElement& element : elements.all()) {
      for (const auto& [name, value] : element.attributes) {
        const bool refers = name == "href" || name == "xlink:href";
        EXPECT_FALSE(refers && !ids.contains(value.substr(1))) << value;
        EXPECT_EQ(value.find("url("), value.npos) << value;
      }
    }
    for (const std::string& id : ids) EXPECT_TRUE(seen.insert(id).second) << id;
  }
}

TEST(DrawSvg, ShowsTicksLegendAndTarget) {
  auto runs = SeveralRuns(2, 1);
  for (SavedRun& run : runs) run.summary.targets = {{"test_accuracy", 0.85, true, FakeLine(3, {})}};
  const std::string svg = PlotSvg(runs, "test_accuracy", Against::kRounds);
  for (const char* text : {">algorithm0<", ">algorithm1<", ">target 85%<", ">80%<", ">20<",
                           ">rounds<", ">test accuracy<"}) {
    EXPECT_EQ(Count(svg, text), 1u) << text;
  }
  EXPECT_EQ(svg.find("%%"), svg.npos);
}

TEST(DrawSvg, ABandOnlyOverSeeds) {
  EXPECT_EQ(Count(PlotSvg(SeveralRuns(1, 1), "train_loss", Against::kRounds), "fill-opacity"), 0u);
  EXPECT_GT(Count(PlotSvg(SeveralRuns(1, 3), "train_loss", Against::kRounds), "fill-opacity"), 0u);
}

TEST(DrawSvg, LabelsAreTextWhateverTheySay) {
  auto runs = SeveralRuns(1, 1);
  runs[0].summary.label = "a 'b' \"c\" \\d\\ `e` @f $g {/h} ^i_j %k & <l>\n\x01\xC3\xA9";
  const std::string svg = PlotSvg(runs, "train_loss", Against::kRounds);
  const XmlElements elements(svg);
  EXPECT_NE(svg.find("\\d\\ `e` @f $g {/h} ^i_j %k &amp; &lt;l>  \xC3\xA9"), svg.npos);
}

TEST(DrawSvg, GrowsWithItsLegend) {
  const auto height = [](std::size_t algorithms) {
    const std::string svg = PlotSvg(SeveralRuns(algorithms, 1), "train_loss", Against::kRounds);
    const std::string box = XmlElements(svg).all().front().attributes.at("viewBox");
    return std::stoi(box.substr(box.rfind(' ') + 1));
  };
  EXPECT_EQ(height(1), PlotLook().height);
  EXPECT_GT(height(9), PlotLook().height);
  EXPECT_GT(height(40), height(9));
}

TEST(DrawSvg, OnePointAndNoSpread) {
  const SavedRun run = FakeRun("sgd", 1, {FakeLine(1, {{"train_loss", 0.0}})});
  for (const Against against : kAllAgainst) {
    const std::string svg = PlotSvg({run, run}, "train_loss", against);
    EXPECT_FALSE(XmlElements(svg).all().empty());
  }
}

TEST(DrawSvg, TheSamePlotIsTheSameText) {
  const auto runs = SeveralRuns(3, 2);
  EXPECT_EQ(PlotSvg(runs, "train_loss", Against::kSeconds),
            PlotSvg(runs, "train_loss", Against::kSeconds));
}

// Of a straight line from (0, 0) to (10, 1): stars from the lower left to the upper right.
TEST(DrawText, ShowsTheCurveInItsBox) {
  std::vector<MetricsLine> lines;
  for (std::uint64_t round = 0; round <= 10; ++round) {
    lines.push_back(FakeLine(round, {{"test_accuracy", 0.1 * static_cast<double>(round)}}));
  }
  const auto plot = MakePlot({FakeRun("sgd", 1, lines)}, "test_accuracy", Against::kRounds);
  ASSERT_TRUE(plot);
  const std::string text = DrawText(*plot, 60, 14);
  std::istringstream rows(text);
  std::size_t height = 0, before = 1000;
  for (std::string row; std::getline(rows, row); ++height) {
    EXPECT_LE(row.size(), 60u);
    EXPECT_NE(row.back(), ' ');
    const std::size_t star = row.find('*');
    if (star == row.npos) continue;
    EXPECT_LT(star, before) << "it falls towards the left\n" << text;
    before = star;
  }
  EXPECT_LE(height, 14u);
  EXPECT_LT(before, 20u) << text;
  for (const char* part : {"rounds", "10", "100%", "20%"}) {
    EXPECT_NE(text.find(part), text.npos) << part << " in\n" << text;
  }
}

TEST(DrawText, OnePointIsSeen) {
  const auto plot = MakePlot({FakeRun("sgd", 1, {FakeLine(1, {{"train_loss", 2.0}})})},
                             "train_loss", Against::kRounds);
  EXPECT_NE(DrawText(*plot, 80, 16).find('*'), std::string::npos);
}

TEST(Gnuplot, ItsComplaintIsPassedOn) {
  try {
    RunGnuplot("set terminal svg\nplot nonsense(\n");
    FAIL() << "that was no script";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("gnuplot failed: "), 0u) << error.what();
    EXPECT_NE(std::string(error.what()).find("line 3"), std::string::npos) << error.what();
  }
}

TEST(Gnuplot, LeavesNothingBehind) {
  const TemporaryFolder folder;
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  PlotSvg(SeveralRuns(1, 1), "train_loss", Against::kRounds);
  EXPECT_THROW(RunGnuplot("nonsense"), Error);
  ::unsetenv("TMPDIR");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Gnuplot, ItsAbsenceIsAnErrorOfItsOwn) {
  const TemporaryFolder nowhere;
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", nowhere.path().c_str(), 1);
  EXPECT_THROW(PlotSvg(SeveralRuns(1, 1), "train_loss", Against::kRounds), PlotterMissing);
  ::setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace hushed
