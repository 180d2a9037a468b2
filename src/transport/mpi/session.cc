#include "transport/mpi/session.h"

#include <fmt/format.h>
#include <mpi.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <exception>
#include <optional>
#include <vector>

#include "hushed/errors.h"
#include "transport/mpi/agreement.h"
#include "transport/mpi/communicator.h"
#include "transport/mpi/watch.h"

namespace hushed {
namespace {

constexpr std::size_t kHostName = 64;

std::vector<std::string> GatherHosts(Communicator& communicator) {
  std::array<char, kHostName> mine{};
  ::gethostname(mine.data(), mine.size() - 1);
  std::vector<std::array<char, kHostName>> all(communicator.ranks());
  communicator.AllGather(mine.data(), mine.size(), all.data());
  std::vector<std::string> names;
  for (const auto& name : all) names.emplace_back(name.data());
  return names;
}

MPI_Comm Begin() {
  int provided = 0;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) {
    throw TransportError("MPI does not start");
  }
  if (provided < MPI_THREAD_FUNNELED) {
    throw TransportError("this MPI does not let a process have threads (MPI_THREAD_FUNNELED)");
  }
  MPI_Comm world = MPI_COMM_NULL;
  MPI_Comm_dup(MPI_COMM_WORLD, &world);
  MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN);
  return world;
}

// The port is 0 where rank 0 cannot listen: then nobody is watched.
Watch::Place Listened(Watch& watch) {
  try {
    return watch.Listen();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

struct MpiSession::State {
  int exceptions = std::uncaught_exceptions();  // when it began
  MPI_Comm world = Begin();
  Communicator communicator{world};
  Agreement agreement{communicator};
  std::vector<std::string> hosts = GatherHosts(communicator);
  std::atomic<std::uint64_t> round{0};
  std::function<void(const std::string&)> lost;
  std::size_t unwatched = 0;
  std::optional<Watch> watch;

  std::string Text(std::size_t rank, Watch::End end) const {
    return fmt::format("rank {} of {} on {}: rank {} on {} {} in round {}", communicator.rank(),
                       communicator.ranks(), hosts[communicator.rank()], rank, hosts[rank],
                       end == Watch::End::kLost ? "was lost" : "gave up", round.load());
  }

  bool AllArrive() {
    try {
      communicator.Barrier();
      return true;
    } catch (const TransportError&) {
      return false;
    }
  }

  void BeginWatch() {
    const std::size_t rank = communicator.rank(), ranks = communicator.ranks();
    watch.emplace(rank, ranks,
                  [this](std::size_t other, Watch::End end) { lost(Text(other, end)); });
    std::vector<std::byte> bytes(sizeof(Watch::Place));
    Watch::Place place = rank == 0 ? Listened(*watch) : Watch::Place{};
    std::memcpy(bytes.data(), &place, sizeof place);
    communicator.Broadcast(bytes);
    std::memcpy(&place, bytes.data(), sizeof place);
    if (place.port == 0) {
      watch.reset();
      unwatched = ranks;
      return;
    }
    const bool connected = rank == 0 || watch->Connect(place);
    watch->Start(ranks - 1);
    std::vector<char> all(ranks);
    const char mine = connected ? 1 : 0;
    communicator.AllGather(&mine, 1, all.data());
    for (const char each : all) unwatched += each == 0 ? 1 : 0;
  }
};

MpiSession::MpiSession(std::function<void(const std::string&)> lost)
    : state_(std::make_unique<State>()) {
  state_->lost = std::move(lost);
  if (state_->lost && ranks() > 1) state_->BeginWatch();
}

MpiSession::~MpiSession() {
  if (std::uncaught_exceptions() > state_->exceptions || !state_->AllArrive()) {
    if (!GiveUp()) return;
  } else if (state_->watch) {
    state_->watch->Leave();
  }
  state_->watch.reset();
  MPI_Comm_free(&state_->world);
  MPI_Finalize();
}

std::size_t MpiSession::rank() const { return state_->communicator.rank(); }
std::size_t MpiSession::ranks() const { return state_->communicator.ranks(); }
const std::string& MpiSession::host(std::size_t rank) const { return state_->hosts[rank]; }
std::size_t MpiSession::unwatched() const { return state_->unwatched; }
void MpiSession::NoteRound(std::uint64_t round) { state_->round = round; }
void MpiSession::Meet(std::exception_ptr failure) { state_->agreement.Meet(failure); }
bool MpiSession::GiveUp() { return state_->watch ? state_->watch->GiveUp() : ranks() == 1; }
Communicator& MpiSession::communicator() { return state_->communicator; }

std::string MpiVersion() {
  // "Open MPI v4.1.4, package: ...", "MPICH Version:\t4.0.2\nMPICH Release date: ..."
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  MPI_Get_library_version(text, &length);
  std::string version(text, std::strcspn(text, ",\n"));
  const auto label = version.find(" Version:");
  if (label != std::string::npos) {
    version.replace(label, version.find_first_not_of(" \t", label + 9) - label, " ");
  }
  return version;
}

}  // namespace hushed
