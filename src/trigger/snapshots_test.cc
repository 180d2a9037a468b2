#include "trigger/snapshots.h"

#include <gtest/gtest.h>

#include "core/memory_archive.h"

namespace hushed {
namespace {

const std::vector<double> kX = {1, 2, 3}, kY = {4, 5, 6};

TEST(Snapshots, ARoundHasOneForAllWhoAsk) {
  Snapshots<double> snapshots;
  const auto first = snapshots.Of(0, kX), second = snapshots.Of(0, kX);
  EXPECT_EQ(*first, kX);
  EXPECT_EQ(first, second);
}

TEST(Snapshots, KeepWhatTheyWereWhenOthersAreTaken) {
  Snapshots<double> snapshots;
  auto x = kX;
  const auto old = snapshots.Of(3, x);
  x = kY;
  EXPECT_EQ(*snapshots.Of(4, x), kY);
  EXPECT_EQ(*old, kX);
}

TEST(Snapshots, ThatNobodyKeepsAreForgotten) {
  Snapshots<double> snapshots;
  const std::weak_ptr<const std::vector<double>> forgotten = snapshots.Of(7, kX);
  EXPECT_TRUE(forgotten.expired());
  EXPECT_EQ(*snapshots.Of(7, kY), kY);
}

TEST(Snapshots, AreSavedByValue) {
  for (const Snapshot<double>& saved :
       {Snapshot<double>(), std::make_shared<const std::vector<double>>(kX)}) {
    SavingArchive saving;
    auto copy = saved;
    Serialize(saving, copy);
    LoadingArchive loading(saving.bytes());
    Snapshot<double> loaded = std::make_shared<const std::vector<double>>(kY);
    Serialize(loading, loaded);
    ASSERT_EQ(loaded == nullptr, saved == nullptr);
    if (saved) {
      EXPECT_EQ(*loaded, *saved);
    }
  }
}

}  // namespace
}  // namespace hushed
