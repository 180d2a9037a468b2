// Run by mpirun. What is too long for one call of MPI travels in several: here those take 16 bytes.
#include "transport/mpi/communicator.h"

#include <gtest/gtest.h>

#include <numeric>

#include "testing/ranks.h"

namespace hushed {
namespace {

class CallsOf16Bytes : public testing::Test {
 protected:
  CallsOf16Bytes() { MPI_Comm_dup(MPI_COMM_WORLD, &world_); }
  ~CallsOf16Bytes() override { MPI_Comm_free(&world_); }

  // What a rank says; lengths at, below and above multiples of 16.
  static std::vector<std::byte> Said(std::size_t rank) {
    std::vector<std::byte> bytes(15 + 17 * rank);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(7 * i + rank);
    return bytes;
  }

  MPI_Comm world_ = MPI_COMM_NULL;
  const std::size_t rank_ = Ranks().rank(), ranks_ = Ranks().ranks();
};

TEST_F(CallsOf16Bytes, AllHaveWhatEachSays) {
  Communicator communicator(world_, 16);
  std::vector<std::byte> all, expected;
  std::vector<std::uint64_t> sizes;
  for (std::size_t r = 0; r < ranks_; ++r) {
    const auto said = Said(r);
    sizes.push_back(said.size());
    expected.insert(expected.end(), said.begin(), said.end());
  }
  communicator.AllGather(Said(rank_), sizes, all);
  EXPECT_EQ(all, expected);
  EXPECT_EQ(communicator.sent_bytes(), sizes[rank_] * (ranks_ - 1));
}

TEST_F(CallsOf16Bytes, SumsAreOfAllScalars) {
  Communicator communicator(world_, 16);
  for (const std::size_t size : {1u, 16u, 17u, 50u}) {
    std::vector<double> v(size), expected(size);
    for (std::size_t i = 0; i < size; ++i) {
      v[i] = static_cast<double>(i * (rank_ + 1));
      expected[i] = static_cast<double>(i * ranks_ * (ranks_ + 1) / 2);
    }
    communicator.AllReduce<double>(v);
    EXPECT_EQ(v, expected) << size;
  }
}

TEST_F(CallsOf16Bytes, RankZeroIsHeardByAll) {
  Communicator communicator(world_, 16);
  std::vector<std::byte> bytes = rank_ == 0 ? Said(5) : Said(rank_);
  communicator.Broadcast(bytes);
  EXPECT_EQ(bytes, Said(5));
}

TEST_F(CallsOf16Bytes, MovesFromRankToRank) {
  Communicator communicator(world_, 16);
  const std::size_t last = ranks_ - 1;
  std::vector<std::byte> bytes = Said(rank_);
  communicator.Move(last, 0, bytes);
  EXPECT_EQ(bytes, Said(rank_ == 0 ? last : rank_));
  communicator.Move(0, last, bytes);
  EXPECT_EQ(bytes, Said(rank_ == 0 ? last : rank_));
}

}  // namespace
}  // namespace hushed
