#include <utility>

#include "algorithm/catalogue.h"
#include "algorithm/fedga.h"
#include "algorithm/generic.h"
#include "algorithm/presets.h"
#include "algorithm/scaffold.h"
#include "algorithm/setting.h"
#include "core/registry.h"

namespace hushed {
namespace {

// Presets without code of their own have empty makers.
Registry<AlgorithmInfo, AlgorithmMaker>& Registered() {
  static Registry<AlgorithmInfo, AlgorithmMaker> registered;
  return registered;
}

// Every axis with every option. Throws ConfigError where there is no such thing.
AxisMap CompleteAxes(const AlgorithmInfo& info) try {
  const std::vector<AxisInfo> known = Axes();
  AxisMap axes = With(info.axes);
  for (auto& [name, choice] : axes) {
    const AxisInfo* axis = FindByName(known, name);
    if (axis == nullptr) throw ConfigError(UnknownName("axis", name, NamesOf(known)));
    choice = CompleteChoice(*axis, choice);
  }
  return axes;
} catch (const ConfigError& error) {
  throw ConfigError("algorithm '" + info.name + "': " + error.what());
}

}  // namespace

std::vector<AlgorithmInfo> RegisteredAlgorithms() { return Registered().infos(); }

void RegisterAlgorithm(const AlgorithmInfo& info, AlgorithmMaker<float> as_float,
                       AlgorithmMaker<double> as_double) {
  RequireNewName("algorithm", info.name, NamesOf(Presets()));
  std::vector<std::string> reserved = NamesOf(Axes());
  reserved.insert(reserved.end(), {"name", "learning_rate"});
  RequireNewNames("algorithm '" + info.name + "'", info.options, std::move(reserved));
  AlgorithmInfo complete = info;
  complete.axes = CompleteAxes(info);
  Registered().Add(std::move(complete), std::move(as_float), std::move(as_double));
}

void RegisterAlgorithm(const AlgorithmInfo& info) {
  if (!info.options.empty()) {
    throw ConfigError("algorithm '" + info.name +
                      "': its options need code of its own that heeds them");
  }
  RegisterAlgorithm(info, nullptr, nullptr);
}

template <class Real>
std::unique_ptr<Algorithm<Real>> MakeAlgorithm(const std::string& name, Setting setting) {
#define HUSHED_ALGORITHM(listed, Type) \
  if (name == listed) return Make##Type<Real>(std::move(setting));
#include "algorithm/algorithms.def"
#undef HUSHED_ALGORITHM
  const auto* make = Registered().Find<Real>(name);
  const Values options = setting.options;
  auto generic = std::make_unique<Generic<Real>>(std::move(setting));
  if (make == nullptr || !*make) return generic;
  return (*make)(options, std::move(generic));
}
template std::unique_ptr<Algorithm<float>> MakeAlgorithm(const std::string&, Setting);
template std::unique_ptr<Algorithm<double>> MakeAlgorithm(const std::string&, Setting);

template <class Real>
void Algorithm<Real>::Apply(const Round&, const Message& downlink, std::span<Real> shared) const {
  downlink.AddTo<Real>(shared, Real{-1});
}
template class Algorithm<float>;
template class Algorithm<double>;

}  // namespace hushed
