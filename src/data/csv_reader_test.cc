#include "data/readers.h"
#include "data/test_files.h"

namespace hushed {
namespace {

LabelledRows Csv(const std::string& text, const CsvFormat& format = {}) {
  return ReadCsv(ToBytes(text), "f", format);
}
std::string CsvError(const std::string& text, const CsvFormat& format = {}) {
  return ErrorOf<DataError>([&] { Csv(text, format); });
}

TEST(ReadCsv, GivesDenseRowsWithAnyLabelColumn) {
  const std::string text = "width,height,kind\r\n1, 2 ,3\r\n\r\n-4,+5e1,6";
  const LabelledRows last = Csv(text);
  EXPECT_EQ(last.columns, 2u);
  EXPECT_EQ(last.targets, (std::vector<double>{3, 6}));
  EXPECT_EQ(last.dense, (std::vector<double>{1, 2, -4, 50}));
  const LabelledRows first = Csv(text, {.label_column = 0});
  EXPECT_EQ(first.targets, (std::vector<double>{1, -4}));
  EXPECT_EQ(first.dense, (std::vector<double>{2, 3, 50, 6}));
}

TEST(ReadCsv, IgnoresTheByteOrderMark) {
  const LabelledRows rows = Csv("\xEF\xBB\xBFill,age\n1,30\n", {.label = "ill"});
  EXPECT_EQ(rows.targets, std::vector<double>{1});
  EXPECT_EQ(Csv("\xEF\xBB\xBF"
                "2,3\n")
                .dense,
            std::vector<double>{2});
  EXPECT_EQ(CsvError("\xEF\xBB\xBF"), "f: holds no rows");
}

TEST(ReadCsv, NamesTheLineAndTheReason) {
  const std::string kTooFew =
      "f:1: a row needs a label and at least one more column; is data.separator right?";
  EXPECT_EQ(CsvError(""), "f: holds no rows");
  EXPECT_EQ(CsvError("a,b\n"), "f: holds no rows");
  EXPECT_EQ(CsvError("1\n"), kTooFew);
  EXPECT_EQ(CsvError("1;2\n"), kTooFew);
  EXPECT_EQ(CsvError("a,b\n1,2\n1,2,3\n"), "f:3: 3 columns, the first row has 2");
  EXPECT_EQ(CsvError("1,2\n1\n"), "f:2: 1 columns, the first row has 2");
  EXPECT_EQ(CsvError("1,2\nc,d\n"), "f:2: value 'c' is not a number");
  EXPECT_EQ(CsvError("1,2\n3,\n"), "f:2: label '' is not a number");
  EXPECT_EQ(CsvError("1,2\ninf,3\n"), "f:2: value 'inf' is not finite");
  EXPECT_EQ(CsvError("1,2\n", {.label_column = 2}),
            "f:1: label_column = 2 is beyond the 2 columns");
}

const char* const kVisits =
    "id,site,age,\"blood, pressure\",ill\n"
    "a1,0,40,1.5,0\n"
    "\"b, 2\",1,\"50\",2.5,1\n"
    "c3,0,60,3.5,1\n";

TEST(ReadCsv, ColumnsAreNamedOrNumbered) {
  CsvFormat by_name;
  by_name.label = "ill";
  by_name.worker = "site";
  by_name.skipped = {"id"};
  CsvFormat by_number = by_name;
  by_number.label = "4";
  by_number.worker = "1";
  by_number.skipped = {"0"};
  CsvFormat last = by_name;
  last.label.clear();
  for (const CsvFormat& format : {by_name, by_number, last}) {
    const LabelledRows rows = Csv(kVisits, format);
    EXPECT_EQ(rows.columns, 2u);
    EXPECT_EQ(rows.dense, (std::vector<double>{40, 1.5, 50, 2.5, 60, 3.5}));
    EXPECT_EQ(rows.targets, (std::vector<double>{0, 1, 1}));
    EXPECT_EQ(rows.owners, (std::vector<std::uint32_t>{0, 1, 0}));
  }
  by_name.label = "blood, pressure";
  EXPECT_EQ(Csv(kVisits, by_name).targets, (std::vector<double>{1.5, 2.5, 3.5}));
}

TEST(ReadCsv, TheLastLabelPassesOverColumnsAskedForOtherwise) {
  CsvFormat format;
  format.worker = "2";
  const LabelledRows rows = Csv("1,7,0\n2,8,1\n", format);
  EXPECT_EQ(rows.targets, (std::vector<double>{7, 8}));
  EXPECT_EQ(rows.owners, (std::vector<std::uint32_t>{0, 1}));
}

TEST(ReadCsv, AHeaderOfNumbersIsKnownByAName) {
  CsvFormat format;
  format.label = "class";
  const LabelledRows rows = Csv("0,1,class\n5,6,7\n", format);
  EXPECT_EQ(rows.dense, (std::vector<double>{5, 6}));
  EXPECT_EQ(rows.targets, std::vector<double>{7});
}

TEST(ReadCsv, AHeaderMayNameAColumnNan) {
  EXPECT_EQ(Csv("nan,Inf,label\n5,6,7\n").dense, (std::vector<double>{5, 6}));
}

TEST(ReadCsv, TakesOtherSeparators) {
  EXPECT_EQ(Csv("a;b\n1;2\n", {.separator = ';'}).dense, std::vector<double>{1});
  EXPECT_EQ(Csv("a\tb\n 1\t\"2\" \n", {.separator = '\t'}).targets, std::vector<double>{2});
  EXPECT_EQ(CsvError("1\t\t3\n", {.separator = '\t'}), "f:1: value '' is not a number");
}

TEST(ReadCsv, SaysWhichColumnItLacks) {
  const auto lacks = [](const char* name) {
    CsvFormat format;
    format.label = name;
    return CsvError(kVisits, format);
  };
  EXPECT_EQ(lacks("agee"), "f:1: unknown column 'agee', did you mean 'age'?");
  EXPECT_EQ(lacks("weight"),
            "f:1: unknown column 'weight': known are id, site, age, blood, pressure, ill");
  CsvFormat format;
  format.worker = "site";
  EXPECT_EQ(CsvError("1,2\n", format),
            "f:1: no column 'site': the file has no header, only columns 0 to 1");
  format.skipped = {"site"};
  EXPECT_EQ(CsvError(kVisits, format),
            "f:1: column 1 ('site') is asked for as two of label, worker and skip");
}

TEST(ReadCsv, NamesBadCellsByLine) {
  CsvFormat format;
  format.worker = "w";
  EXPECT_EQ(CsvError("w,x,y\n0,1,2\n-1,1,2\n", format),
            "f:3: worker '-1' is not a whole number from 0");
  EXPECT_EQ(CsvError("w,x,y\nnorth,1,2\n", format),
            "f:2: worker 'north' is not a whole number from 0");
  EXPECT_EQ(CsvError("1,\"2\n"), "f:1: a quoted cell does not end on its line");
  EXPECT_EQ(CsvError("1,\"2\"3,4\n"), "f:1: '3' behind a quoted cell");
}

}  // namespace
}  // namespace hushed
