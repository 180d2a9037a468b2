#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "transport/mpi/sockets.h"

namespace hushed {

// Notices at once when a rank's process ends, and within `silence` when its machine does, which MPI
// alone does not say. Every rank holds a TCP connection to rank 0; the system closes it when the
// process dies, beats show that the machine is alive, and rank 0 tells the others.
class Watch {
 public:
  static constexpr std::chrono::seconds kSilence{15}, kGrace{5};

  enum class End {
    kLost,    // its process or machine is gone
    kGaveUp,  // it failed, and this rank did not
  };
  using Ended = std::function<void(std::size_t rank, End end)>;

  // Where rank 0 listens. Plain data, to be handed to the other ranks.
  struct Place {
    std::array<std::uint32_t, 16> addresses{};  // IPv4, in network order; 0: unused
    std::uint16_t port = 0;
    std::uint64_t secret = 0;  // shown by those who connect
  };

  // ended: called once, on the watch's own thread, for the first rank that ended badly; it may end
  // the process. silence: without a word for longer a rank counts as lost; alike on all ranks.
  Watch(std::size_t rank, std::size_t ranks, Ended ended,
        std::chrono::milliseconds silence = kSilence);
  ~Watch();  // leaves
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Rank 0, before the others connect. Lets the process have as many descriptors as it may. Throws
  // TransportError.
  Place Listen();

  // Every other rank, once rank 0 listens. False when none of its addresses answers.
  bool Connect(const Place& place);

  // Begins to watch; at rank 0 once `expected` ranks are connected, or after half of `silence`, so
  // that those that are connected do not take rank 0 for lost.
  void Start(std::size_t expected);

  // This rank fails. The others are told, and have kGrace to fail for the same reason before
  // `ended` is called there. Returns whether all ranks failed in that time.
  bool GiveUp();

  // This rank is done: the end of its connection is no loss.
  void Leave();

 private:
  using Clock = std::chrono::steady_clock;
  struct Peer {
    std::size_t rank = 0;
    Socket socket;
    bool done = false;  // left, gave up, or reported
    Clock::time_point heard = Clock::now();
    std::string unread;
  };

  void LetIn(std::size_t expected);
  void Loop();
  void Read(Peer& peer);
  void Take(Peer& peer, char word, std::size_t rank);
  void NoteGivingUp(std::size_t rank);
  void Say(char word, std::size_t rank);
  void Report(std::size_t rank, End end);

  std::size_t rank_, ranks_;
  Ended ended_;
  std::chrono::milliseconds silence_, beat_, tick_;
  Socket listener_;
  std::uint64_t secret_ = 0;
  std::vector<Peer> peers_;  // rank 0: all others; elsewhere rank 0 alone

  std::mutex mutex_;  // of everything above while the thread runs, and below
  std::condition_variable changed_;
  std::size_t giving_up_ = 0;  // ranks, as far as rank 0 knows
  bool everyone_gives_up_ = false;
  std::size_t first_to_give_up_ = 0;
  Clock::time_point gave_up_at_ = Clock::time_point::max();
  bool done_ = false;  // this rank has left or given up
  bool reported_ = false;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace hushed
