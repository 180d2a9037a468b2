// What is said on a connection: words of five bytes, a letter and a rank (little-endian, 32 bits).
//   B  beat                       both ways
//   X  this side leaves           both ways
//   G  rank gives up              to rank 0, which passes it on
//   A  every rank gives up        from rank 0
//   L  rank is lost               from rank 0
// A connection begins with the rank of the one who connects and the secret of the place.
#include "transport/mpi/watch.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "hushed/errors.h"

namespace hushed {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kWord = 5;
constexpr milliseconds kPatience{3000};

struct Hello {
  std::uint64_t secret = 0;
  std::uint64_t rank = 0;
};

template <class T>
std::span<const char> BytesOf(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

Watch::Watch(std::size_t rank, std::size_t ranks, Ended ended, milliseconds silence)
    : rank_(rank),
      ranks_(ranks),
      ended_(std::move(ended)),
      silence_(silence),
      beat_(silence / 7),
      tick_(silence / 60) {}

Watch::~Watch() {
  Leave();
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

Watch::Place Watch::Listen() {
  AllowAllDescriptors();
  listener_ = Socket::Listening();
  std::random_device random;
  secret_ = std::uint64_t{random()} << 32 | random();
  return {OwnAddresses(), listener_.port(), secret_};
}

bool Watch::Connect(const Place& place) {
  for (const std::uint32_t address : place.addresses) {
    if (address == 0) continue;
    Socket socket = Socket::ConnectedTo(address, place.port, kPatience);
    const Hello hello{place.secret, rank_};
    std::uint64_t answer = 0;  // the secret again: another machine may have the same address
    if (socket.open() && socket.Send(BytesOf(hello)) &&
        socket.Receive({reinterpret_cast<char*>(&answer), sizeof answer}, kPatience) &&
        answer == place.secret) {
      peers_.push_back({.rank = 0, .socket = std::move(socket)});
      return true;
    }
  }
  return false;
}

void Watch::Start(std::size_t expected) {
  if (rank_ == 0) LetIn(expected);
  listener_.Close();
  thread_ = std::thread([this] { Loop(); });
}

void Watch::LetIn(std::size_t expected) try {
  const auto end = Clock::now() + silence_ / 2;
  while (peers_.size() < expected && Clock::now() < end) {
    Socket socket = listener_.Accept(tick_);
    Hello hello;
    if (!socket.open() ||
        !socket.Receive({reinterpret_cast<char*>(&hello), sizeof hello}, kPatience) ||
        hello.secret != secret_ || hello.rank == 0 || hello.rank >= ranks_ ||
        !socket.Send(BytesOf(secret_))) {
      continue;
    }
    // A rank that did not get its answer in time has come again.
    std::erase_if(peers_, [&](const Peer& peer) { return peer.rank == hello.rank; });
    peers_.push_back({.rank = static_cast<std::size_t>(hello.rank), .socket = std::move(socket)});
  }
} catch (const TransportError&) {  // no descriptor is left: the others go unwatched
}

void Watch::Loop() {
  auto beat_at = Clock::now();
  while (!stop_) {
    std::vector<const Socket*> open;
    for (const Peer& peer : peers_) {
      if (peer.socket.open()) open.push_back(&peer.socket);
    }
    WaitForAny(open, tick_);
    std::unique_lock lock(mutex_);
    const auto now = Clock::now();
    if (now >= beat_at) {
      Say('B', rank_);
      beat_at = now + beat_;
    }
    for (Peer& peer : peers_) {
      if (!peer.socket.open()) continue;
      Read(peer);
      if (!peer.done && now - peer.heard > silence_) {
        peer.done = true;
        Report(peer.rank, End::kLost);
      }
    }
    if (!done_ && now - kGrace > gave_up_at_) Report(first_to_give_up_, End::kGaveUp);
  }
}

void Watch::Read(Peer& peer) {
  const bool open = peer.socket.ReceiveSome(peer.unread);
  for (; peer.unread.size() >= kWord; peer.unread.erase(0, kWord)) {
    std::uint32_t rank = 0;
    std::memcpy(&rank, peer.unread.data() + 1, sizeof rank);
    peer.heard = Clock::now();
    Take(peer, peer.unread[0], rank);
  }
  if (open) return;
  peer.socket.Close();
  if (peer.done) return;
  peer.done = true;
  Report(peer.rank, End::kLost);
}

void Watch::Take(Peer& peer, char word, std::size_t rank) {
  if (word == 'X') peer.done = true;
  if (word == 'L') Report(rank, End::kLost);
  if (word == 'A') {
    everyone_gives_up_ = true;
    changed_.notify_all();
  }
  if (word != 'G') return;
  if (peer.rank == rank) peer.done = true;
  NoteGivingUp(rank);
  if (rank_ == 0) Say('G', rank);
}

void Watch::NoteGivingUp(std::size_t rank) {
  if (gave_up_at_ == Clock::time_point::max()) {
    gave_up_at_ = Clock::now();
    first_to_give_up_ = rank;
  }
  if (rank_ != 0 || ++giving_up_ < ranks_) return;
  everyone_gives_up_ = true;
  Say('A', 0);
  changed_.notify_all();
}

void Watch::Say(char word, std::size_t rank) {
  char bytes[kWord] = {word};
  const auto number = static_cast<std::uint32_t>(rank);
  std::memcpy(bytes + 1, &number, sizeof number);
  for (const Peer& peer : peers_) {
    if (peer.socket.open()) peer.socket.Send(bytes);
  }
}

void Watch::Report(std::size_t rank, End end) {
  if (reported_ || done_) return;
  reported_ = true;
  if (rank_ == 0 && end == End::kLost) Say('L', rank);
  ended_(rank, end);
}

bool Watch::GiveUp() {
  if (ranks_ == 1) return true;
  std::unique_lock lock(mutex_);
  if (done_) return everyone_gives_up_;
  done_ = true;
  Say('G', rank_);
  if (rank_ == 0) NoteGivingUp(0);
  changed_.wait_for(lock, kGrace, [this] { return everyone_gives_up_; });
  return everyone_gives_up_;
}

void Watch::Leave() {
  const std::scoped_lock lock(mutex_);
  if (done_) return;
  done_ = true;
  Say('X', rank_);
}

}  // namespace hushed
