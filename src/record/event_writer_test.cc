// What the files hold is read back by tests/read_events.py (tests/events_test.cc); here stands what
// is kept and cut.
#include <gtest/gtest.h>

#include "record/crc32c.h"
#include "record/fake_runs.h"
#include "record/file.h"
#include "record/line_writer.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

double AtNoon() { return 43200.0; }

std::vector<MetricsLine> Lines(std::uint64_t rounds) {
  std::vector<MetricsLine> lines;
  for (std::uint64_t round = 0; round <= rounds; ++round) {
    lines.push_back(FakeLine(round, {{"train_loss", 1.0 / (1.0 + static_cast<double>(round))}}));
  }
  return lines;
}

void Write(const fs::path& folder, std::span<const MetricsLine> kept,
           std::span<const MetricsLine> more) {
  const auto writer = MakeEventWriter(folder, AtNoon);
  writer->Begin(kept);
  for (const MetricsLine& line : more) writer->Append(line);
}

// The first record to the last byte, made by hand: length, its mask, wall time, version, mask.
TEST(EventWriter, BeginsWithTheVersionOfTheFormat) {
  const TemporaryFolder folder;
  Write(folder.path(), {}, Lines(0));
  const auto files = EventFilesIn(folder.path());
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].filename(), "events.out.tfevents.000001.hushed");
  const std::string bytes = ReadFile(files[0]);
  const std::string event(
      "\x09\x00\x00\x00\x00\x00\x18\xe5\x40\x1a\x0d"
      "brain.Event:2",
      24);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x18\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(12, 24), event);
  std::uint32_t crc = 0;
  bytes.copy(reinterpret_cast<char*>(&crc), 4, 36);
  EXPECT_EQ(crc, MaskedCrc32c(event));
}

TEST(EventWriter, CutsTheStepsThatWereLost) {
  const auto lines = Lines(6);
  const TemporaryFolder expected;
  Write(expected.path(), {}, std::span(lines).first(3));
  const std::string kept = ReadFile(EventFilesIn(expected.path())[0]);
  const TemporaryFolder folder;
  Write(folder.path(), {}, std::span(lines).first(5));
  const fs::path first = EventFilesIn(folder.path())[0];
  OutputFile(first, OutputFile::Existing::kAppend).Write("torn");
  Write(folder.path(), std::span(lines).first(3), std::span(lines).subspan(3));
  const auto files = EventFilesIn(folder.path());
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(ReadFile(first), kept);
  // Back to what was before the second file: of that only the version and START stay.
  Write(folder.path(), std::span(lines).first(2), std::span(lines).subspan(2));
  EXPECT_EQ(EventFilesIn(folder.path()).size(), 3u);
  EXPECT_LT(fs::file_size(first), kept.size());
  EXPECT_EQ(fs::file_size(files[1]), 40u + 31u);
  Write(folder.path(), std::span(lines).first(1), {});
  const TemporaryFolder one;
  Write(one.path(), {}, std::span(lines).first(1));
  EXPECT_EQ(ReadFile(first), ReadFile(EventFilesIn(one.path())[0])) << "step 0 is a step, too";
}

// A long round that was interrupted is looked at twice at one step; the second look is lost.
TEST(EventWriter, KeepsAsManyRecordsOfTheLastStepAsThereAreLines) {
  auto lines = Lines(2);
  const TemporaryFolder folder;
  Write(folder.path(), {}, lines);
  const std::string once = ReadFile(EventFilesIn(folder.path())[0]);
  lines.push_back(lines.back());
  Write(folder.path(), {}, lines);
  const fs::path first = EventFilesIn(folder.path())[0];
  EXPECT_GT(fs::file_size(first), once.size());
  Write(folder.path(), lines, {});
  EXPECT_GT(fs::file_size(first), once.size()) << "both are kept";
  Write(folder.path(), std::span(lines).first(3), {});
  EXPECT_EQ(ReadFile(first), once);
  EXPECT_EQ(EventFilesIn(folder.path()).size(), 1u) << "no line more, no file more";
}

// The step of a START is that of the line after it.
TEST(EventWriter, ARunThatWasResumedEveryStepKeepsEveryLine) {
  std::vector<MetricsLine> lines = Lines(5);
  for (MetricsLine& line : lines) line.step = 125 + line.round;  // of one byte, then two
  const TemporaryFolder folder;
  std::vector<std::uintmax_t> sizes;
  for (std::size_t kept = 0; kept < lines.size(); ++kept) {
    Write(folder.path(), std::span(lines).first(kept), std::span(lines).subspan(kept, 1));
    sizes.push_back(fs::file_size(EventFilesIn(folder.path()).back()));
  }
  Write(folder.path(), lines, {});
  const auto files = EventFilesIn(folder.path());
  ASSERT_EQ(files.size(), lines.size());
  for (std::size_t i = 0; i < files.size(); ++i) EXPECT_EQ(fs::file_size(files[i]), sizes[i]) << i;
}

TEST(EventWriter, ARunThatBeginsAnewHasNoOldFiles) {
  const TemporaryFolder folder;
  const auto lines = Lines(4);
  Write(folder.path(), {}, std::span(lines).first(3));
  Write(folder.path(), std::span(lines).first(2), std::span(lines).subspan(2));
  folder.Write("events.out.tfevents.1700000000.host", "of another program");
  Write(folder.path(), {}, std::span(lines).first(1));
  EXPECT_EQ(EventFilesIn(folder.path()).size(), 1u);
  EXPECT_EQ(folder.Read("events.out.tfevents.1700000000.host"), "of another program");
}

}  // namespace
}  // namespace hushed
