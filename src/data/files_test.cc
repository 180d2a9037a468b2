#include "data/files.h"

#include <cstdlib>

#include "data/test_files.h"

namespace hushed {
namespace {

std::string Text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Long enough for several of the reader's chunks of 1 MiB, and one byte past a boundary.
std::string LongText() {
  std::string text;
  for (int i = 0; text.size() < (3u << 20) + 1; ++i) text += std::to_string(i % 7919);
  text.resize((3u << 20) + 1);
  return text;
}

TEST(ReadUnpacked, GivesPlainAndPackedFilesAlike) {
  const TemporaryFolder folder;
  for (const std::string& content : {std::string(), std::string("one\0two", 7), LongText()}) {
    EXPECT_EQ(Text(ReadUnpacked(folder.Write("plain", content))), content);
    EXPECT_EQ(Text(ReadUnpacked(WriteGzip(folder, "packed.gz", content))), content);
  }
}

TEST(ReadUnpacked, ReadsNoMoreThanIsAskedFor) {
  const TemporaryFolder folder;
  const std::string content = LongText();
  for (const std::string& file :
       {folder.Write("plain", content), WriteGzip(folder, "packed.gz", content)}) {
    EXPECT_EQ(Text(ReadUnpacked(file, 7)), content.substr(0, 7));
    EXPECT_EQ(Text(ReadUnpacked(file, (2u << 20) + 3)), content.substr(0, (2u << 20) + 3));
    EXPECT_EQ(Text(ReadUnpacked(file, content.size() + 1)), content);
  }
}

TEST(OpenFile, GivesPlainAndPackedFilesAlike) {
  const TemporaryFolder folder;
  const auto streamed = [](const std::string& file) {
    const auto stream = OpenFile(file);
    return std::string{std::istreambuf_iterator<char>(*stream), {}};
  };
  for (const std::string& content : {std::string(), std::string("one\0two", 7), LongText()}) {
    EXPECT_EQ(streamed(folder.Write("plain", content)), content);
    EXPECT_EQ(streamed(WriteGzip(folder, "packed.gz", content)), content);
  }
  const std::string cut = folder.Write("cut.gz", folder.Read("packed.gz").substr(0, 1000));
  EXPECT_EQ(ErrorOf<DataError>([&] { streamed(cut); }).substr(0, cut.size() + 2), cut + ": ");
  const auto lines = [&] {
    std::string line;
    for (const auto stream = OpenFile(cut); std::getline(*stream, line);) {
    }
  };
  EXPECT_TRUE(ErrorOf<DataError>(lines).starts_with(cut + ": ")) << ErrorOf<DataError>(lines);
  EXPECT_EQ(ErrorOf<DataError>([&] { OpenFile(folder.name()); }),
            folder.name() + ": is a folder, not a file");
}

TEST(ReadUnpacked, RefusesWhatIsNotThere) {
  const TemporaryFolder folder;
  const std::string missing = folder.name() + "/none";
  EXPECT_EQ(ErrorOf<DataError>([&] { ReadUnpacked(missing); }),
            missing + ": cannot be opened: No such file or directory");
  EXPECT_EQ(ErrorOf<DataError>([&] { ReadUnpacked(folder.name()); }),
            folder.name() + ": is a folder, not a file");
}

TEST(ReadUnpacked, RefusesATruncatedArchiveWhereverItIsCut) {
  const TemporaryFolder folder;
  std::ifstream in(WriteGzip(folder, "whole.gz", "some text, some more text"), std::ios::binary);
  const std::string packed{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const std::string file = folder.Write("cut.gz", packed.substr(0, size));
    EXPECT_EQ(ErrorOf<DataError>([&] { ReadUnpacked(file); }).substr(0, file.size() + 2),
              file + ": ")
        << "cut to " << size << " of " << packed.size() << " bytes";
  }
}

TEST(ReadUnpacked, RefusesADamagedArchive) {
  const TemporaryFolder folder;
  const std::string file = WriteGzip(folder, "damaged.gz", LongText());
  std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
  damage.seekp(-6, std::ios::end);  // within the checksum
  damage.put('!');
  damage.close();
  EXPECT_EQ(ErrorOf<DataError>([&] { ReadUnpacked(file); }),
            file + ": after 3145728 unpacked bytes: incorrect data check");
}

TEST(FindFile, TakesTheFirstNamePlainOrPacked) {
  const TemporaryFolder folder;
  const std::string packed = WriteGzip(folder, "second.gz", "2");
  EXPECT_EQ(FindFile(folder.name(), {"first", "second"}, ""), packed);
  const std::string plain = folder.Write("second", "2");
  EXPECT_EQ(FindFile(folder.name(), {"first", "second"}, ""), plain);
  const std::string first = WriteGzip(folder, "first.gz", "1");
  EXPECT_EQ(FindFile(folder.name(), {"first", "second"}, ""), first);
}

TEST(FindFile, SaysWhatIsMissingAndWhatToDo) {
  EXPECT_EQ(ErrorOf<DataError>([] {
              FindFile("/nowhere", {"first", "second"}, "buy it");
            }),
            "/nowhere: none of first, second (plain or .gz) is there; buy it");
}

TEST(DataFolder, PathBeatsEnvironmentBeatsTheSystem) {
  unsetenv("HUSHED_DATA_DIR");
  EXPECT_EQ(DataFolder("mnist", ""), "/usr/share/datasets/mnist");
  setenv("HUSHED_DATA_DIR", "/data", 1);
  EXPECT_EQ(DataFolder("mnist", ""), "/data/mnist");
  EXPECT_EQ(DataFolder("mnist", "here"), "here");
  setenv("HUSHED_DATA_DIR", "", 1);
  EXPECT_EQ(DataFolder("mnist", ""), "/usr/share/datasets/mnist");
  unsetenv("HUSHED_DATA_DIR");
}

}  // namespace
}  // namespace hushed
