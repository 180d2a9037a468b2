#include <algorithm>
#include <set>

#include "data/dataset.h"
#include "data/test_files.h"

namespace hushed {
namespace {

std::shared_ptr<const Dataset> Loaded(const std::string& kind, Values options,
                                      std::uint64_t seed = 1) {
  return LoadDataset({kind, std::move(options)}, 1, seed);
}

TEST(LibsvmDataset, HasTheColumnsOfTheLargerFile) {
  const TemporaryFolder folder;
  const std::string train = folder.Write("a", "+1 1:1 3:2\n-1 2:5\n");
  const std::string test = folder.Write("t", "-1 5:1\n");
  const auto data = Loaded("libsvm", {{"path", train}, {"test_path", test}});
  EXPECT_EQ(data->columns, 5u);
  EXPECT_EQ(data->shape, std::vector<std::uint64_t>{5});
  EXPECT_EQ(data->classes, 2u);
  EXPECT_TRUE(data->train.is_sparse());
  EXPECT_EQ(data->train.targets, (std::vector<double>{1, 0}));
  EXPECT_EQ(data->test.targets, std::vector<double>{0});
  EXPECT_EQ(data->bytes(), 8u * (3 + 2) + 4u * (3 + 1) + 8u * (3 + 1) + 8u * (2 + 1));
  EXPECT_EQ(Loaded("libsvm", {{"path", train}, {"columns", std::int64_t{123}}})->columns, 123u);
  EXPECT_EQ(ErrorOf<DataError>([&] {
              Loaded("libsvm", {{"path", train}, {"columns", std::int64_t{2}}});
            }),
            train + ": index 3 is above data.columns = 2");
  const std::string stray = folder.Write("s", "1 4294967295:1\n");
  EXPECT_EQ(ErrorOf<DataError>([&] {
              Loaded("libsvm", {{"path", stray}});
            }),
            stray + ": index 4294967295 is above 134217728: if it is right, set data.columns");
  EXPECT_EQ(
      Loaded("libsvm", {{"path", stray}, {"columns", Value(std::int64_t{4294967295})}})->columns,
      4294967295u);
}

TEST(LibsvmDataset, NumbersClassesInAscendingOrder) {
  const TemporaryFolder folder;
  const auto targets = [&](const std::string& text) {
    return Loaded("libsvm", {{"path", folder.Write("a", text)}})->train.targets;
  };
  EXPECT_EQ(targets("1 1:1\n-1 1:1\n"), (std::vector<double>{1, 0}));
  EXPECT_EQ(targets("2 1:1\n1 1:1\n"), (std::vector<double>{1, 0}));
  EXPECT_EQ(targets("0 1:1\n2 1:1\n1 1:1\n"), (std::vector<double>{0, 2, 1}));
  EXPECT_EQ(targets("3 1:1\n2 1:1\n1 1:1\n"), (std::vector<double>{2, 1, 0}));
}

// A class means the same whatever a model is tested on.
TEST(LibsvmDataset, LabelsOfTestExamplesAloneFollowThoseOfTrainingExamples) {
  const TemporaryFolder folder;
  const std::string train = folder.Write("a", "2 1:1\n3 1:1\n"),
                    test = folder.Write("t", "1 1:1\n3 1:1\n9 1:1\n2 1:1\n");
  const auto data = Loaded("libsvm", {{"path", train}, {"test_path", test}});
  EXPECT_EQ(data->classes, 4u);
  EXPECT_EQ(data->train.targets, (std::vector<double>{0, 1}));
  EXPECT_EQ(data->test.targets, (std::vector<double>{2, 1, 3, 0}));
}

TEST(LibsvmDataset, ValuesStayAsWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("a", "0.5 1:1\n-2 1:1\n");
  const auto data = Loaded("libsvm", {{"path", path}, {"targets", std::string("value")}});
  EXPECT_EQ(data->classes, 0u);
  EXPECT_EQ(data->train.targets, (std::vector<double>{0.5, -2}));
  EXPECT_EQ(ErrorOf<DataError>([&] {
              Loaded("libsvm", {{"path", path}});
            }),
            path +
                ": example 1: label 0.5 is not a whole number; data.targets = \"value\" takes "
                "labels as values to predict");
}

TEST(LibsvmDataset, RefusesTooManyClassesAndNoColumns) {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i <= 10'000; ++i) text += std::to_string(i) + " 1:1\n";
  std::string path = folder.Write("a", text);
  EXPECT_EQ(ErrorOf<DataError>([&] {
              Loaded("libsvm", {{"path", path}});
            }),
            path +
                ": 10001 different labels are more than 10000 classes; data.targets = \"value\" "
                "takes labels as values to predict");
  path = folder.Write("a", "1\n-1\n");
  EXPECT_EQ(ErrorOf<DataError>([&] {
              Loaded("libsvm", {{"path", path}});
            }),
            path + ": no example has an entry");
}

TEST(CsvDataset, TakesTheLabelColumn) {
  const TemporaryFolder folder;
  const std::string path = WriteGzip(folder, "a.csv.gz", "kind,x,y\n7,1,2\n5,3,4\n");
  const auto data = Loaded("csv", {{"path", path}, {"label_column", std::int64_t{0}}});
  EXPECT_EQ(data->columns, 2u);
  EXPECT_EQ(data->train.dense, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(data->train.targets, (std::vector<double>{1, 0}));
  const std::string test = folder.Write("t.csv", "1,2,3,4\n");
  EXPECT_EQ(ErrorOf<DataError>([&] {
              Loaded("csv", {{"path", path}, {"test_path", test}});
            }),
            test + ": 3 columns beside the label, " + path + " has 2");
}

// Row i is (i, -i) or the entry i + 1 at column i, so that a row tells which it was.
std::vector<double> RowsOf(const Split& split) {
  if (split.is_sparse()) return split.sparse.values;
  std::vector<double> rows;
  for (std::size_t i = 0; i < split.dense.size(); i += 2) {
    EXPECT_EQ(split.dense[i + 1], -split.dense[i]);
    rows.push_back(split.dense[i] + 1);
  }
  return rows;
}

void ExpectSplitLaws(const std::string& kind, const std::string& path) {
  const Values options = {{"path", path}, {"test_fraction", 0.25}};
  const auto data = Loaded(kind, options);
  const auto train = RowsOf(data->train), test = RowsOf(data->test);
  EXPECT_EQ(data->train.size, 75u);
  EXPECT_EQ(data->test.size, 25u);
  EXPECT_TRUE(std::ranges::is_sorted(train));
  EXPECT_TRUE(std::ranges::is_sorted(test));
  std::set<double> all(train.begin(), train.end());
  all.insert(test.begin(), test.end());
  EXPECT_EQ(all.size(), 100u);
  for (std::size_t i = 0; i < 25; ++i) {
    EXPECT_EQ(data->test.targets[i], static_cast<int>(test[i] - 1) % 3);
  }
  EXPECT_EQ(RowsOf(Loaded(kind, options)->test), test);
  EXPECT_NE(RowsOf(Loaded(kind, options, 2)->test), test);
}

TEST(TextDatasets, TestFractionDrawsBySeedAndLosesNothing) {
  const TemporaryFolder folder;
  std::string csv, libsvm;
  for (int i = 0; i < 100; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    csv += n + "," + std::to_string(-i) + "," + std::to_string(i % 3) + "\n";
    libsvm += std::to_string(i % 3) + " " + next + ":" + next + "\n";
  }
  ExpectSplitLaws("csv", folder.Write("a.csv", csv));
  ExpectSplitLaws("libsvm", folder.Write("a.libsvm", libsvm));
}

TEST(TextDatasets, RefuseOptionsThatCannotBe) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("a", "1,2\n3,4\n");
  const auto error = [](Values options) {
    return ErrorOf<ConfigError>([&] { Loaded("csv", std::move(options)); });
  };
  EXPECT_EQ(error({}), "data.path is missing: the file of the training examples");
  EXPECT_EQ(error({{"path", path}, {"test_path", path}, {"test_fraction", 0.5}}),
            "data.test_fraction = 0.5 and data.test_path = \"" + path + "\" exclude each other");
  EXPECT_EQ(error({{"path", path}, {"test_fraction", 0.8}}),
            "data.test_fraction = 0.8 of 2 examples leaves none to train on");
}

TEST(TextDatasets, AFileForEveryWorker) {
  const TemporaryFolder folder;
  for (const char* format : {"csv", "libsvm"}) {
    const bool csv = format == std::string("csv");
    folder.Write("s0", csv ? "1,2,0\n3,4,1\n" : "0 1:1 2:2\n1 1:3 2:4\n");
    folder.Write("s1", csv ? "5,6,1\n" : "1 1:5 2:6\n");
    const auto data =
        LoadDataset({format, {{"path", folder.name() + "/s{worker}"}}}, /*workers=*/2, 1);
    EXPECT_EQ(csv ? data->train.dense : data->train.sparse.values,
              (std::vector<double>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(data->train.targets, (std::vector<double>{0, 1, 1}));
    EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{0, 0, 1}));
  }
  folder.Write("s0", "1,2,0\n");
  folder.Write("s1", "5,1\n");
  EXPECT_EQ(ErrorOf<DataError>([&] {
              LoadDataset({"csv", {{"path", folder.name() + "/s{worker}"}}}, 2, 1);
            }),
            folder.name() + "/s1: 1 columns beside the label, " + folder.name() + "/s0 has 2");
}

TEST(CsvDataset, NamedColumnsAndOwners) {
  const TemporaryFolder folder;
  const std::string path =
      folder.Write("a.csv", "id;site;age;ill\nx;1;40;no\n");  // refused: 'no' is no label
  const Values options = {{"path", path},
                          {"label", std::string("ill")},
                          {"worker", std::string("site")},
                          {"skip", std::string(" id ")},
                          {"separator", std::string("semicolon")}};
  EXPECT_EQ(ErrorOf<DataError>([&] { Loaded("csv", options); }),
            path + ":2: label 'no' is not a number");
  folder.Write("a.csv", "id;site;age;ill\nx;1;40;0\ny;0;50;1\n");
  const auto data = Loaded("csv", options);
  EXPECT_EQ(data->train.dense, (std::vector<double>{40, 50}));
  EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{1, 0}));
  Values both = options;
  both["label_column"] = std::int64_t{1};
  EXPECT_EQ(ErrorOf<ConfigError>([&] { Loaded("csv", both); }),
            "data.label = \"ill\" and data.label_column = 1 exclude each other");
  both = options;
  both["path"] = std::string("s{worker}.csv");
  EXPECT_EQ(ErrorOf<ConfigError>([&] { Loaded("csv", both); }),
            "data.worker = \"site\" and data.path = \"s{worker}.csv\" exclude each other: both "
            "say whose the examples are");
}

}  // namespace
}  // namespace hushed
