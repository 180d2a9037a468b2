#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hushed {

// The calls of MPI-3.1 that hushed makes, for sizes beyond 2^31 too. All are called by one thread.
// Every failure throws TransportError with MPI's own words.
class Communicator {
 public:
  // `world` outlives this. most: bytes, or scalars of a reduction, that one call of MPI takes.
  explicit Communicator(MPI_Comm world, std::uint64_t most = std::uint64_t{1} << 30);

  std::size_t rank() const { return rank_; }
  std::size_t ranks() const { return ranks_; }

  // all[r] <- what rank r hands in, `size` bytes each.
  void AllGather(const void* mine, std::size_t size, void* all);

  // all <- what every rank hands in, in rank order; sizes[r] bytes of rank r.
  void AllGather(std::span<const std::byte> mine, std::span<const std::uint64_t> sizes,
                 std::vector<std::byte>& all);

  // Sends mine[send_begin[s], send_begin[s] + send[s]) to every other rank s, and receives from every
  // rank r receive[r] scalars at received[receive_begin[r]]. Scalars of one call: below 2^31.
  struct Counts {
    std::vector<int> send, send_begin, receive, receive_begin;  // [ranks]
  };
  template <class Real>
  void Scatter(const Real* mine, const Counts& counts, Real* received);

  // Every rank holds slice r of `all`, count[r] scalars at begin[r], where r is itself; then all.
  template <class Real>
  void GatherSlices(std::span<const int> count, std::span<const int> begin, Real* all);

  // v <- sum over ranks, in an order that MPI chooses.
  template <class Real>
  void AllReduce(std::span<Real> v);

  // bytes <- those of rank 0.
  void Broadcast(std::vector<std::byte>& bytes);

  // bytes: sent by `from`, received by `to`; other ranks do nothing.
  void Move(std::size_t from, std::size_t to, std::vector<std::byte>& bytes);

  void Barrier();

  // Bytes that calls here asked to have delivered to other ranks; a reduction counts its vector
  // once.
  std::uint64_t sent_bytes() const { return sent_bytes_; }

 private:
  void Check(int code, const char* call) const;
  void BroadcastRaw(std::byte* bytes, std::uint64_t size, std::size_t root);

  MPI_Comm world_;
  std::uint64_t most_;
  std::size_t rank_ = 0, ranks_ = 1;
  std::uint64_t sent_bytes_ = 0;
};

}  // namespace hushed
