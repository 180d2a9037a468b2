#include "data/partition_file.h"

#include "data/test_numpy.h"
#include "data/test_partitions.h"

namespace hushed {
namespace {

std::vector<Ids> Hands(const std::string& file, std::uint32_t workers, std::uint64_t examples) {
  return ReadPartition(ToBytes(file), "f", workers, examples);
}

std::string Error(const std::string& file, std::uint32_t workers = 2, std::uint64_t examples = 4) {
  return ErrorOf<DataError>([&] { Hands(file, workers, examples); });
}

TEST(PartitionFile, TextHasALineForEachWorker) {
  const std::vector<Ids> expected = {{3, 0}, {1, 2}};
  EXPECT_EQ(Hands("3 0\n1 2\n", 2, 4), expected);
  EXPECT_EQ(Hands("# who has what\n 3,0 \r\n#\n1\t,2\n\n \n", 2, 4), expected);
}

TEST(PartitionFile, AnArrayHasTheWorkerOfEachExample) {
  const std::vector<Ids> expected = {{1, 2}, {0, 3}};
  EXPECT_EQ(Hands(Npy<std::int64_t>("<i8", "(4,)", {1, 0, 0, 1}), 2, 4), expected);
  EXPECT_EQ(Hands(Npy<std::uint8_t>("|u1", "(4,)", {1, 0, 0, 1}), 2, 4), expected);
}

TEST(PartitionFile, NamesTheLineAndTheReason) {
  EXPECT_EQ(Error("0 1\n2 4\n"), "f:2: example '4' is not a whole number from 0 to 3");
  EXPECT_EQ(Error("0 -1\n"), "f:1: example '-1' is not a whole number from 0 to 3");
  EXPECT_EQ(Error("0 1.5\n"), "f:1: example '1.5' is not a whole number from 0 to 3");
  EXPECT_EQ(Error("0 1\n1 2 3\n"), "f:2: example 1 belongs to worker 0 already");
  EXPECT_EQ(Error("0 0\n"), "f:1: example 0 belongs to worker 0 already");
  EXPECT_EQ(Error("0 1 2 3\n\n"), "f:2: worker 1 has no example");
  EXPECT_EQ(Error("0 1\n2\n3\n"), "f:3: a line for worker 2: train.workers is 2");
  EXPECT_EQ(Error("0 1 2 3\n"), "f: lines for 1 workers: train.workers is 2");
  EXPECT_EQ(Error(""), "f: lines for 0 workers: train.workers is 2");
  EXPECT_EQ(Error("0\n3\n"),
            "f: 2 of the 4 training examples belong to nobody, example 1 is the first");
}

TEST(PartitionFile, NamesTheElementAndTheReason) {
  EXPECT_EQ(Error(Npy<std::int8_t>("|i1", "(3,)", {0, 1, 1})),
            "f: shape (3,) is not one worker for each of the 4 training examples");
  EXPECT_EQ(Error(Npy<std::int8_t>("|i1", "(2, 2)", {0, 1, 1, 0})),
            "f: shape (2, 2) is not one worker for each of the 4 training examples");
  EXPECT_EQ(Error(Npy<std::int8_t>("|i1", "(4,)", {0, 1, -1, 0})),
            "f: element (2): worker -1 is not a whole number from 0 to 1");
  EXPECT_EQ(Error(Npy<std::int8_t>("|i1", "(4,)", {0, 1, 2, 0})),
            "f: element (2): worker 2 is not a whole number from 0 to 1");
  EXPECT_EQ(Error(Npy<float>("<f4", "(4,)", {0, 1, 0.5, 0})),
            "f: element (2): worker 0.5 is not a whole number from 0 to 1");
  EXPECT_EQ(Error(Npy<std::int8_t>("|i1", "(4,)", {0, 0, 0, 0})), "f: worker 1 has no example");
  EXPECT_EQ(Error("\x93NUMP"), "f: byte 0: a .npy file begins with the byte 0x93 and NUMPY");
}

TEST(PartitionFile, IsAPartition) {
  const TemporaryFolder folder;
  const Dataset data = Labelled(4, 2);
  const std::string path = folder.Write("owners.txt", "3 0\n1 2\n");
  const Partition partition = Made(data, "file", {{"path", path}}, 2);
  ExpectLaws(partition, data, 1, "file");
  EXPECT_EQ(partition.shard(0)[0], 0u);
  EXPECT_EQ(partition.shard(0)[1], 3u);
  EXPECT_EQ(Refusal(data, "file", {}, 2),
            "partition.path is missing: the file that says whose the examples are");
  EXPECT_EQ(Refusal(data, "file", {{"path", path}}, 5),
            "partition.kind = \"file\": 5 workers need 5 training examples, made has 4");
}

}  // namespace
}  // namespace hushed
