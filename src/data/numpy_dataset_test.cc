#include "data/dataset.h"
#include "data/test_numpy.h"

namespace hushed {
namespace {

std::shared_ptr<const Dataset> Loaded(Values options, std::uint32_t workers = 2) {
  return LoadDataset({"numpy", std::move(options)}, workers, 1);
}

std::string Error(const Values& options, std::uint32_t workers = 2) {
  return ErrorOf<DataError>([&] { Loaded(options, workers); });
}

std::string Refused(const Values& options) {
  return ErrorOf<ConfigError>([&] { Loaded(options); });
}

Value Text(const std::string& text) { return text; }

// Three rows of two numbers; labels 5, 3, 5.
std::string Rows() { return Npy<float>("<f4", "(3, 2)", {1, 2, 3, 4, 5, 6}); }
std::string Labels() { return Npy<std::int64_t>("<i8", "(3,)", {5, 3, 5}); }

// Two images of 1 x 2 x 3 bytes.
std::string Images(const char* shape = "(2, 2, 3)") {
  return Npy<std::uint8_t>("|u1", shape, {0, 1, 2, 3, 4, 5, 255, 254, 253, 252, 251, 250});
}
std::string TwoLabels() { return Npy<std::uint8_t>("|u1", "(2,)", {1, 0}); }

TEST(NumpyDataset, ReadsRowsLabelsAndWorkers) {
  const TemporaryFolder folder;
  const std::string workers = Npy<std::int32_t>("<i4", "(3,)", {1, 0, 1});
  for (const bool deflated : {false, true}) {
    const std::string path =
        WriteNpz(folder, "a.npz", {{"x.npy", Rows()}, {"y.npy", Labels()}, {"worker.npy", workers}},
                 deflated);
    const auto data = Loaded({{"path", path}});
    EXPECT_EQ(data->shape, std::vector<std::uint64_t>{2});
    EXPECT_EQ(data->train.size, 3u);
    EXPECT_EQ(data->train.dense, (std::vector<double>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(data->classes, 2u);
    EXPECT_EQ(data->train.targets, (std::vector<double>{1, 0, 1}));
    EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{1, 0, 1}));
    EXPECT_EQ(data->test.size, 0u);
  }
}

TEST(NumpyDataset, FilesOfOneArrayEach) {
  const TemporaryFolder folder;
  const Values options = {
      {"path", folder.Write("x.npy", Rows())},
      {"labels_path", WriteGzip(folder, "y.npy.gz", Labels())},
      {"worker_path", folder.Write("w.npy", Npy<std::uint8_t>("|u1", "(3, 1)", {0, 0, 1}))},
      {"test_path", folder.Write("xt.npy", Npy<double>("<f8", "(1, 2)", {7, 8}))},
      {"test_labels_path", folder.Write("yt.npy", Npy<double>("<f8", "(1,)", {3}))}};
  const auto data = Loaded(options);
  EXPECT_EQ(data->train.dense, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{0, 0, 1}));
  EXPECT_EQ(data->test.dense, (std::vector<double>{7, 8}));
  EXPECT_EQ(data->test.targets, std::vector<double>{0});
}

TEST(NumpyDataset, ImagesOfBytesStayBytesAndAreNormalised) {
  const TemporaryFolder folder;
  const std::string path = WriteNpz(folder, "a.npz", {{"x.npy", Images()}, {"y.npy", TwoLabels()}});
  const auto plain = Loaded({{"path", path}});
  EXPECT_EQ(plain->shape, (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(plain->train.bytes.values.size(), 12u);
  EXPECT_TRUE(plain->train.dense.empty());
  EXPECT_DOUBLE_EQ(Gathered(*plain, {1})[0], 1.0);
  EXPECT_DOUBLE_EQ(Gathered(*plain, {0})[5], 5 / 255.0);
  const auto normalised = Loaded({{"path", path},
                                  {"mean", std::vector<double>{0.5}},
                                  {"deviation", std::vector<double>{0.25}}});
  EXPECT_DOUBLE_EQ(Gathered(*normalised, {1})[0], 2.0);
}

// Channel c of the image stored last holds bytes c, 3 + c, ... of it.
TEST(NumpyDataset, ChannelsLastAreTurned) {
  const TemporaryFolder folder;
  const std::string first =
      WriteNpz(folder, "a.npz", {{"x.npy", Images("(2, 3, 1, 2)")}, {"y.npy", TwoLabels()}});
  EXPECT_EQ(Loaded({{"path", first}})->shape, (std::vector<std::uint64_t>{3, 1, 2}));
  const std::string last =
      WriteNpz(folder, "b.npz", {{"x.npy", Images("(2, 1, 2, 3)")}, {"y.npy", TwoLabels()}});
  const auto data = Loaded({{"path", last}, {"channels", Text("last")}});
  EXPECT_EQ(data->shape, (std::vector<std::uint64_t>{3, 1, 2}));
  EXPECT_EQ(data->train.bytes.values,
            (std::vector<std::uint8_t>{0, 3, 1, 4, 2, 5, 255, 252, 254, 251, 253, 250}));
  EXPECT_EQ(Refused({{"path", last}, {"mean", std::vector<double>{0.5, 0.5}}}),
            "data.mean has 2 numbers: the images have 1 channels");
  EXPECT_EQ(Loaded({{"path", last},
                    {"channels", Text("last")},
                    {"mean", std::vector<double>{0.1, 0.2, 0.3}}})
                ->train.bytes.mean,
            (std::vector<double>{0.1, 0.2, 0.3}));
}

TEST(NumpyDataset, TestArraysStandInTheFileOrInAnother) {
  const TemporaryFolder folder;
  const std::string x_test = Npy<float>("<f4", "(1, 2)", {7, 8}),
                    y_test = Npy<float>("<f4", "(1, 1)", {9});
  const Members train = {{"x.npy", Rows()}, {"y.npy", Labels()}};
  Members both = train;
  both.insert(both.end(), {{"x_test.npy", x_test}, {"y_test.npy", y_test}});
  const std::string all = WriteNpz(folder, "all.npz", both);
  const std::string part = WriteNpz(folder, "train.npz", train);
  const std::string test = WriteNpz(folder, "test.npz", {{"x.npy", x_test}, {"y.npy", y_test}});
  for (const Values& options : {Values{{"path", all}}, Values{{"path", part}, {"test_path", test}},
                                Values{{"path", part}, {"test_path", all}}}) {
    const auto data = Loaded(options);
    EXPECT_EQ(data->train.size, 3u);
    EXPECT_EQ(data->test.dense, (std::vector<double>{7, 8}));
    EXPECT_EQ(data->test.targets, std::vector<double>{2});
    EXPECT_EQ(data->classes, 3u);
  }
  EXPECT_EQ(Refused({{"path", all}, {"test_fraction", 0.4}}),
            "data.test_fraction = 0.4: " + all + " has test examples already");
  EXPECT_EQ(Loaded({{"path", part}, {"test_fraction", 0.4}})->test.size, 1u);
  EXPECT_EQ(Error({{"path", all}, {"y_test", Text("labels")}}),
            all + ": unknown array 'labels': known are x, y, x_test, y_test");
}

TEST(NumpyDataset, AFileForEveryWorker) {
  const TemporaryFolder folder;
  const auto write = [&](int m, const std::string& x) {
    return WriteNpz(folder, "shard-" + std::to_string(m) + ".npz",
                    {{"x.npy", x}, {"y.npy", Npy<std::int8_t>("|i1", "(2,)", {0, 1})}});
  };
  write(0, Npy<double>("<f8", "(2, 1)", {1, 2}));
  const std::string second = write(1, Npy<float>("<f4", "(2, 1)", {3, 4}));
  const std::string path = folder.name() + "/shard-{worker}.npz";
  const auto data = Loaded({{"path", path}});
  EXPECT_EQ(data->train.dense, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{0, 0, 1, 1}));
  EXPECT_EQ(Error({{"path", path}}, 3), folder.name() + "/shard-2.npz: there is no such file");
  write(1, Npy<float>("<f4", "(2, 2)", {3, 4, 5, 6}));
  EXPECT_EQ(Error({{"path", path}}), second + ": array 'x': rows of shape (2, 2) and type <f4, " +
                                         folder.name() +
                                         "/shard-0.npz: array 'x' has (2, 1) and <f8");
}

TEST(NumpyDataset, TheFileOfAWorkerMaySayWhoseItIs) {
  const TemporaryFolder folder;
  const auto write = [&](int m, std::vector<std::uint8_t> workers) {
    return WriteNpz(folder, "shard-" + std::to_string(m) + ".npz",
                    {{"x.npy", Npy<double>("<f8", "(2, 1)", {1, 2})},
                     {"y.npy", Npy<std::int8_t>("|i1", "(2,)", {0, 1})},
                     {"worker.npy", Npy<std::uint8_t>("|u1", "(2,)", std::move(workers))}});
  };
  write(0, {0, 0});
  write(1, {1, 1});
  const Values path = {{"path", folder.name() + "/shard-{worker}.npz"}};
  EXPECT_EQ(Loaded(path)->owners, (std::vector<std::uint32_t>{0, 0, 1, 1}));
  const std::string second = write(1, {1, 5});
  EXPECT_EQ(Error(path), second + ": example 2 is of worker 5: by its name all are of worker 1");
}

TEST(NumpyDataset, NamesTheArrayAndTheReason) {
  const TemporaryFolder folder;
  const auto with = [&](const std::string& x, const std::string& y,
                        const std::string& worker = "") {
    Members members = {{"x.npy", x}, {"y.npy", y}};
    if (!worker.empty()) members.push_back({"worker.npy", worker});
    const Values options = {{"path", WriteNpz(folder, "a.npz", members)}};
    return Error(options).substr(folder.name().size() + 1);
  };
  const std::string of_x =
      " is not one number for each of the 3 examples of " + folder.name() + "/a.npz: array 'x'";
  EXPECT_EQ(with(Npy<double>("<f8", "()", {1}), Labels()),
            "a.npz: array 'x': shape () holds no examples");
  EXPECT_EQ(with(Npy<double>("<f8", "(3, 0)", {}), Labels()),
            "a.npz: array 'x': shape (3, 0) holds no examples");
  EXPECT_EQ(with(Rows(), TwoLabels()), "a.npz: array 'y': shape (2,)" + of_x);
  EXPECT_EQ(with(Rows(), Npy<std::uint8_t>("|u1", "(3, 2)", {1, 0, 0, 1, 1, 0})),
            "a.npz: array 'y': shape (3, 2)" + of_x);
  EXPECT_EQ(with(Rows(), Npy<double>("<f8", "(3,)", {1, 2, 2.5})),
            "a.npz: array 'y': example 3: label 2.5 is not a whole number; data.targets = "
            "\"value\" takes labels as values to predict");
  EXPECT_EQ(with(Rows(), Labels(), Npy<std::int8_t>("|i1", "(3,)", {0, -1, 0})),
            "a.npz: array 'worker': element (1): worker -1 is not a whole number from 0");
  EXPECT_EQ(
      with(Npy<double>("<f8", "(3,)", {1, 2, std::numeric_limits<double>::infinity()}), Labels()),
      "a.npz: array 'x': element (2): inf is not finite");
  EXPECT_EQ(with("no array", Labels()),
            "a.npz: array 'x': byte 0: a .npy file begins with the byte 0x93 and NUMPY");
}

TEST(NumpyDataset, RefusesOptionsThatCannotBe) {
  const TemporaryFolder folder;
  const std::string npy = folder.Write("x.npy", Rows());
  const std::string npz = WriteNpz(folder, "a.npz", {{"x.npy", Rows()}, {"y.npy", Labels()}});
  EXPECT_EQ(Refused({}), "data.path is missing: the file of the training examples");
  EXPECT_EQ(Refused({{"path", npy}}),
            "data.labels_path is missing: " + npy + " holds no labels; or name a .npz file");
  EXPECT_EQ(Refused({{"path", npz}, {"test_path", npy}}),
            "data.test_labels_path is missing: " + npy + " holds no labels; or name a .npz file");
  EXPECT_EQ(Refused({{"path", npz}, {"labels_path", npy}}), "data.labels_path = \"" + npy +
                                                                "\" beside data.path = \"" + npz +
                                                                "\": a .npz file holds all arrays");
  EXPECT_EQ(Refused({{"path", Text("x-{worker}.npy")}, {"labels_path", Text("y.npy")}}),
            "data.labels_path = \"y.npy\" beside data.path = \"x-{worker}.npy\": {worker} stands "
            "in both or in none");
  EXPECT_EQ(Refused({{"path", Text("x-{worker}.npy")},
                     {"labels_path", Text("y-{worker}.npy")},
                     {"worker_path", Text("w.npy")}}),
            "data.worker_path = \"w.npy\" beside data.path = \"x-{worker}.npy\": both say whose "
            "the examples are");
  EXPECT_EQ(Refused({{"path", npz}, {"test_path", Text("t-{worker}.npz")}}),
            "data.test_path = \"t-{worker}.npz\": test examples belong to nobody; {worker} can "
            "stand in data.path only");
  EXPECT_EQ(Refused({{"path", npz}, {"mean", std::vector<double>{0.5}}}),
            "data.mean and data.deviation are for images of bytes (type |u1, 3 or 4 dimensions); "
            "other rows are used as they are");
  EXPECT_EQ(Error({{"path", npz}, {"worker", Text("site")}}),
            npz + ": unknown array 'site': known are x, y");
}

}  // namespace
}  // namespace hushed
