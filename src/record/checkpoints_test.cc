#include "record/checkpoints.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <set>

#include "hushed/errors.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

constexpr CheckpointHead kHead{.scalar_bytes = 4, .job = 77, .data = 9};

class CheckpointsTest : public testing::Test {
 protected:
  // A checkpoint whose only section is `size` bytes.
  void Make(std::uint64_t round, std::size_t generations = 2, std::size_t size = 1) const {
    const auto writer = checkpoints_.Begin(round, kHead);
    writer->Append(std::vector<std::byte>(size, std::byte(round)));
    checkpoints_.Keep(*writer, round, generations);
  }
  void Damage(const std::string& name) const {
    std::string bytes = folder_.Read("run/checkpoint/" + name);
    bytes[bytes.size() / 2] ^= 1;
    folder_.Write("run/checkpoint/" + name, bytes);
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoint")) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }
  // The round whose checkpoint is opened; -1: there is none.
  int Opened(std::vector<std::string>* notices = nullptr) const {
    const auto reader = checkpoints_.OpenNewest(kHead, [&](const std::string& notice) {
      if (notices) notices->push_back(notice);
    });
    if (!reader) return -1;
    std::vector<std::byte> section;
    reader->Next(section);
    return std::to_integer<int>(section.at(0));
  }

  CheckpointsTest() { fs::create_directory(folder_ / "run"); }

  TemporaryFolder folder_;
  Checkpoints checkpoints_{folder_ / "run/checkpoint"};
};

TEST_F(CheckpointsTest, AreNoneAtFirst) {
  EXPECT_TRUE(checkpoints_.empty());
  EXPECT_EQ(Opened(), -1);
  checkpoints_.Remove();
  EXPECT_FALSE(fs::exists(folder_ / "run/checkpoint"));
}

TEST_F(CheckpointsTest, MakeNoRunFolderThatIsGone) {
  fs::remove(folder_ / "run");
  EXPECT_THROW(checkpoints_.Begin(1, kHead), DataError);
  EXPECT_FALSE(fs::exists(folder_ / "run"));
}

TEST_F(CheckpointsTest, TheNewestTwoAreKept) {
  for (const std::uint64_t round : {8, 9, 10, 100}) {
    Make(round);
    EXPECT_EQ(Opened(), static_cast<int>(round)) << "by number, not by name";
  }
  EXPECT_EQ(Names(), (std::set<std::string>{"10.ckpt", "100.ckpt"}));
  Make(100);
  EXPECT_EQ(Names(), (std::set<std::string>{"10.ckpt", "100.ckpt"}));
  Make(120, 1);
  EXPECT_EQ(Names(), (std::set<std::string>{"120.ckpt"}));
}

TEST_F(CheckpointsTest, ADamagedOneIsPassedOverAndReported) {
  Make(1);
  Make(2);
  Damage("2.ckpt");
  std::vector<std::string> notices;
  EXPECT_EQ(Opened(&notices), 1);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_NE(notices[0].find("2.ckpt: is cut off or damaged"), std::string::npos) << notices[0];
  EXPECT_NE(notices[0].find("1.ckpt"), std::string::npos) << notices[0];
}

TEST_F(CheckpointsTest, WhenAllAreDamagedEachIsNamed) {
  Make(1);
  Make(2);
  Damage("1.ckpt");
  folder_.Write("run/checkpoint/2.ckpt", "");
  try {
    Opened();
    ADD_FAILURE();
  } catch (const DataError& error) {
    const std::string what = error.what();
    EXPECT_NE(what.find("1.ckpt: is cut off or damaged"), std::string::npos) << what;
    EXPECT_NE(what.find("2.ckpt: is cut off: it has 0 bytes"), std::string::npos) << what;
  }
}

// 2 was damaged, so the run went on from 1 and comes to 2 another time.
TEST_F(CheckpointsTest, ThoseOfLaterRoundsMakeRoom) {
  Make(1);
  Make(3);
  Damage("3.ckpt");
  Make(2);
  EXPECT_EQ(Names(), (std::set<std::string>{"1.ckpt", "2.ckpt"}));
}

TEST_F(CheckpointsTest, FilesOfOthersAreLeftAlone) {
  Make(5);
  const std::set<std::string> others = {"05.ckpt", "best.ckpt", "5.ckpt.old", "-1.ckpt", "notes"};
  for (const std::string& name : others) folder_.Write("run/checkpoint/" + name, "mine");
  folder_.Write("run/checkpoint/4.ckpt.partial", "what a killed program left");
  EXPECT_EQ(Opened(), 5);
  Make(6);
  Make(7);
  std::set<std::string> all = others;
  all.insert({"6.ckpt", "7.ckpt"});
  EXPECT_EQ(Names(), all);
  checkpoints_.Remove();
  EXPECT_EQ(Names(), others);
}

// No file may grow beyond 1000 bytes: as on a disk that is full.
class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{1000, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(CheckpointsTest, AFullDiskLeavesTheOneBefore) {
  Make(1);
  {
    const FullDisk full;
    try {
      Make(2, 2, 5000);
      ADD_FAILURE();
    } catch (const DataError& error) {
      EXPECT_NE(std::string(error.what()).find("2.ckpt"), std::string::npos) << error.what();
    }
  }
  EXPECT_EQ(Opened(), 1);
  EXPECT_EQ(Names(), (std::set<std::string>{"1.ckpt"}));
}

TEST_F(CheckpointsTest, AFolderThatCannotBeMadeIsNamed) {
  folder_.Write("run/checkpoint", "a file");
  EXPECT_TRUE(checkpoints_.empty());
  try {
    Make(1);
    ADD_FAILURE();
  } catch (const DataError& error) {
    const std::string path = (folder_ / "run/checkpoint").string();
    EXPECT_EQ(std::string(error.what()).find(path + ": cannot be made"), 0u) << error.what();
  }
}

}  // namespace
}  // namespace hushed
