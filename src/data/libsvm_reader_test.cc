#include "data/readers.h"
#include "data/test_files.h"

namespace hushed {
namespace {

LabelledRows Libsvm(const std::string& text) { return ReadLibsvm(ToBytes(text), "f"); }
std::string LibsvmError(const std::string& text) {
  return ErrorOf<DataError>([&] { Libsvm(text); });
}

TEST(ReadLibsvm, GivesSparseRows) {
  const LabelledRows rows = Libsvm(
      "+1 1:0.5 3:-2\n"
      "# a comment, and an empty line\n"
      "\n"
      "-1\n"
      "2.5\t2:1e3  4:+7 # trailing\r\n"
      "0 1:0");
  EXPECT_EQ(rows.columns, 4u);
  EXPECT_EQ(rows.targets, (std::vector<double>{1, -1, 2.5, 0}));
  EXPECT_EQ(rows.sparse.row_begin, (std::vector<std::uint64_t>{0, 2, 2, 4, 5}));
  EXPECT_EQ(rows.sparse.columns, (std::vector<std::uint32_t>{0, 2, 1, 3, 0}));
  EXPECT_EQ(rows.sparse.values, (std::vector<double>{0.5, -2, 1000, 7, 0}));
}

TEST(ReadLibsvm, NamesTheLineAndTheReason) {
  EXPECT_EQ(LibsvmError(""), "f: holds no rows");
  EXPECT_EQ(LibsvmError("# nothing\n\n"), "f: holds no rows");
  EXPECT_EQ(LibsvmError("1 1:1\nspam 1:1\n"), "f:2: label 'spam' is not a number");
  EXPECT_EQ(LibsvmError("nan 1:1"), "f:1: label 'nan' is not finite");
  EXPECT_EQ(LibsvmError("+-1 1:1"), "f:1: label '+-1' is not a number");
  EXPECT_EQ(LibsvmError("1 1:1\n\n1 7"), "f:3: '7' is not index:value");
  EXPECT_EQ(LibsvmError("1 1:x"), "f:1: value 'x' is not a number");
  EXPECT_EQ(LibsvmError("1 1:"), "f:1: value '' is not a number");
  EXPECT_EQ(LibsvmError("1 1:inf"), "f:1: value 'inf' is not finite");
  EXPECT_EQ(LibsvmError("1 1:1e999"), "f:1: value '1e999' is not a number");
  const std::string range = "is not a whole number from 1 to 4294967295";
  EXPECT_EQ(LibsvmError("1 0:1"), "f:1: index '0' " + range);
  EXPECT_EQ(LibsvmError("1 -1:1"), "f:1: index '-1' " + range);
  EXPECT_EQ(LibsvmError("1 4294967296:1"), "f:1: index '4294967296' " + range);
  EXPECT_EQ(LibsvmError("1 qid:3 1:1"), "f:1: index 'qid' " + range);
  EXPECT_EQ(LibsvmError("1 2:1 2:1"), "f:1: index 2 does not ascend");
  EXPECT_EQ(LibsvmError("1 2:1 1:1"), "f:1: index 1 does not ascend");
}

TEST(ReadLibsvm, ShowsOnlyPrintableTextAndLittleOfIt) {
  EXPECT_EQ(LibsvmError("\x1b[31m\xff 1:1"), "f:1: label '?[31m?' is not a number");
  EXPECT_EQ(LibsvmError(std::string(1000, 'x')),
            "f:1: label '" + std::string(40, 'x') + "...' is not a number");
}

TEST(ReadLibsvm, ALargeIndexTakesNoMemory) {
  const LabelledRows rows = Libsvm("1 4294967295:1");
  EXPECT_EQ(rows.columns, 4294967295u);
  EXPECT_EQ(rows.sparse.values.size(), 1u);
}

}  // namespace
}  // namespace hushed
