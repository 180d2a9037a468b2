#include "path_candidates.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "testing/temporary_folder.h"

namespace hushed {
namespace {

using Words = std::vector<std::string>;

bool IsJob(const std::filesystem::path& path) { return path.extension() == ".toml"; }

TEST(PathCandidates, AreWhatIsTakenAndFoldersOnTheWay) {
  const TemporaryFolder folder;
  for (const char* file :
       {"b.toml", "a.toml", "c.txt", ".hidden.toml", "jobs/d.toml", "jobs x/e"}) {
    folder.Write(file, "");
  }
  const std::string at = folder.name() + "/";
  EXPECT_EQ(PathCandidates(at, IsJob),
            (Words{at + "a.toml", at + "b.toml", at + "jobs x/", at + "jobs/"}));
  EXPECT_EQ(PathCandidates(at + "b", IsJob), Words{at + "b.toml"});
  EXPECT_EQ(PathCandidates(at + ".", IsJob), Words{at + ".hidden.toml"});
  EXPECT_EQ(PathCandidates(at + "jobs/", IsJob), Words{at + "jobs/d.toml"});
  EXPECT_EQ(PathCandidates(at + "nowhere/", IsJob), Words{});
  setenv("HOME", folder.name().c_str(), 1);
  EXPECT_EQ(PathCandidates("~/jobs/", IsJob), Words{"~/jobs/d.toml"});
}

}  // namespace
}  // namespace hushed
