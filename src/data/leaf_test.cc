#include <sstream>

#include "data/dataset.h"
#include "data/leaf_reader.h"
#include "data/test_files.h"

namespace hushed {
namespace {

// Two users, one with two examples of three numbers and one with one.
const char* const kTwoUsers =
    R"({"users": ["ann", "bob"], "num_samples": [2, 1], "hierarchies": [["p"], {"q": [1]}],
        "user_data": {"ann": {"x": [[1, 2, 3], [4.5, -5, 6e1]], "y": [7, 3]},
                      "bob": {"y": [7], "z": {"x": ["?"]}, "x": [[[7], [8, 9]]]}}})";

LeafRows Read(const std::string& text, std::uint64_t most_users = 1000) {
  LeafRows rows;
  std::istringstream in(text);
  ReadLeaf(in, "f", most_users, rows);
  return rows;
}

std::string Error(const std::string& text) {
  return ErrorOf<DataError>([&] { Read(text); });
}

// A file with this as user_data, or as the data of user u.
std::string Data(const std::string& data) { return R"({"user_data": )" + data + "}"; }
std::string User(const std::string& user) { return Data(R"({"u": )" + user + "}"); }

TEST(ReadLeaf, GivesUsersInTheOrderOfTheFile) {
  const LeafRows rows = Read(kTwoUsers);
  EXPECT_EQ(rows.columns, 3u);
  EXPECT_EQ(rows.users, (std::vector<std::string>{"ann", "bob"}));
  EXPECT_EQ(rows.end, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(rows.dense, (std::vector<double>{1, 2, 3, 4.5, -5, 60, 7, 8, 9}));
  EXPECT_EQ(rows.targets, (std::vector<double>{7, 3, 7}));
}

TEST(ReadLeaf, AnExampleMayBeANumberAndAUserHaveNone) {
  const LeafRows rows = Read(Data(R"({"a": {"x": [], "y": []}, "b": {"x": [1, 2], "y": [3, 4]}})"));
  EXPECT_EQ(rows.columns, 1u);
  EXPECT_EQ(rows.end, (std::vector<std::uint64_t>{0, 2}));
  EXPECT_EQ(rows.dense, (std::vector<double>{1, 2}));
}

TEST(ReadLeaf, PassesOverUsersBeyondTheMost) {
  const LeafRows rows = Read(kTwoUsers, 1);
  EXPECT_EQ(rows.users, std::vector<std::string>{"ann"});
  EXPECT_EQ(rows.targets, (std::vector<double>{7, 3}));
  EXPECT_EQ(rows.dense.size(), 6u);
}

TEST(ReadLeaf, NamesTheUserAndTheReason) {
  EXPECT_EQ(Error(User("3")), "f: user 'u': is a number, not an object with x and y");
  EXPECT_EQ(Error(User("[]")), "f: user 'u': is a list, not an object with x and y");
  EXPECT_EQ(Error(User(R"({"y": []})")), "f: user 'u': has no x");
  EXPECT_EQ(Error(User(R"({"x": []})")), "f: user 'u': has no y");
  EXPECT_EQ(Error(User(R"({"x": [], "x": []})")), "f: user 'u': x twice");
  EXPECT_EQ(Error(User(R"({"x": 1})")), "f: user 'u': x is a number, not a list");
  EXPECT_EQ(Error(User(R"({"x": {}})")), "f: user 'u': x is an object, not a list");
  EXPECT_EQ(Error(User(R"({"x": [["to be"]]})")),
            "f: user 'u': x holds a text: only numbers can be trained with");
  EXPECT_EQ(Error(User(R"({"x": [[1, null]]})")),
            "f: user 'u': x holds null: only numbers can be trained with");
  EXPECT_EQ(Error(User(R"({"y": [[1]]})")),
            "f: user 'u': y holds a list: only numbers can be trained with");
  EXPECT_EQ(Error(User(R"({"y": [true]})")),
            "f: user 'u': y holds true or false: only numbers can be trained with");
  EXPECT_EQ(Error(User(R"({"x": [[1, 2], [3]]})")),
            "f: user 'u': example 2 has 1 numbers, others have 2");
  EXPECT_EQ(Error(User(R"({"x": [[]]})")), "f: user 'u': example 1 is empty");
  EXPECT_EQ(Error(User(R"({"x": [[1], [2]], "y": [0]})")),
            "f: user 'u': 2 examples in x, 1 labels in y");
  const std::string one = R"({"x": [1], "y": [0]})";
  EXPECT_EQ(Error(Data(R"({"u": )" + one + R"(, "u": )" + one + "}")),
            "f: user 'u': stands twice in the files");
}

TEST(ReadLeaf, NamesWhatTheFileLacks) {
  EXPECT_EQ(Error("{}"), "f: has no user_data");
  EXPECT_EQ(Error("[1]"), "f: holds a list, not an object with user_data");
  EXPECT_EQ(Error(Data("[]")), "f: user_data is a list, not an object of users");
  EXPECT_EQ(Error(R"({"user_data": {}, "user_data": {}})"), "f: user_data twice");
  EXPECT_EQ(Error(R"({"users": [1]})"), "f: a number in users, a list of names");
  EXPECT_EQ(Error(R"({"num_samples": ["1"]})"), "f: a text in num_samples, a list");
  const std::string one = R"("user_data": {"u": {"x": [1], "y": [0]}}})";
  EXPECT_EQ(Error(R"({"users": ["u", "v"], )" + one), "f: 2 users are listed, user_data has 1");
  EXPECT_EQ(Error(R"({"users": ["v"], )" + one), "f: user 'v' is listed and not in user_data");
  EXPECT_EQ(Error(R"({"users": ["u"], "num_samples": [1, 2], )" + one),
            "f: 1 users, 2 num_samples");
  EXPECT_EQ(Error(R"({"users": ["u"], "num_samples": [2], )" + one),
            "f: user 'u': 1 examples, num_samples says 2");
}

TEST(ReadLeaf, NamesTheByteWhereItIsNotJson) {
  EXPECT_EQ(Error("").substr(0, 20), "f: byte 1: not JSON:");
  EXPECT_EQ(Error(R"({"users": [)").substr(0, 21), "f: byte 12: not JSON:");
  EXPECT_EQ(Error(User(R"({"x": [NaN]})")).substr(0, 31), "f: user 'u': byte 28: not JSON:");
  EXPECT_EQ(Error(User(R"({"x": [1e999]})")).substr(0, 25), "f: user 'u': byte 32: not");
  EXPECT_EQ(Error(Data("{}") + "x").substr(0, 21), "f: byte 18: not JSON:");
}

std::shared_ptr<const Dataset> Loaded(Values options) {
  return LoadDataset({"leaf", std::move(options)}, 1, 1);
}

TEST(LeafDataset, UsersOfAllFilesOwnTheirExamples) {
  const TemporaryFolder folder;
  folder.Write("train/b.json", Data(R"({"cy": {"x": [[0, 0, 0]], "y": [5]}})"));
  WriteGzip(folder, "train/a.json.gz", kTwoUsers);
  folder.Write("train/notes.txt", "no data");
  const std::string test =
      folder.Write("test.json", Data(R"({"ann": {"x": [[1, 1, 1]], "y": [3]}})"));
  const std::string train = folder.name() + "/train";
  const auto data = Loaded({{"path", train}, {"test_path", test}});
  EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{0, 0, 1, 2}));
  EXPECT_EQ(data->classes, 3u);
  EXPECT_EQ(data->train.targets, (std::vector<double>{2, 0, 2, 1}));
  EXPECT_EQ(data->test.targets, std::vector<double>{0});
  EXPECT_EQ(data->shape, std::vector<std::uint64_t>{3});
  EXPECT_EQ(Loaded({{"path", train}, {"users", std::int64_t{2}}})->train.size, 3u);
  const Value shape = std::vector<std::int64_t>{3, 1, 1};
  EXPECT_EQ(Loaded({{"path", train}, {"shape", shape}})->shape,
            (std::vector<std::uint64_t>{3, 1, 1}));
}

TEST(LeafDataset, SplitsOffTestExamplesWithTheirOwners) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("a.json", kTwoUsers);
  const auto data = Loaded({{"path", path}, {"test_fraction", 0.34}});
  EXPECT_EQ(data->train.size, 2u);
  EXPECT_EQ(data->owners.size(), 2u);
  EXPECT_EQ(data->test.dense.size(), 3u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(data->owners[i], data->train.dense[3 * i] == 7 ? 1u : 0u);
  }
}

TEST(LeafDataset, NamesTheFileAndTheUser) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "empty");
  const auto error = [](Values options) {
    return ErrorOf<DataError>([&] { Loaded(std::move(options)); });
  };
  const std::string empty = folder.name() + "/empty";
  EXPECT_EQ(error({{"path", empty}}), empty + ": no .json or .json.gz file is there");
  const std::string none = folder.name() + "/none";
  EXPECT_EQ(error({{"path", none}}), none + ": cannot be opened: No such file or directory");
  const std::string path = folder.Write("a.json", User(R"({"x": [1, 2], "y": [0, 0.5]})"));
  EXPECT_EQ(error({{"path", path}}),
            path +
                ": user 'u': example 2: label 0.5 is not a whole number; data.targets = "
                "\"value\" takes labels as values to predict");
  const std::string nobody = folder.Write("b.json", User(R"({"x": [], "y": []})"));
  EXPECT_EQ(error({{"path", nobody}}), nobody + ": no user has an example");
  const std::string wide = folder.Write("c.json", User(R"({"x": [[1, 2]], "y": [0]})"));
  const std::string narrow = folder.Write("d.json", User(R"({"x": [1], "y": [0]})"));
  EXPECT_EQ(error({{"path", wide}, {"test_path", narrow}}),
            narrow + ": user 'u': example 1 has 1 numbers, others have 2");
  const Value shape = std::vector<std::int64_t>{1, 28, 28};
  EXPECT_EQ(ErrorOf<ConfigError>([&] {
              Loaded({{"path", wide}, {"shape", shape}});
            }),
            "data.shape = [1, 28, 28]: an example has 2 numbers; three sizes, channels, height and "
            "width, with this product are allowed");
}

}  // namespace
}  // namespace hushed
