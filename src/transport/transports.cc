#include "transport/transports.h"

#include <utility>

#include "core/options.h"
#include "core/registry.h"
#include "transport/threads/transport.h"

namespace hushed {
namespace {

constexpr char kThreads[] = "threads";
constexpr char kMpi[] = "mpi";  // which the command begins, not a name in a request

Registry<KindInfo, TransportMaker>& Registered() {
  static Registry<KindInfo, TransportMaker> registered;
  return registered;
}

std::vector<std::string> Known() {
  std::vector<std::string> known = NamesOf(Registered().infos());
  known.insert(known.begin(), kThreads);
  return known;
}

}  // namespace

void RegisterTransport(const std::string& name, TransportMaker<float> as_float,
                       TransportMaker<double> as_double) {
  std::vector<std::string> known = Known();
  known.emplace_back(kMpi);
  RequireNewName("transport", name, known);
  Registered().Add({name, "", {}}, std::move(as_float), std::move(as_double));
}

template <class Real>
std::unique_ptr<Transport<Real>> MakeNamedTransport(const std::string& name,
                                                    const TransportSetting<Real>& setting,
                                                    std::size_t ranks) {
  if (name == kThreads) {
    return MakeThreadsTransport<Real>(setting.make_problem, setting.seed, setting.threads, ranks);
  }
  if (const auto* make = Registered().Find<Real>(name)) return (*make)(setting);
  if (name == kMpi) {
    throw ConfigError("transport 'mpi' is begun by the command: hushed train --transport mpi");
  }
  throw ConfigError(UnknownName("transport", name, Known()));
}
template std::unique_ptr<Transport<float>> MakeNamedTransport(const std::string&,
                                                              const TransportSetting<float>&,
                                                              std::size_t);
template std::unique_ptr<Transport<double>> MakeNamedTransport(const std::string&,
                                                               const TransportSetting<double>&,
                                                               std::size_t);

}  // namespace hushed
