// What stands in for MPI in a build without it.
#include "hushed/errors.h"
#include "transport/mpi/session.h"
#include "transport/mpi/transport.h"

namespace hushed {
namespace {

[[noreturn]] void Refuse() {
  throw ConfigError(
      "this build has no MPI: configure it with -DHUSHED_WITH_MPI=ON (Debian: libopenmpi-dev), or "
      "use --transport threads");
}

const std::string kNowhere;

}  // namespace

struct MpiSession::State {};

MpiSession::MpiSession(std::function<void(const std::string&)>) { Refuse(); }
MpiSession::~MpiSession() = default;
std::size_t MpiSession::rank() const { return 0; }
std::size_t MpiSession::ranks() const { return 1; }
const std::string& MpiSession::host(std::size_t) const { return kNowhere; }
std::size_t MpiSession::unwatched() const { return 0; }
void MpiSession::NoteRound(std::uint64_t) {}
void MpiSession::Meet(std::exception_ptr) {}
bool MpiSession::GiveUp() { return true; }
Communicator& MpiSession::communicator() { Refuse(); }
std::string MpiVersion() { return {}; }

template <class Real>
std::unique_ptr<Transport<Real>> MakeMpiTransport(MpiSession&, const ProblemFactory<Real>&,
                                                  std::uint64_t, std::size_t, std::uint64_t,
                                                  ReductionKind) {
  Refuse();
}
#define HUSHED_INSTANTIATE(Real)                                                           \
  template std::unique_ptr<Transport<Real>> MakeMpiTransport(                              \
      MpiSession&, const ProblemFactory<Real>&, std::uint64_t, std::size_t, std::uint64_t, \
      ReductionKind);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
