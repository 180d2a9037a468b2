// NumPy itself writes the files, and every number arrives. Skipped where python3-numpy is missing.
#include <algorithm>
#include <cstdlib>

#include "data/dataset.h"
#include "data/partition.h"
#include "data/test_files.h"

namespace hushed {
namespace {

// Arrays of every type, both orders, by closed forms that the test knows too:
// rows[i, j] = (5 i + j) / 8, exact in every floating type.
const char* const kScript = R"(
import sys
import numpy as np

folder = sys.argv[1] + "/"
rows = np.arange(60).reshape(12, 5)
labels = np.arange(12) % 3
for kind in ["f2", "f4", "f8"]:
    for order in "CF":
        x = np.asarray(rows / 8, dtype=kind, order=order)
        for save in [np.savez, np.savez_compressed]:
            save(folder + kind + order + save.__name__ + ".npz", x=x, y=labels.astype("i8"),
                 worker=(np.arange(12) // 6).astype("u2"))
        np.save(folder + kind + order + ".npy", x)
for kind in ["u1", "i1", "i2", "i4", "i8", "u2", "u4", "u8"]:
    np.savez(folder + kind + ".npz", x=rows.astype(kind), y=labels.astype(kind))
np.save(folder + "labels.npy", labels)
images = (np.arange(288) % 256).astype("u1").reshape(12, 2, 3, 4)
np.savez_compressed(folder + "images.npz", x=np.asfortranarray(images), y=labels, x_test=images[:2],
                    y_test=labels[:2] == 1)
np.savez(folder + "last.npz", x=images.transpose(0, 2, 3, 1), y=labels)
np.save(folder + "owners.npy", np.arange(12) % 4)
)";

class NumpyWritten : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::system(HUSHED_PYTHON " -c 'import numpy' 2>/dev/null") != 0) return;
    folder_ = new TemporaryFolder;
    const std::string script = folder_->Write("write.py", kScript);
    ASSERT_EQ(std::system((HUSHED_PYTHON " " + script + " " + folder_->name()).c_str()), 0);
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  void SetUp() override {
    if (!folder_) GTEST_SKIP() << "python3-numpy is not installed (scripts/install-deps.sh test)";
  }

  static std::shared_ptr<const Dataset> Loaded(const std::string& file, Values options = {}) {
    options["path"] = folder_->name() + "/" + file;
    return LoadDataset({"numpy", std::move(options)}, 2, 1);
  }
  static std::string Path(const std::string& file) { return folder_->name() + "/" + file; }

  static TemporaryFolder* folder_;
};
TemporaryFolder* NumpyWritten::folder_ = nullptr;

void ExpectRows(const Dataset& data, double divisor, const std::string& what) {
  ASSERT_EQ(data.train.dense.size(), 60u) << what;
  for (std::size_t i = 0; i < 60; ++i) {
    ASSERT_EQ(data.train.dense[i], static_cast<double>(i) / divisor) << what;
  }
  ASSERT_EQ(data.train.targets.size(), 12u) << what;
  for (std::size_t i = 0; i < 12; ++i) {
    ASSERT_EQ(data.train.targets[i], static_cast<double>(i % 3)) << what;
  }
}

TEST_F(NumpyWritten, FloatingRowsArriveInBothOrdersStoredAndDeflated) {
  for (const char* kind : {"f2", "f4", "f8"}) {
    for (const char* order : {"C", "F"}) {
      const std::string name = std::string(kind) + order;
      for (const char* how : {"savez", "savez_compressed"}) {
        const auto data = Loaded(name + how + ".npz");
        ExpectRows(*data, 8, name + how);
        EXPECT_EQ(data->owners, (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}));
      }
      ExpectRows(*Loaded(name + ".npy", {{"labels_path", Path("labels.npy")}}), 8, name);
    }
  }
}

TEST_F(NumpyWritten, WholeNumbersArrive) {
  for (const char* kind : {"u1", "i1", "i2", "i4", "i8", "u2", "u4", "u8"}) {
    ExpectRows(*Loaded(std::string(kind) + ".npz"), 1, kind);
  }
}

TEST_F(NumpyWritten, ImagesArriveAsBytes) {
  const auto data = Loaded("images.npz");
  EXPECT_EQ(data->shape, (std::vector<std::uint64_t>{2, 3, 4}));
  ASSERT_EQ(data->train.bytes.values.size(), 288u);
  for (std::size_t i = 0; i < 288; ++i) {
    ASSERT_EQ(data->train.bytes.values[i], static_cast<std::uint8_t>(i));
  }
  EXPECT_EQ(data->test.bytes.values.size(), 48u);
  EXPECT_EQ(data->test.targets, (std::vector<double>{0, 1}));
  const auto last = Loaded("last.npz", {{"channels", std::string("last")}});
  EXPECT_EQ(last->shape, data->shape);
  EXPECT_EQ(last->train.bytes.values, data->train.bytes.values);
}

TEST_F(NumpyWritten, AnArrayOfWorkersIsAPartition) {
  const auto data = Loaded("f8C.npy", {{"labels_path", Path("labels.npy")}});
  const auto partition =
      MakePartition({"file", {{"path", Path("owners.npy")}}}, *data, /*workers=*/4, /*seed=*/1);
  for (WorkerId m = 0; m < 4; ++m) {
    EXPECT_TRUE(
        std::ranges::equal(partition.shard(m), std::vector<std::uint32_t>{m, m + 4, m + 8}));
  }
}

}  // namespace
}  // namespace hushed
