// Whatever is done to a good file's bytes, a reader gives rows that keep their promises or a
// DataError that begins with the file's name.
#include <cmath>
#include <sstream>

#include "data/leaf_reader.h"
#include "data/npy.h"
#include "data/npz.h"
#include "data/partition_file.h"
#include "data/readers.h"
#include "data/test_numpy.h"
#include "hushed/stream.h"
#include "testing/mutation.h"

namespace hushed {
namespace {

std::string MutatedFile(const std::string& file, Stream& stream) {
  return Mutated(file, stream, [&](std::uint64_t kind, std::size_t at, std::string& text) {
    if (kind == 0) {
      text.insert(at, text.substr(stream.Below(text.size()), 1 + stream.Below(20)));
    } else {
      text[at] = static_cast<char>(text[at] ^ 1 << stream.Below(8));
    }
  });
}

// Reads `mutations` mutations of a file; `read` checks what it accepts.
template <class Read>
void Survive(const std::string& file, int mutations, const Read& read) {
  Stream stream(/*seed=*/1, Purpose::kData, /*worker=*/0, /*round=*/0, /*step=*/0);
  int accepted = 0, refused = 0;
  for (int i = 0; i < mutations; ++i) {
    const std::string mutated = MutatedFile(file, stream);
    try {
      read(mutated);
      ++accepted;
    } catch (const DataError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("f:")) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(accepted, mutations / 1000);
  EXPECT_GT(refused, mutations / 1000);
}

void ReadArray(std::span<const std::byte> bytes) {
  const NpyHeader header = ReadNpyHeader(bytes, "f");
  const auto numbers = NpyNumbers(header, bytes, "f");
  EXPECT_EQ(numbers.size(), header.size);
  for (const double number : numbers) EXPECT_TRUE(std::isfinite(number));
}

TEST(ReaderMutation, Npy) {
  const std::string file =
      Npy<float>("<f4", "(3, 4)", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, /*fortran=*/true);
  Survive(file, 20'000, [](const std::string& mutated) { ReadArray(ToBytes(mutated)); });
}

TEST(ReaderMutation, Npz) {
  const TemporaryFolder folder;
  const std::string x = Npy<double>("<f8", "(3, 2)", {0, 1, 2, 3, 4, 5});
  const std::string y = Npy<std::uint8_t>("|u1", "(3,)", {0, 1, 2});
  for (const bool deflated : {false, true}) {
    WriteNpz(folder, "a.npz", {{"x.npy", x}, {"y.npy", y}}, deflated);
    Survive(folder.Read("a.npz"), 10'000, [](const std::string& mutated) {
      const Bytes bytes = ToBytes(mutated);
      const Npz archive(bytes, "f");
      for (const std::string& array : archive.arrays()) archive.Read(array);
    });
  }
}

TEST(ReaderMutation, Leaf) {
  const std::string file =
      R"({"users": ["a", "b"], "num_samples": [2, 1], "user_data": {"a": {"x": [[1, 2.5], [3, 4]],)"
      R"("y": [0, 1]}, "b": {"x": [[5e-3, 6]], "y": [1]}}, "more": [{"x": null}]})";
  Survive(file, 20'000, [](const std::string& mutated) {
    LeafRows rows;
    std::istringstream in(mutated);
    ReadLeaf(in, "f", 10, rows);
    EXPECT_EQ(rows.dense.size(), rows.targets.size() * rows.columns);
    EXPECT_EQ(rows.end.size(), rows.users.size());
    EXPECT_EQ(rows.end.empty() ? 0 : rows.end.back(), rows.targets.size());
  });
}

TEST(ReaderMutation, Csv) {
  CsvFormat format;
  format.label = "ill";
  format.worker = "site";
  format.skipped = {"id"};
  Survive("id,site,\"age\",ill\na1,0,40,0\n\"b, 2\",1,50,1\nc3,0,\"60\",1\n", 20'000,
          [&](const std::string& mutated) {
            const LabelledRows rows = ReadCsv(ToBytes(mutated), "f", format);
            EXPECT_EQ(rows.dense.size(), rows.targets.size() * rows.columns);
            EXPECT_EQ(rows.owners.size(), rows.targets.size());
          });
}

void ReadHands(const std::string& file) {
  std::vector<int> times(6, 0);
  for (const Ids& hand : ReadPartition(ToBytes(file), "f", 3, 6)) {
    EXPECT_FALSE(hand.empty());
    for (const std::uint32_t id : hand) ++times.at(id);
  }
  EXPECT_EQ(times, std::vector<int>(6, 1));
}

TEST(ReaderMutation, Partition) {
  Survive("# mine\n0 5\n3,1\n2 4\n", 20'000, ReadHands);
  Survive(Npy<std::uint8_t>("|u1", "(6,)", {0, 1, 2, 0, 1, 2}), 20'000, ReadHands);
}

}  // namespace
}  // namespace hushed
