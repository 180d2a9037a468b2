#include "record/table.h"

#include <gtest/gtest.h>

namespace hushed {
namespace {

Table SmallTable() {
  return {{{"algorithm", ""},
           {"test accuracy", ""},
           {"rounds", "to reach 85%"},
           {"uplink", "to reach 85%"}},
          {{{"sgd"}, {"85.12 ± 0.34%"}, {"500"}, {"12.4 MB"}},
           {{"sparse-sgd"}, {"9.00%", true}, {"50", true}, {"not reached"}}}};
}

TEST(PlainText, AlignsNamesLeftAndNumbersRightByCodePoints) {
  EXPECT_EQ(ToPlainText(SmallTable()),
            "                           to reach 85%\n"
            "algorithm   test accuracy  rounds       uplink\n"
            "----------  -------------  ------  -----------\n"
            "sgd         85.12 ± 0.34%     500      12.4 MB\n"
            "sparse-sgd          9.00%      50  not reached\n");
}

TEST(PlainText, ColumnsThatDoNotFitFollowBelow) {
  EXPECT_EQ(ToPlainText(SmallTable(), 30),
            "algorithm   test accuracy\n"
            "----------  -------------\n"
            "sgd         85.12 ± 0.34%\n"
            "sparse-sgd          9.00%\n"
            "\n"
            "            to reach 85%\n"
            "algorithm   rounds       uplink\n"
            "----------  ------  -----------\n"
            "sgd            500      12.4 MB\n"
            "sparse-sgd      50  not reached\n");
}

TEST(PlainText, AnyWidthEndsAndShowsEveryCell) {
  for (std::size_t width = 0; width < 80; ++width) {
    const std::string text = ToPlainText(SmallTable(), width);
    for (const auto& row : SmallTable().rows) {
      for (const Table::Cell& cell : row) {
        EXPECT_NE(text.find(cell.text), text.npos) << width << " " << cell.text;
      }
    }
  }
}

TEST(PlainText, TitlesWrapBetweenWordsOnly) {
  const Table table = {{{"name", ""}, {"gradient evaluations", ""}}, {{{"a"}, {"12.3 k"}}}};
  EXPECT_EQ(ToPlainText(table),
            "         gradient\n"
            "name  evaluations\n"
            "----  -----------\n"
            "a          12.3 k\n");
}

TEST(PlainText, NamesAloneAndNoRows) {
  EXPECT_EQ(ToPlainText({{{"name", ""}}, {{{"sgd"}}}}), "name\n----\nsgd\n");
  EXPECT_EQ(ToPlainText({{{"name", ""}, {"x", ""}}, {}}), "name  x\n----  -\n");
}

TEST(Markdown, IsATableWithEscapedCells) {
  const Table table = {{{"name", ""}, {"rounds", "to reach 85%"}},
                       {{{"a|b_c*"}, {"50", true}}, {{"<x>\n`y`"}, {"7"}}}};
  EXPECT_EQ(ToMarkdown(table),
            "| name | rounds to reach 85% |\n"
            "|---|---:|\n"
            "| a\\|b\\_c\\* | **50** |\n"
            "| \\<x> \\`y\\` | 7 |\n");
}

TEST(Html, PutsEachGroupInATableOfItsOwn) {
  const std::string text = ToHtml(SmallTable());
  EXPECT_EQ(text,
            "<table>\n<thead><tr><th>algorithm</th><th>test accuracy</th></tr></thead>\n<tbody>\n"
            "<tr><th scope=\"row\">sgd</th><td>85.12 ± 0.34%</td></tr>\n"
            "<tr><th scope=\"row\">sparse-sgd</th><td class=\"best\">9.00%</td></tr>\n"
            "</tbody>\n</table>\n"
            "<table>\n<caption>to reach 85%</caption>\n"
            "<thead><tr><th>algorithm</th><th>rounds</th><th>uplink</th></tr></thead>\n<tbody>\n"
            "<tr><th scope=\"row\">sgd</th><td>500</td><td>12.4 MB</td></tr>\n"
            "<tr><th scope=\"row\">sparse-sgd</th><td class=\"best\">50</td><td>not reached</td>"
            "</tr>\n</tbody>\n</table>\n");
}

TEST(Html, EscapesWhatItMustNotSay) {
  EXPECT_EQ(EscapeHtml("<a href='x'>\"&amp;\"</a>"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;&quot;&lt;/a&gt;");
  const Table table = {{{"<i>", "<b>"}, {"<u>", "<s>"}}, {{{"<td>"}, {"</table>"}}}};
  const std::string text = ToHtml(table);
  for (const char* tag : {"<i>", "<b>", "<u>", "<s>", "><td><"}) {
    EXPECT_EQ(text.find(tag), text.npos) << tag;
  }
}

}  // namespace
}  // namespace hushed
