#include "record/report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <regex>

#include "hushed/errors.h"
#include "record/fake_runs.h"
#include "record/file.h"
#include "record/xml_elements.h"

namespace hushed {
namespace {

std::string ReportOn(const Runs& runs) {
  const TemporaryFolder folder;
  WriteReport(runs, folder / "report.html");
  return ReadFile(folder / "report.html");
}

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++count;
  return count;
}

// Nothing is fetched, by markup, style or script; what is left is well-formed, and no id of a
// picture meets another's.
void ExpectSelfContained(std::string html) {
  for (const char* fetching : {"<script", "<link", "<iframe", "<img", "<object", "<base", "@import",
                               "url(", "src=", "javascript:"}) {
    EXPECT_EQ(html.find(fetching), html.npos) << fetching;
  }
  html = std::regex_replace(html, std::regex("<!DOCTYPE html>|<meta [^>]*>"), "");
  const XmlElements elements(html);
  std::map<std::string, int> ids;
  for (const XmlElement& element : elements.all()) {
    for (const auto& [name, value] : element.attributes) {
      if (name == "id") {
        EXPECT_EQ(++ids[value], 1) << value;
      }
      const bool refers = name == "href" || name == "xlink:href";
      EXPECT_FALSE(refers && value.front() != '#') << value;
      EXPECT_FALSE(value.find("://") != value.npos && name.find("xmlns") != 0) << value;
    }
  }
}

TEST(Report, HoldsTablePlotsAndJobs) {
  Runs runs;
  for (const char* algorithm : {"sgd", "sasg"}) {
    for (const std::uint64_t seed : {1, 19, 42}) {
      runs.push_back(LearningRun(algorithm, seed, 40, 1.0));
      runs.back().summary.targets = {{"test_accuracy", 0.85, false, {}}};
    }
  }
  const std::string html = ReportOn(runs);
  ExpectSelfContained(html);
  EXPECT_EQ(Count(html, "<svg"), 8u);  // accuracy and loss against four
  EXPECT_NE(html.find("<title>sgd and sasg - hushed</title>"), html.npos);
  EXPECT_NE(html.find("6 runs, 4 workers, 407,050 parameters, 3 seeds"), html.npos);
  EXPECT_NE(html.find("<caption>to reach test accuracy 85%</caption>"), html.npos);
  for (const std::uint64_t seed : {1, 19, 42}) {
    EXPECT_EQ(Count(html, "seed = " + std::to_string(seed) + "\n"), 2u);
  }
  EXPECT_NE(html.find("hushed train runs/sasg-seed19/job.toml -o again"), html.npos);
  EXPECT_NE(html.find("hushed report runs/sgd-seed1 runs/sgd-seed19"), html.npos);
  EXPECT_NE(html.find("bands their least and largest"), html.npos);
}

TEST(Report, OneRunHasNoBandsToExplain) {
  const std::string html = ReportOn({LearningRun("sgd", 1, 40, 1.0)});
  ExpectSelfContained(html);
  EXPECT_EQ(Count(html, "<svg"), 8u);
  EXPECT_NE(html.find("1 run, 4 workers"), html.npos);
  EXPECT_EQ(html.find("bands"), html.npos);
  EXPECT_EQ(html.find("deviation"), html.npos);
}

TEST(Report, EscapesWhatRunsSay) {
  SavedRun run = LearningRun("sgd", 1, 5, 1.0);
  run.summary.label = "<b>&'\"";
  run.job_text += "note = \"</pre><script>alert(1)</script>\"\n";
  run.path = "runs/a b'<i>";
  run.summary.host = {{"cpu", "<u>"}};
  run.summary.ending = "<s>";
  const std::string html = ReportOn({run});
  ExpectSelfContained(html);
  for (const char* tag : {"<b>", "<i>", "<u>", "<s>"}) EXPECT_EQ(html.find(tag), html.npos) << tag;
  EXPECT_NE(html.find("&lt;/pre&gt;&lt;script&gt;"), html.npos);
  EXPECT_NE(html.find("hushed train &#39;runs/a b&#39;\\&#39;&#39;&lt;i&gt;/job.toml&#39;"),
            html.npos);
}

TEST(Report, DivergedRunsStandInTheTable) {
  SavedRun sound = LearningRun("sgd", 1, 40, 1.0), diverged = LearningRun("sasg", 1, 3, 1.0);
  diverged.summary.ending = "diverged";
  const double nan = std::numeric_limits<double>::quiet_NaN();
  diverged.lines.push_back(FakeLine(4, {{"train_loss", nan}, {"test_accuracy", 0.1}}));
  diverged.summary.final = diverged.lines.back();
  const std::string html = ReportOn({sound, diverged});
  ExpectSelfContained(html);
  EXPECT_NE(html.find("sasg (diverged)"), html.npos);
  EXPECT_EQ(html.find("nan"), html.npos);
}

TEST(Report, WithoutTestSplitOnlyTheLossIsDrawn) {
  SavedRun run = FakeRun("sgd", 1, {});
  for (std::uint64_t round = 0; round < 5; ++round) {
    run.lines.push_back(FakeLine(round, {{"train_loss", 1.0 / static_cast<double>(round + 1)}}));
  }
  run.summary.final = run.lines.back();
  const std::string html = ReportOn({run});
  ExpectSelfContained(html);
  EXPECT_EQ(Count(html, "<svg"), 4u);
  EXPECT_EQ(html.find("accuracy"), html.npos);
}

TEST(Report, ARunWithoutLinesOrSummary) {
  SavedRun run;
  run.summary.label = "cut-off";
  run.summary.ending = "interrupted";
  const std::string html = ReportOn({run});
  ExpectSelfContained(html);
  EXPECT_NE(html.find("1 run, 1 seed"), html.npos);
  EXPECT_EQ(Count(html, "<svg"), 0u);
}

TEST(Report, WithoutGnuplotSaysHowToGetPlots) {
  const TemporaryFolder nowhere;
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", nowhere.path().c_str(), 1);
  const std::string html = ReportOn({LearningRun("sgd", 1, 5, 1.0)});
  ::setenv("PATH", path.c_str(), 1);
  ExpectSelfContained(html);
  EXPECT_EQ(Count(html, "<svg"), 0u);
  EXPECT_NE(html.find("the Debian package is gnuplot-nox"), html.npos);
  EXPECT_NE(html.find("seed = 1"), html.npos);
}

TEST(Report, RefusesNothingAndNowhere) {
  const TemporaryFolder folder;
  EXPECT_THROW(WriteReport({}, folder / "report.html"), ConfigError);
  const Runs runs = {LearningRun("sgd", 1, 5, 1.0)};
  EXPECT_THROW(WriteReport(runs, folder / "absent" / "report.html"), DataError);
}

}  // namespace
}  // namespace hushed
