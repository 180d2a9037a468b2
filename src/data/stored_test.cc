#include "data/stored.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "testing/temporary_folder.h"

namespace hushed {
namespace {

TEST(StoredDatasets, AreThereWhenEveryFileIsUnderOneOfItsNames) {
  const TemporaryFolder folder;
  const auto missing = [&] {
    return LookFor("set", folder.name(), {{"a", "A"}, {"b"}}, "do this").missing;
  };
  EXPECT_EQ(missing(), folder.name() + ": none of a, A (plain or .gz) is there");
  folder.Write("A", "");
  EXPECT_EQ(missing(), folder.name() + ": none of b (plain or .gz) is there");
  EXPECT_EQ(LookFor("set", folder.name(), {{"b"}}, "do this").advice, "do this");
  folder.Write("b.gz", "");
  EXPECT_EQ(missing(), "");
  EXPECT_EQ(LookFor("set", folder.name(), {{"b"}}, "do this").advice, "");
}

TEST(StoredDatasets, AreLookedForWhereJobsDo) {
  const TemporaryFolder folder;
  for (const char* file : {"train-images.idx3-ubyte", "train-labels-idx1-ubyte.gz",
                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    folder.Write(std::string("mnist/") + file, "");
  }
  for (const char* file : {"train.bin", "test.bin"}) {
    folder.Write(std::string("cifar100/cifar-100-binary/") + file, "");
  }
  setenv("HUSHED_DATA_DIR", folder.name().c_str(), 1);
  const std::vector<StoredDataset> all = StoredDatasets();
  unsetenv("HUSHED_DATA_DIR");
  std::vector<std::string> names, there;
  for (const StoredDataset& stored : all) {
    names.push_back(stored.name);
    EXPECT_EQ(stored.folder, (folder / stored.name).string());
    if (stored.missing.empty()) there.push_back(stored.name);
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"mnist", "fashion-mnist", "emnist", "cifar10", "cifar100"}));
  EXPECT_EQ(there, (std::vector<std::string>{"mnist", "cifar100"}));
}

}  // namespace
}  // namespace hushed
