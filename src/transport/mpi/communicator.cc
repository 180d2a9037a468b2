#include "transport/mpi/communicator.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "hushed/errors.h"

namespace hushed {
namespace {

template <class Real>
MPI_Datatype TypeOf();
template <>
MPI_Datatype TypeOf<float>() {
  return MPI_FLOAT;
}
template <>
MPI_Datatype TypeOf<double>() {
  return MPI_DOUBLE;
}

}  // namespace

Communicator::Communicator(MPI_Comm world, std::uint64_t most) : world_(world), most_(most) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(world, &rank);
  MPI_Comm_size(world, &ranks);
  rank_ = static_cast<std::size_t>(rank);
  ranks_ = static_cast<std::size_t>(ranks);
}

void Communicator::Check(int code, const char* call) const {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw TransportError(fmt::format("rank {}: {}: {}", rank_, call, text));
}

void Communicator::AllGather(const void* mine, std::size_t size, void* all) {
  const auto count = static_cast<int>(size);
  Check(MPI_Allgather(mine, count, MPI_BYTE, all, count, MPI_BYTE, world_), "MPI_Allgather");
  sent_bytes_ += size * (ranks_ - 1);
}

void Communicator::AllGather(std::span<const std::byte> mine, std::span<const std::uint64_t> sizes,
                             std::vector<std::byte>& all) {
  const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  all.resize(total);
  if (total > most_) {  // counts and places of one call are ints
    std::byte* at = all.data();
    std::copy(mine.begin(), mine.end(),
              at + std::accumulate(sizes.begin(), sizes.begin() + rank_, std::uint64_t{0}));
    for (std::size_t root = 0; root < ranks_; at += sizes[root++]) {
      BroadcastRaw(at, sizes[root], root);
    }
    return;
  }
  std::vector<int> counts(sizes.begin(), sizes.end()), begins(ranks_);
  std::exclusive_scan(counts.begin(), counts.end(), begins.begin(), 0);
  Check(MPI_Allgatherv(mine.data(), counts[rank_], MPI_BYTE, all.data(), counts.data(),
                       begins.data(), MPI_BYTE, world_),
        "MPI_Allgatherv");
  sent_bytes_ += mine.size() * (ranks_ - 1);
}

template <class Real>
void Communicator::Scatter(const Real* mine, const Counts& counts, Real* received) {
  Check(MPI_Alltoallv(mine, counts.send.data(), counts.send_begin.data(), TypeOf<Real>(), received,
                      counts.receive.data(), counts.receive_begin.data(), TypeOf<Real>(), world_),
        "MPI_Alltoallv");
  for (const int count : counts.send) sent_bytes_ += static_cast<std::size_t>(count) * sizeof(Real);
}

template <class Real>
void Communicator::GatherSlices(std::span<const int> count, std::span<const int> begin, Real* all) {
  Check(MPI_Allgatherv(MPI_IN_PLACE, 0, TypeOf<Real>(), all, count.data(), begin.data(),
                       TypeOf<Real>(), world_),
        "MPI_Allgatherv");
  sent_bytes_ += static_cast<std::size_t>(count[rank_]) * sizeof(Real) * (ranks_ - 1);
}

template <class Real>
void Communicator::AllReduce(std::span<Real> v) {
  for (std::size_t at = 0; at < v.size(); at += most_) {
    const auto count = static_cast<int>(std::min<std::uint64_t>(most_, v.size() - at));
    Check(MPI_Allreduce(MPI_IN_PLACE, v.data() + at, count, TypeOf<Real>(), MPI_SUM, world_),
          "MPI_Allreduce");
  }
  sent_bytes_ += v.size_bytes();
}

void Communicator::BroadcastRaw(std::byte* bytes, std::uint64_t size, std::size_t root) {
  for (std::uint64_t at = 0; at < size; at += most_) {
    const auto count = static_cast<int>(std::min(most_, size - at));
    Check(MPI_Bcast(bytes + at, count, MPI_BYTE, static_cast<int>(root), world_), "MPI_Bcast");
  }
  if (rank_ == root) sent_bytes_ += size * (ranks_ - 1);
}

void Communicator::Broadcast(std::vector<std::byte>& bytes) {
  std::uint64_t size = bytes.size();
  Check(MPI_Bcast(&size, 1, MPI_UINT64_T, 0, world_), "MPI_Bcast");
  bytes.resize(size);
  BroadcastRaw(bytes.data(), size, 0);
}

void Communicator::Move(std::size_t from, std::size_t to, std::vector<std::byte>& bytes) {
  if (from == to || (rank_ != from && rank_ != to)) return;
  constexpr int kTag = 1;
  const bool sends = rank_ == from;
  const auto other = static_cast<int>(sends ? to : from);
  const auto transfer = [&](void* data, int count) {
    if (sends) {
      Check(MPI_Send(data, count, MPI_BYTE, other, kTag, world_), "MPI_Send");
    } else {
      Check(MPI_Recv(data, count, MPI_BYTE, other, kTag, world_, MPI_STATUS_IGNORE), "MPI_Recv");
    }
  };
  std::uint64_t size = bytes.size();
  transfer(&size, sizeof size);
  bytes.resize(size);
  for (std::uint64_t at = 0; at < size; at += most_) {
    transfer(bytes.data() + at, static_cast<int>(std::min(most_, size - at)));
  }
  if (sends) sent_bytes_ += size;
}

void Communicator::Barrier() { Check(MPI_Barrier(world_), "MPI_Barrier"); }

#define HUSHED_INSTANTIATE(Real)                                                               \
  template void Communicator::Scatter(const Real*, const Counts&, Real*);                      \
  template void Communicator::GatherSlices(std::span<const int>, std::span<const int>, Real*); \
  template void Communicator::AllReduce(std::span<Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
