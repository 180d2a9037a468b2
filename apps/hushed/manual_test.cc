#include "manual.h"

#include <gtest/gtest.h>

#include "declared.h"

namespace hushed {
namespace {

TEST(RoffText, PrintsWhatItWasGiven) {
  EXPECT_EQ(RoffText("plain"), "plain");
  EXPECT_EQ(RoffText("--set a\\b"), "\\-\\-set a\\eb");
  EXPECT_EQ(RoffText(".TP\n'x\n..."), "\\&.TP\n\\&'x\n\\&...");
  EXPECT_EQ(RoffText("`~^\""), "\\(ga\\(ti\\(ha\\(dq");
}

// A command with one of everything that is declared.
class SmallCommand : public testing::Test {
 protected:
  SmallCommand() {
    auto* sub = app_.add_subcommand("pack", "Packs things");
    sub->add_option("things", words_, "What")->required()->type_name("FILE.csv");
    sub->add_option("-o,--output", word_, "Where to")->type_name("DIR");
    sub->add_option("--speed", speed_, "How fast")->check(CLI::IsMember({"slow", "fast"}));
    sub->add_option("--count", number_, "How many")->type_name("N")->check(CLI::Range(1, 9));
    sub->add_flag("--quiet", quiet_, "Say nothing");
  }
  const CLI::Option& Option(const std::string& name) {
    return *app_.get_subcommand("pack")->get_option(name);
  }

  CLI::App app_{"test"};
  std::vector<std::string> words_;
  std::string word_, speed_;
  int number_ = 0;
  bool quiet_ = false;
};

TEST_F(SmallCommand, TellsWhatItsOptionsAreCalled) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(ValueName(Option("things")), "FILE.csv");
  EXPECT_EQ(ValueName(Option("--speed")), "slow|fast");
  EXPECT_EQ(ValueName(Option("--count")), "N");
  EXPECT_EQ(ChoicesOf(Option("--speed")), (Words{"slow", "fast"}));
  EXPECT_TRUE(ChoicesOf(Option("--count")).empty());
  EXPECT_EQ(NamesOf(Option("--output")), (Words{"-o", "--output"}));
  EXPECT_TRUE(TakesValue(Option("--output")));
  EXPECT_FALSE(TakesValue(Option("--quiet")));
}

TEST_F(SmallCommand, HasEveryDeclarationOnItsPage) {
  const std::string page = ManualPage(app_, "9.8.7");
  EXPECT_TRUE(page.starts_with(".TH HUSHED 1 \"\" \"hushed 9.8.7\"")) << page;
  EXPECT_NE(page.find(R"(.SS "\fBhushed pack\fR \fIFILE.csv\fR... [\fIoptions\fR]"
Packs things.
.TP
\fIFILE.csv\fR
What.
.TP
\fB\-o\fR, \fB\-\-output\fR \fIDIR\fR
Where to.
.TP
\fB\-\-speed\fR \fIslow|fast\fR
How fast.
.TP
\fB\-\-count\fR \fIN\fR
How many.
.TP
\fB\-\-quiet\fR
Say nothing.
)"),
            page.npos)
      << page;
}

}  // namespace
}  // namespace hushed
