#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace hushed {

class Communicator;

// This process as a rank of an MPI job, from the program's beginning to its end. One at a time.
class MpiSession {
 public:
  // lost: called on another thread, with what is to be said, when another rank's process or machine
  // is gone and this one can only end; it should end the process at once. Empty: not watched.
  // Throws ConfigError when this build has no MPI, TransportError when MPI does not start.
  explicit MpiSession(std::function<void(const std::string& what)> lost = {});

  // Ends MPI in order with the other ranks; while an exception is passing, only when all of them
  // fail too, else the process leaves the job without.
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  std::size_t rank() const;
  std::size_t ranks() const;
  const std::string& host(std::size_t rank) const;

  // Ranks whose end would go unnoticed, because they could not reach rank 0's watch.
  std::size_t unwatched() const;

  // Appears in what `lost` is told.
  void NoteRound(std::uint64_t round);

  // Every rank calls it with its failure, or null: returns when none failed, else throws the first
  // rank's on all, as an error of its own kind.
  void Meet(std::exception_ptr failure);

  // This rank fails. Returns whether all ranks do, within Watch::kGrace.
  bool GiveUp();

  Communicator& communicator();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The MPI of this build, by its own words: "Open MPI v4.1.4"; empty: none. Needs no session.
std::string MpiVersion();

}  // namespace hushed
