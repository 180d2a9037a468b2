#include "record/checkpoint_file.h"

#include <gtest/gtest.h>

#include <sstream>

#include "hushed/errors.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

constexpr CheckpointHead kHead{.scalar_bytes = 4, .job = 77, .data = 9};

std::vector<std::byte> Bytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

void Write(const fs::path& path, const std::vector<std::string>& sections) {
  CheckpointWriter writer(path, kHead);
  for (const std::string& section : sections) writer.Append(Bytes(section));
  writer.Keep();
}

// What is wrong with these bytes; empty: nothing is.
std::string Fault(const std::string& bytes, const CheckpointHead& head = kHead) {
  try {
    CheckpointReader(std::make_unique<std::istringstream>(bytes), "it", head);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(CheckpointFile, GivesItsSectionsBackInOrder) {
  const TemporaryFolder folder;
  const std::string large(3'000'000, 'x');
  Write(folder / "a", {"shared", "", large, "end"});
  const auto reader = OpenCheckpoint(folder / "a", kHead);
  std::vector<std::byte> section;
  for (const std::string& expected : {std::string("shared"), std::string(), large}) {
    reader->Next(section);
    EXPECT_TRUE(section == Bytes(expected));
    EXPECT_FALSE(reader->finished());
  }
  reader->Next(section);
  EXPECT_TRUE(reader->finished());
  EXPECT_THROW(reader->Next(section), DataError);
}

TEST(CheckpointFile, MayHoldNothing) {
  const TemporaryFolder folder;
  Write(folder / "a", {});
  EXPECT_TRUE(OpenCheckpoint(folder / "a", kHead)->finished());
}

TEST(CheckpointFile, IsRefusedAtEveryLengthButItsOwn) {
  const TemporaryFolder folder;
  Write(folder / "a", {"shared", "worker"});
  const std::string whole = folder.Read("a");
  EXPECT_EQ(Fault(whole), "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(Fault(whole.substr(0, size)).find("it: is cut off"), std::string::npos) << size;
  }
  EXPECT_NE(Fault(whole + '\0'), "");
}

TEST(CheckpointFile, IsRefusedWithAnyBitOfItChanged) {
  const TemporaryFolder folder;
  Write(folder / "a", {"shared", "worker"});
  const std::string whole = folder.Read("a");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_NE(Fault(changed).find("is cut off or damaged"), std::string::npos) << i;
    }
  }
}

// The digest is right in all of these.
std::string Sealed(std::string bytes) {
  const std::uint64_t digest = DigestBytes(std::as_bytes(std::span(bytes)));
  return bytes.append(reinterpret_cast<const char*>(&digest), sizeof digest);
}

TEST(CheckpointFile, TellsWhatIsForeign) {
  const TemporaryFolder folder;
  Write(folder / "a", {"shared"});
  const std::string whole = folder.Read("a");
  EXPECT_EQ(Fault(whole, {.scalar_bytes = 8, .job = 77, .data = 9}), "it: belongs to another job");
  EXPECT_EQ(Fault(whole, {.scalar_bytes = 4, .job = 78, .data = 9}), "it: belongs to another job");
  EXPECT_EQ(Fault(whole, {.scalar_bytes = 4, .job = 77, .data = 8}),
            "it: was made with other data");
  std::string body = whole.substr(0, whole.size() - 8);
  EXPECT_EQ(Fault(Sealed(body)), "");
  body[8] = 9;
  EXPECT_EQ(Fault(Sealed(body)), "it: has format 9, and this hushed reads format 3");
  body[0] = 'H';
  EXPECT_EQ(Fault(Sealed(body)), "it: is no checkpoint");
}

TEST(CheckpointFile, ASectionBeyondTheEndIsRefused) {
  const TemporaryFolder folder;
  Write(folder / "a", {"shared"});
  std::string body = folder.Read("a");
  body.resize(body.size() - 8);
  for (const char more : {1, 127}) {
    std::string longer = body;
    longer[32] = static_cast<char>(longer[32] + more);
    longer[39] = more == 127 ? more : '\0';
    CheckpointReader reader(std::make_unique<std::istringstream>(Sealed(longer)), "it", kHead);
    std::vector<std::byte> section;
    EXPECT_THROW(reader.Next(section), DataError);
  }
}

TEST(CheckpointFile, WhatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  for (const fs::path& path : {folder / "absent", folder.path()}) {
    try {
      OpenCheckpoint(path, kHead);
      ADD_FAILURE() << path;
    } catch (const DataError& error) {
      EXPECT_EQ(std::string(error.what()), path.string() + ": is no file that can be read");
    }
  }
}

TEST(CheckpointFile, StandsOnlyWhenItIsKept) {
  const TemporaryFolder folder;
  Write(folder / "a", {"old"});
  const std::string old = folder.Read("a");
  {
    CheckpointWriter writer(folder / "a", kHead);
    writer.Append(Bytes("new"));
    EXPECT_EQ(folder.Read("a"), old);
  }
  EXPECT_EQ(folder.Read("a"), old);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace hushed
