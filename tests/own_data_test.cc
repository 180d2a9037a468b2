// A user's own data: the same examples from any source train to the same bits, and ranks read what
// they need of it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "data/test_numpy.h"
#include "engine/loaded_data.h"
#include "engine/prepare.h"
#include "harness.h"

namespace hushed {
namespace {

constexpr int kWorkers = 4, kRows = 6;  // rows of each worker, three numbers each

int Entry(int row, int column) { return (7 * row + 3 * column) % 11 - 5; }
int Label(int row) { return row % 3; }

std::string JobWith(const std::string& data, const std::string& partition) {
  return "[data]\n" + data + "\n[partition]\n" + partition +
         "\n[model]\nname = \"mlp\"\nhidden = [5]\n[train]\nprecision = \"double\"\nbatch = 2\n"
         "steps = 12\nevaluate_every = 4\nworkers = 4\n[algorithm]\nname = \"fedavg\"\n"
         "learning_rate = 0.1\n[algorithm.local_steps]\nkind = \"fixed\"\nsteps = 3\n";
}

// Rows [first, last) as text: `row` is called with each row's number.
std::string Joined(int first, int last, const std::string& between,
                   const std::function<std::string(int)>& row) {
  std::string text;
  for (int i = first; i < last; ++i) text += (i > first ? between : "") + row(i);
  return text;
}

std::string Csv(int first, int last, bool with_worker) {
  return Joined(first, last, "\n", [&](int i) {
    const std::string values =
        fmt::format("{},{},{},{}", Entry(i, 0), Entry(i, 1), Entry(i, 2), Label(i));
    return with_worker ? fmt::format("{},{}", i / kRows, values) : values;
  });
}

std::string Npz(const TemporaryFolder& folder, const std::string& name, int first, int last,
                bool with_worker) {
  std::vector<float> x;
  std::vector<std::int64_t> y;
  std::vector<std::int32_t> worker;
  for (int i = first; i < last; ++i) {
    for (int j = 0; j < 3; ++j) x.push_back(static_cast<float>(Entry(i, j)));
    y.push_back(Label(i));
    worker.push_back(i / kRows);
  }
  const std::string n = std::to_string(last - first);
  Members members = {{"x.npy", Npy("<f4", "(" + n + ", 3)", x)},
                     {"y.npy", Npy("<i8", "(" + n + ",)", y)}};
  if (with_worker) members.push_back({"worker.npy", Npy("<i4", "(" + n + ",)", worker)});
  return WriteNpz(folder, name, members, /*deflated=*/true);
}

std::string Leaf() {
  const auto user = [](int m) {
    const int first = m * kRows, last = first + kRows;
    return fmt::format(R"("u{}": {{"x": [{}], "y": [{}]}})", m,
                       Joined(first, last, ", ",
                              [](int i) {
                                return fmt::format("[{}, {}, {}]", Entry(i, 0), Entry(i, 1),
                                                   Entry(i, 2));
                              }),
                       Joined(first, last, ", ", [](int i) { return std::to_string(Label(i)); }));
  };
  return fmt::format(R"({{"user_data": {{{}}}}})", Joined(0, kWorkers, ", ", user));
}

std::string Data(const std::string& name, const std::string& path, const std::string& more = "") {
  return fmt::format("name = \"{}\"\npath = \"{}\"\n{}", name, path, more);
}

TEST(OwnData, TheSameExamplesFromAnySourceTrainToTheSameBits) {
  const TemporaryFolder folder;
  const int all = kWorkers * kRows;
  for (int m = 0; m < kWorkers; ++m) {
    const int first = m * kRows, last = first + kRows;
    folder.Write(fmt::format("s{}.csv", m), Csv(first, last, false));
    Npz(folder, fmt::format("s{}.npz", m), first, last, false);
  }
  const std::string by_owner = "kind = \"by-owner\"";
  const std::string mine = folder.Write("who.txt",
                                        "0 1 2 3 4 5\n6,7,8,9,10,11\n"
                                        "17 16 15 14 13 12\n18 19 20 21 22 23\n");
  const std::string plain = folder.Write("plain.csv", Csv(0, all, false));
  const std::string columns = folder.Write("columns.csv", Csv(0, all, true));
  const std::string expected =
      DigestOf(JobWith(Data("csv", plain), "kind = \"file\"\npath = \"" + mine + "\""));
  for (const std::string& data :
       {Data("csv", columns, "worker = \"0\""), Data("csv", folder.name() + "/s{worker}.csv"),
        Data("numpy", Npz(folder, "all.npz", 0, all, true)),
        Data("numpy", folder.name() + "/s{worker}.npz"),
        Data("leaf", folder.Write("leaf.json", Leaf()))}) {
    EXPECT_EQ(DigestOf(JobWith(data, by_owner)), expected) << data;
    EXPECT_EQ(DigestOf(JobWith(data, by_owner), {}, 2, 3), expected) << data;
  }
  EXPECT_NE(DigestOf(JobWith(Data("csv", plain), "kind = \"iid\"")), expected);
}

// Two ranks, files of 2 images each of 4 workers, and no more than two examples to measure loss on:
// rank 1, which measures none, reads the rows of workers 2 and 3 only.
TEST(OwnData, ARankReadsTheImagesItNeeds) {
  const TemporaryFolder folder;
  for (const std::uint8_t m : {0, 1, 2, 3}) {
    const std::vector<std::uint8_t> pixels = {m, 1, 2, 3, 4, 5, 6, 7};
    WriteNpz(folder, fmt::format("{}.npz", m),
             {{"x.npy", Npy("|u1", "(2, 2, 2)", pixels)},
              {"y.npy", Npy<std::uint8_t>("|u1", "(2,)", {0, 1})}});
  }
  // 1,000 test examples and the two of the loss are two parts: one for each rank.
  const std::vector<std::uint8_t> black(4000, 0), classes(1000, 1);
  const std::string test = WriteNpz(
      folder, "test.npz",
      {{"x.npy", Npy("|u1", "(1000, 2, 2)", black)}, {"y.npy", Npy("|u1", "(1000,)", classes)}});
  const Job job = ParsedJob(
      JobWith(Data("numpy", folder.name() + "/{worker}.npz", "test_path = \"" + test + "\""),
              "kind = \"by-owner\""),
      {"train.loss_examples=2"});
  const auto alone = Prepare<double>(job);
  const auto second = Prepare<double>(job, nullptr, {.rank = 1, .ranks = 2});
  EXPECT_EQ(alone.data->train.bytes.values.size(), 8u * 4);
  EXPECT_EQ(second.data->train.bytes.values.size(), 4u * 4);
  std::vector<double> one(4), other(4);
  for (const std::uint32_t example : {4, 5, 6, 7}) {
    Gather<double>(*alone.data, alone.data->train, std::vector{example}, one);
    Gather<double>(*second.data, second.data->train, std::vector{example}, other);
    EXPECT_EQ(one, other);
  }
}

TEST(OwnData, ACachedDrawIsNotTakenForAnother) {
  const TemporaryFolder folder;
  const std::string toml =
      JobWith(Data("csv", folder.Write("a.csv", Csv(0, 24, false)), "test_fraction = 0.5"),
              "kind = \"iid\"");
  LoadedData loaded;
  const auto first = loaded.For(ParsedJob(toml));
  EXPECT_EQ(loaded.For(ParsedJob(toml)), first);
  const auto second = loaded.For(ParsedJob(toml, {"seed=7"}));
  EXPECT_NE(second->test.dense, first->test.dense);
  EXPECT_EQ(loaded.For(ParsedJob(toml))->test.dense, first->test.dense);
}

}  // namespace
}  // namespace hushed
