#include "data/numpy_rows.h"

#include "data/test_numpy.h"

namespace hushed {
namespace {

// What DataOfRank does: labels of all files, rows only of those that are needed.
TEST(NumpyRows, ReadsOnlyTheFilesWhoseRowsAreNeeded) {
  const TemporaryFolder folder;
  const std::string labels = Npy<std::uint8_t>("|u1", "(2,)", {1, 0});
  const std::string images = Npy<std::uint8_t>("|u1", "(2, 1, 2)", {0, 1, 255, 254});
  for (const char* m : {"0", "1", "2"}) {
    WriteNpz(folder, std::string("i") + m + ".npz", {{"x.npy", images}, {"y.npy", labels}});
    WriteNpz(folder, std::string("d") + m + ".npz",
             {{"x.npy", Npy<double>("<f8", "(2, 1)", {1, 2})}, {"y.npy", labels}});
  }
  for (const char* kind : {"i", "d"}) {
    const std::string path = folder.name() + "/" + kind + "{worker}.npz";
    const auto loaded = LoadDataset({"numpy", {{"path", path}}}, 3, 1, RowsToRead::kNeeded);
    const auto whole = LoadDataset({"numpy", {{"path", path}}}, 3, 1);
    EXPECT_TRUE(loaded->train.bytes.values.empty() && loaded->train.dense.empty());
    EXPECT_EQ(loaded->train.targets, whole->train.targets);
    std::filesystem::remove(folder / (kind + std::string("0.npz")));
    Dataset data = *loaded;
    data.train = WithRows({false, false, true, false, true, true}, data.train);
    EXPECT_EQ(Gathered(data, {2, 5, 4}), Gathered(*whole, {2, 5, 4}));
    data = *loaded;
    EXPECT_EQ(
        ErrorOf<DataError>([&] { data.train = WithRows(std::vector<bool>(6, true), data.train); }),
        folder.name() + "/" + kind + "0.npz: there is no such file");
  }
}

TEST(NumpyRows, ARewrittenFileIsNoticed) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("x.npy", Npy<float>("<f4", "(3, 1)", {1, 2, 3}));
  const Values options = {
      {"path", path}, {"labels_path", folder.Write("y.npy", Npy<float>("<f4", "(3,)", {0, 1, 0}))}};
  Dataset data = *LoadDataset({"numpy", options}, 1, 1, RowsToRead::kNeeded);
  folder.Write("x.npy", Npy<float>("<f4", "(2, 1)", {1, 2}));
  EXPECT_EQ(ErrorOf<DataError>([&] {
              data.train = WithRows({true, true, true}, data.train);
            }),
            path + ": has changed since the training began");
}

// 2^52 columns are claimed and 16 bytes there: no memory is taken for them.
TEST(NumpyRows, BelieveNoHeaderThatClaimsMoreThanThereIs) {
  const TemporaryFolder folder;
  for (const char* type : {"<f8", "|u1"}) {
    for (const char* m : {"0", "1"}) {
      WriteNpz(folder, std::string(m) + ".npz",
               {{"x.npy", Npy(type, "(2, 67108864, 67108864)", std::string(16, '\0'))},
                {"y.npy", Npy<std::uint8_t>("|u1", "(2,)", {1, 0})}});
    }
    const std::string error = ErrorOf<DataError>([&] {
      LoadDataset({"numpy", {{"path", folder.name() + "/{worker}.npz"}}}, 2, 1);
    });
    EXPECT_NE(error.find("array 'x': byte 128: the header claims "), std::string::npos) << error;
  }
}

}  // namespace
}  // namespace hushed
