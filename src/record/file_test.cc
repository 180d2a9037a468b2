#include "record/file.h"

#include <gtest/gtest.h>

#include "hushed/errors.h"
#include "record/fake_runs.h"

namespace hushed {
namespace {

TEST(File, HoldsTheBytesItWasGiven) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\r\n\xFF", 6);
  ReplaceFile(folder / "file", {bytes, "", "tail"});
  EXPECT_EQ(ReadFile(folder / "file"), bytes + "tail");
  ReplaceFile(folder / "file", {"new"});
  EXPECT_EQ(ReadFile(folder / "file"), "new");
  const std::filesystem::directory_iterator files(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "something is left over";
}

TEST(File, AppendsOrReplaces) {
  const TemporaryFolder folder;
  OutputFile(folder / "file", OutputFile::Existing::kAppend).Write("one ");
  OutputFile(folder / "file", OutputFile::Existing::kAppend).Write("two");
  EXPECT_EQ(ReadFile(folder / "file"), "one two");
  OutputFile(folder / "file", OutputFile::Existing::kReplace).Write("three");
  EXPECT_EQ(ReadFile(folder / "file"), "three");
}

TEST(File, WhatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THROW(ReadFile(folder / "absent"), DataError);
  EXPECT_THROW(ReadFile(folder.path()), DataError);
  try {
    ReadFile(folder / "absent");
  } catch (const DataError& error) {
    EXPECT_EQ(std::string(error.what()), (folder / "absent").string() + ": there is no such file");
  }
}

TEST(File, IsInPlaceUntilItIsMovedOrReplaced) {
  const TemporaryFolder folder;
  OutputFile file(folder / "file", OutputFile::Existing::kReplace);
  EXPECT_NO_THROW(file.RequireInPlace());
  OutputFile(folder / "file", OutputFile::Existing::kAppend).Write("by another");
  EXPECT_NO_THROW(file.RequireInPlace()) << "it is the same file";
  std::filesystem::rename(folder / "file", folder / "moved");
  EXPECT_THROW(file.RequireInPlace(), DataError);
  ReplaceFile(folder / "file", {"other"});
  EXPECT_THROW(file.RequireInPlace(), DataError);
  std::filesystem::rename(folder / "moved", folder / "file");
  EXPECT_NO_THROW(file.RequireInPlace());
}

TEST(FolderLock, IsOnePerFolder) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    EXPECT_THROW(FolderLock(folder.path()), ConfigError);
  }
  EXPECT_NO_THROW(FolderLock(folder.path())) << "it ended";
}

TEST(File, AFullDiskIsReported) {
  OutputFile full("/dev/full", OutputFile::Existing::kAppend);
  EXPECT_THROW(full.Write("x"), DataError);
}

TEST(File, AFailedReplacementLeavesTheOldFile) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "taken");
  EXPECT_THROW(ReplaceFile(folder / "taken", {"x"}), DataError);
  EXPECT_TRUE(std::filesystem::is_directory(folder / "taken"));
  EXPECT_FALSE(std::filesystem::exists(folder / "taken.partial"));
  EXPECT_THROW(ReplaceFile(folder / "absent" / "file", {"x"}), DataError);
}

}  // namespace
}  // namespace hushed
