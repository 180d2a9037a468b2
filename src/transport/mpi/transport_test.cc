// Run by mpirun; every rank makes the same calls and checks what it got.
#include "transport/mpi/transport.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testing/ranks.h"
#include "transport/mpi/communicator.h"
#include "transport/transport_cases.h"

namespace hushed {
namespace {

MakeTransport Exactly() {
  return [](std::size_t workers, std::size_t threads) {
    return MakeMpiTransport<double>(Ranks(), SmallProblems(), 1, threads, workers,
                                    ReductionKind::kExact);
  };
}

TEST(MpiTransport, GivesTheBitsOfTheThreadsTransport) {
  for (const std::size_t workers : {8u, 10u, 17u, 100u, 300u}) {
    ExpectTheReference(workers, 40, Exactly());
  }
}

// The exact sum is made in pieces, and slices may be empty.
TEST(MpiTransport, SumsVectorsOfAnySize) {
  for (const std::size_t size : {1u, 2u, 7u, 5000u}) ExpectTheReference(8, size, Exactly());
}

TEST(MpiTransport, SumsVectorsOfManyPieces) {
  const std::size_t size = (std::size_t{2} << 20) + 5;
  const auto reference = MakeThreadsTransport<double>(SmallProblems(), 1, 1);
  const auto transport = Exactly()(8, 1);
  const Plan plan = PlanFor(8);
  EXPECT_TRUE(Exchanged(*transport, plan, size, Says::kDense, Hears::kSum) ==
              Exchanged(*reference, plan, size, Says::kDense, Hears::kSum));
}

TEST(MpiTransport, FastSumsAreCloseButNotPromisedToBeEqual) {
  const auto reference = MakeThreadsTransport<double>(SmallProblems(), 1, 1);
  const auto fast =
      MakeMpiTransport<double>(Ranks(), SmallProblems(), 1, 1, 40, ReductionKind::kFast);
  const Heard expected = Exchanged(*reference, PlanFor(40), 50, Says::kDense, Hears::kSum);
  const Heard heard = Exchanged(*fast, PlanFor(40), 50, Says::kDense, Hears::kSum);
  EXPECT_EQ(heard.counts, expected.counts);
  double largest = 0.0;
  for (const double entry : expected.sum) largest = std::max(largest, std::abs(entry));
  for (std::size_t i = 0; i < expected.sum.size(); ++i) {
    EXPECT_NEAR(heard.sum[i], expected.sum[i], 1e-9 * largest);
  }
}

TEST(MpiTransport, EveryRankThrowsTheFirstFailure) { ExpectFirstFailure(10, Exactly()); }

TEST(MpiTransport, EveryRankHasTheResultsOfAllParts) { ExpectPartsInOrder(10, Exactly()); }

TEST(MpiTransport, RefusesRanksWithoutAWorker) {
  const std::size_t ranks = Ranks().ranks();
  EXPECT_NO_THROW(Exactly()(ranks, 1));
  EXPECT_THROW(Exactly()(ranks - 1, 1), ConfigError);
}

TEST(MpiTransport, AStopOnOneRankStopsAll) {
  const auto transport = Exactly()(8, 1);
  const bool here = Ranks().rank() + 1 == Ranks().ranks();
  EXPECT_FALSE(transport->Stopped(here));
  Exchanged(*transport, PlanFor(8), 3, Says::kDense, Hears::kSum);
  EXPECT_TRUE(transport->Stopped(here));
}

// What fails on some ranks fails on all, and names the first of them; what fails on all does not.
TEST(MpiSession, RanksFailTogether) {
  const auto failure = [](const std::string& text) {
    return std::make_exception_ptr(DataError(text));
  };
  EXPECT_NO_THROW(Ranks().Meet(nullptr));
  const auto met = [](std::exception_ptr mine) -> std::string {
    try {
      Ranks().Meet(mine);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(met(failure(std::string(1000, 'x'))), std::string(1000, 'x'));
  const std::size_t last = Ranks().ranks() - 1;
  EXPECT_EQ(met(Ranks().rank() == last ? failure("no file") : nullptr),
            last == 0 ? "no file" : "rank " + std::to_string(last) + ": no file");
}

TEST(MpiTransport, NamesTheRanksThatDiffer) {
  const auto transport = Exactly()(8, 1);
  EXPECT_TRUE(transport->Differing(5).empty());
  const auto differing = transport->Differing(Ranks().rank() == 1 ? 6 : 5);
  EXPECT_EQ(differing,
            Ranks().ranks() > 1 ? std::vector<std::size_t>{1} : std::vector<std::size_t>{});
}

TEST(MpiTransport, MovesWhatAWorkersOwnerHolds) {
  const auto transport = Exactly()(8, 1);
  for (WorkerId worker = 0; worker < 8; ++worker) {
    std::vector<std::byte> bytes;
    if (transport->Owns(worker)) bytes.assign(100 + worker, static_cast<std::byte>(worker));
    transport->ToRoot(worker, bytes);
    const std::vector<std::byte> expected(100 + worker, static_cast<std::byte>(worker));
    EXPECT_TRUE(Ranks().rank() != 0 || bytes == expected);
    if (Ranks().rank() != 0) bytes.clear();
    transport->FromRoot(worker, bytes);
    EXPECT_TRUE(!transport->Owns(worker) || bytes == expected);
  }
  std::vector<std::byte> bytes(Ranks().rank() == 0 ? 7 : 0, std::byte{9});
  transport->Broadcast(bytes);
  EXPECT_EQ(bytes, std::vector<std::byte>(7, std::byte{9}));
}

// A silent worker costs a byte to each other rank, beside the header that every exchange has.
TEST(MpiTransport, SilenceCostsAFlag) {
  class Silent final : public Site<double> {
    void Run(WorkerId, std::size_t, Workspace<double>&, Upload<double>& upload) override {
      upload.outcome = Outcome::kSilent;
    }
  };
  const std::size_t ranks = Ranks().ranks();
  const auto transport = Exactly()(2000 * ranks, 1);
  const auto sent = [&](std::size_t workers) {
    Silent silent;
    Listener sums(Hears::kSum, 1000);
    Total<double> total;
    const std::uint64_t before = Ranks().communicator().sent_bytes();
    transport->Exchange(PlanFor(workers), silent, sums, 1000, total);
    EXPECT_EQ(total.silent, workers);
    EXPECT_EQ(std::vector<double>(total.sum.begin(), total.sum.end()), std::vector<double>(1000));
    return Ranks().communicator().sent_bytes() - before;
  };
  const std::uint64_t few = sent(ranks), many = sent(2000 * ranks);
  EXPECT_EQ(few, 256 * (ranks - 1));
  const std::uint64_t mine = 2000;  // positions of rank 0, which has them all in a plan of 2000
  EXPECT_LE(many, few + (mine + 100) * (ranks - 1));
}

}  // namespace
}  // namespace hushed
