#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "data/dataset.h"
#include "data/test_files.h"

namespace hushed {
namespace {

constexpr double kRounding = 4e-15;  // a few roundings of numbers below 8

std::shared_ptr<const Dataset> Loaded(const std::string& kind, Values options) {
  return LoadDataset({kind, std::move(options)}, 1, 1);
}

std::string LoadError(const std::string& kind, Values options) {
  return ErrorOf<DataError>([&] { Loaded(kind, std::move(options)); });
}

// Two training images of 1 x 2 pixels with labels 3, 9 and one test image.
class SmallMnist : public testing::Test {
 protected:
  SmallMnist() {
    folder_.Write("train-images-idx3-ubyte", Idx({2, 1, 2}, {0, 255, 51, 102}));
    WriteGzip(folder_, "train-labels.idx1-ubyte.gz", Idx({2}, {3, 9}));
    WriteGzip(folder_, "t10k-images-idx3-ubyte.gz", Idx({1, 1, 2}, {255, 0}));
    folder_.Write("t10k-labels-idx1-ubyte", Idx({1}, {0}));
  }

  std::string Error() const { return LoadError("mnist", {{"path", folder_.name()}}); }
  std::string File(const std::string& name) const { return folder_.name() + "/" + name; }

  TemporaryFolder folder_;
};

TEST_F(SmallMnist, LoadsUnderEitherNamePlainOrPacked) {
  const auto data = Loaded("mnist", {{"path", folder_.name()}});
  EXPECT_EQ(data->name, "mnist");
  EXPECT_EQ(data->shape, (std::vector<std::uint64_t>{1, 1, 2}));
  EXPECT_EQ(data->columns, 2u);
  EXPECT_EQ(data->classes, 10u);
  EXPECT_EQ(data->train.size, 2u);
  EXPECT_EQ(data->train.targets, (std::vector<double>{3, 9}));
  EXPECT_EQ(data->test.targets, std::vector<double>{0});
  std::vector<double> row(2);
  Gather<double>(*data, data->train, std::vector<std::uint32_t>{1}, row);
  EXPECT_NEAR(row[0], (0.2 - 0.1307) / 0.3081, kRounding);
  EXPECT_NEAR(row[1], (0.4 - 0.1307) / 0.3081, kRounding);
  EXPECT_EQ(data->bytes(), 6u + 3 * sizeof(double));
}

TEST_F(SmallMnist, IsFoundThroughTheEnvironment) {
  std::filesystem::rename(folder_.name(), folder_.name() + ".moved");
  std::filesystem::create_directories(folder_.name());
  std::filesystem::rename(folder_.name() + ".moved", folder_.name() + "/mnist");
  setenv("HUSHED_DATA_DIR", folder_.name().c_str(), 1);
  EXPECT_EQ(Loaded("mnist", {})->train.size, 2u);
  unsetenv("HUSHED_DATA_DIR");
}

TEST_F(SmallMnist, LimitsTakeTheFirst) {
  const auto data = Loaded("mnist", {{"path", folder_.name()},
                                     {"train_limit", std::int64_t{1}},
                                     {"test_limit", std::int64_t{5}}});
  EXPECT_EQ(data->train.size, 1u);
  EXPECT_EQ(data->train.targets, std::vector<double>{3});
  EXPECT_EQ(data->train.bytes.values, (std::vector<std::uint8_t>{0, 255}));
  EXPECT_EQ(data->test.size, 1u);
}

TEST_F(SmallMnist, HeldOutImagesAreTheLastOfTheTrainingFile) {
  const auto data = Loaded("mnist", {{"path", folder_.name()}, {"held_out", std::int64_t{1}}});
  EXPECT_EQ(data->train.targets, std::vector<double>{3});
  EXPECT_EQ(data->test.targets, std::vector<double>{9});
  EXPECT_EQ(data->test.bytes.values, (std::vector<std::uint8_t>{51, 102}));
  std::vector<double> row(2);
  Gather<double>(*data, data->test, std::vector<std::uint32_t>{0}, row);
  EXPECT_NEAR(row[0], (0.2 - 0.1307) / 0.3081, kRounding);
}

TEST_F(SmallMnist, RefusesToHoldAllOut) {
  EXPECT_EQ(ErrorOf<ConfigError>([&] {
              Loaded("mnist", {{"path", folder_.name()}, {"held_out", std::int64_t{2}}});
            }),
            "data.held_out = 2: leaves none of the 2 training images to train with");
}

TEST_F(SmallMnist, RefusesLabelsThatDoNotFitTheImages) {
  folder_.Write("train-labels-idx1-ubyte", Idx({3}, {1, 2, 3}));
  EXPECT_EQ(Error(), File("train-labels-idx1-ubyte") + ": byte 4: 3 labels for the 2 images of " +
                         File("train-images-idx3-ubyte"));
  folder_.Write("train-labels-idx1-ubyte", Idx({2}, {1, 10}));
  EXPECT_EQ(Error(), File("train-labels-idx1-ubyte") + ": byte 9: label 10 is not from 0 to 9");
}

TEST_F(SmallMnist, RefusesOtherArrays) {
  folder_.Write("t10k-images-idx3-ubyte", Idx({1, 2, 1}, {1, 2}));
  EXPECT_EQ(Error(), folder_.name() + ": training images are 1 x 2, test images 2 x 1");
  folder_.Write("train-images-idx3-ubyte", Idx({4}, {1, 2, 3, 4}));
  EXPECT_EQ(Error(), File("train-images-idx3-ubyte") + ": byte 3: 1 dimensions, 3 expected");
  folder_.Write("train-images-idx3-ubyte", Idx({0, 28, 28}, {}));
  EXPECT_EQ(Error(), File("train-images-idx3-ubyte") + ": byte 4: holds no images");
  folder_.Write("train-images-idx3-ubyte", "not IDX");
  EXPECT_EQ(Error(),
            File("train-images-idx3-ubyte") + ": byte 0: an IDX file begins with two zero bytes");
}

TEST(ImageDatasets, SayWhereTheyLookedAndWhatToDo) {
  EXPECT_EQ(LoadError("fashion-mnist", {{"path", std::string("/nowhere")}}),
            "/nowhere: none of train-images-idx3-ubyte, train-images.idx3-ubyte (plain or .gz) is "
            "there; apt-get install dataset-fashion-mnist, or set data.path to the folder of its "
            "files, or HUSHED_DATA_DIR to the folder that holds fashion-mnist/");
  EXPECT_EQ(LoadError("cifar10", {{"path", std::string("/nowhere")}}),
            "/nowhere: none of data_batch_1.bin, cifar-10-batches-bin/data_batch_1.bin (plain or "
            ".gz) is there; unpack the binary version of cifar10 there, or set data.path to its "
            "folder, or HUSHED_DATA_DIR to the folder that holds cifar10/");
}

// A 2 x 3 file image a b c / d e f is a transposed 3 x 2 one: a d / b e / c f. Labels from 1.
TEST(Emnist, IsTurnedUprightAndCountsFromZero) {
  const TemporaryFolder folder;
  for (const std::string split : {"train", "test"}) {
    folder.Write("emnist-letters-" + split + "-images-idx3-ubyte",
                 Idx({2, 2, 3}, {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}));
    folder.Write("emnist-letters-" + split + "-labels-idx1-ubyte", Idx({2}, {1, 26}));
  }
  const Values options = {{"path", folder.name()}, {"split", std::string("letters")}};
  const auto data = Loaded("emnist", options);
  EXPECT_EQ(data->shape, (std::vector<std::uint64_t>{1, 3, 2}));
  EXPECT_EQ(data->train.bytes.values,
            (std::vector<std::uint8_t>{1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16}));
  EXPECT_EQ(data->classes, 26u);
  EXPECT_EQ(data->test.targets, (std::vector<double>{0, 25}));
  const std::string labels =
      folder.Write("emnist-letters-test-labels-idx1-ubyte", Idx({2}, {0, 1}));
  EXPECT_EQ(LoadError("emnist", options), labels + ": byte 8: label 0 is not from 1 to 26");
}

std::string CifarRecord(const std::string& labels, char pixel) {
  return labels + std::string(3072, pixel);
}

TEST(Cifar, TenReadsFiveBatchesInOrder) {
  const TemporaryFolder folder;
  for (char batch = 1; batch <= 5; ++batch) {
    folder.Write("cifar-10-batches-bin/data_batch_" + std::to_string(batch) + ".bin",
                 CifarRecord(std::string(1, batch), batch) + CifarRecord(std::string(1, 0), 0));
  }
  folder.Write("test_batch.bin", CifarRecord(std::string(1, 9), 99));
  const auto data = Loaded("cifar10", {{"path", folder.name()}});
  EXPECT_EQ(data->shape, (std::vector<std::uint64_t>{3, 32, 32}));
  EXPECT_EQ(data->train.targets, (std::vector<double>{1, 0, 2, 0, 3, 0, 4, 0, 5, 0}));
  EXPECT_EQ(data->test.targets, std::vector<double>{9});
  EXPECT_EQ(data->augmentation.crop_padding, 4u);
  EXPECT_TRUE(data->augmentation.flip);
  std::vector<double> row(3072);
  Gather<double>(*data, data->test, std::vector<std::uint32_t>{0}, row);
  EXPECT_NEAR(row[0], (99 / 255.0 - 0.4914) / 0.2023, kRounding);
  EXPECT_NEAR(row[3071], (99 / 255.0 - 0.4465) / 0.2010, kRounding);
  const auto plain = Loaded(
      "cifar10", {{"path", folder.name()}, {"augment", false}, {"train_limit", std::int64_t{3}}});
  EXPECT_FALSE(plain->augmentation.flip);
  EXPECT_EQ(plain->augmentation.crop_padding, 0u);
  EXPECT_EQ(plain->train.targets, (std::vector<double>{1, 0, 2}));
  EXPECT_EQ(plain->train.bytes.values.size(), 3u * 3072u);
}

TEST(Cifar, HundredTakesTheFineLabel) {
  const TemporaryFolder folder;
  folder.Write("train.bin", CifarRecord("\x05\x63", 1));
  folder.Write("test.bin", CifarRecord("\x05\x07", 1));
  const auto data = Loaded("cifar100", {{"path", folder.name()}});
  EXPECT_EQ(data->classes, 100u);
  EXPECT_EQ(data->train.targets, std::vector<double>{99});
  const std::string bad = folder.Write("test.bin", CifarRecord("\x05\x64", 1));
  EXPECT_EQ(LoadError("cifar100", {{"path", folder.name()}}),
            bad + ": byte 1: label 100 is not below 100");
}

// The constants are the training set's own mean and deviation rounded to 4 digits: what is left of
// them is at most 0.00005 / 0.353 = 1.4e-4.
TEST(FashionMnist, IsWholeAndNormalised) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist")) {
    GTEST_SKIP() << "the package dataset-fashion-mnist is not installed";
  }
  const auto data = Loaded("fashion-mnist", {});
  EXPECT_EQ(data->train.size, 60'000u);
  EXPECT_EQ(data->test.size, 10'000u);
  EXPECT_EQ(data->shape, (std::vector<std::uint64_t>{1, 28, 28}));
  for (double label = 0; label < 10; ++label) {
    EXPECT_EQ(std::ranges::count(data->train.targets, label), 6000);
    EXPECT_EQ(std::ranges::count(data->test.targets, label), 1000);
  }
  double sum = 0.0, squares = 0.0;
  std::vector<double> row(784);
  for (std::uint32_t i = 0; i < 60'000; ++i) {
    Gather<double>(*data, data->train, std::vector<std::uint32_t>{i}, row);
    for (const double value : row) {
      sum += value;
      squares += value * value;
    }
  }
  const double n = 60'000.0 * 784;
  EXPECT_NEAR(sum / n, 0.0, 1.5e-4);
  EXPECT_NEAR(std::sqrt(squares / n - sum * sum / n / n), 1.0, 1.5e-4);
}

}  // namespace
}  // namespace hushed
