// What all data sets have in common: the list, who sees the same, digests.
#include <functional>

#include "data/dataset.h"
#include "data/test_files.h"

namespace hushed {
namespace {

TEST(Datasets, WhetherWorkersAndSeedMatterIsKnown) {
  EXPECT_TRUE(IsSameForAll({"csv", {{"path", std::string("a.csv")}, {"test_fraction", 0.0}}}));
  EXPECT_TRUE(IsSameForAll({"mnist", {}}));
  EXPECT_FALSE(IsSameForAll({"csv", {{"path", std::string("a.csv")}, {"test_fraction", 0.1}}}));
  EXPECT_FALSE(IsSameForAll({"numpy", {{"path", std::string("a-{worker}.npz")}}}));
  EXPECT_FALSE(IsSameForAll({"synthetic-blobs", {}}));
}

TEST(Datasets, UnknownNamesAreRefusedWithTheNearest) {
  EXPECT_EQ(ErrorOf<ConfigError>([] {
              LoadDataset({"libsmv", {}}, 1, 1);
            }),
            "unknown data set 'libsmv', did you mean 'libsvm'?");
}

// What every kind lists is what it takes: defaults are complete and pass their own check.
TEST(Datasets, EveryKindDescribesItsOptions) {
  const auto kinds = DatasetKinds();
  EXPECT_EQ(kinds.size(), 13u);
  for (const KindInfo& kind : kinds) {
    EXPECT_FALSE(kind.summary.empty());
    EXPECT_EQ(Complete(kind.options, {}, "data").size(), kind.options.size()) << kind.name;
    for (const OptionInfo& option : kind.options) EXPECT_FALSE(option.help.empty());
  }
}

Dataset Small() {
  Dataset data;
  data.train.size = data.test.size = 2;
  data.train.bytes.values = {7, 8};
  data.train.targets = {0, 1};
  data.test.sparse = {{0, 1, 1}, {4}, {0.5}};
  data.test.targets = {1, 0};
  data.owners = {0, 1};
  return data;
}

TEST(DigestOf, SeesEveryNumber) {
  const std::function<void(Dataset&)> changes[] = {
      [](Dataset& data) { data.train.bytes.values[1] = 9; },
      [](Dataset& data) { data.train.targets[0] = 1; },
      [](Dataset& data) { data.test.sparse.row_begin[1] = 0; },
      [](Dataset& data) { data.test.sparse.columns[0] = 5; },
      [](Dataset& data) { data.test.sparse.values[0] = -0.5; },
      [](Dataset& data) { data.test.targets[1] = 1; },
      [](Dataset& data) { data.owners[1] = 0; },
      [](Dataset& data) { data.quadratics.linear = {0.0}; }};
  EXPECT_EQ(DigestOf(Small()), DigestOf(Small()));
  for (const auto& change : changes) {
    Dataset changed = Small();
    change(changed);
    EXPECT_NE(DigestOf(changed), DigestOf(Small())) << "change " << &change - changes;
  }
}

TEST(DigestOf, PassesOverRowsThatCanWait) {
  Dataset read = Small();
  read.train.rows_can_wait = true;
  Dataset unread = read;
  unread.train.bytes.values.clear();
  EXPECT_EQ(DigestOf(unread), DigestOf(read));
}

}  // namespace
}  // namespace hushed
