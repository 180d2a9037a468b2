#include "problem/models.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/digest.h"
#include "core/registry.h"
#include "data/files.h"
#include "hushed/errors.h"
#include "problem/least_squares.h"
#include "problem/logistic.h"
#include "problem/mlp.h"
#include "problem/quadratic.h"
#include "problem/skewed_quadratic.h"
#include "problem/softmax.h"
#ifdef HUSHED_WITH_TORCH
#include "problem/torch/torch_models.h"
#endif

namespace hushed {
namespace {

Registry<KindInfo, ProblemMaker>& Registered() {
  static Registry<KindInfo, ProblemMaker> registered;
  return registered;
}

[[maybe_unused]] bool IsTorchModel(const std::string& name) {
  static constexpr const char* kNames[] = {
#define HUSHED_TORCH_MODEL(listed, Type, summary) listed,
#include "problem/torch/torch_models.def"
#undef HUSHED_TORCH_MODEL
  };
  return std::ranges::find(kNames, name) != std::end(kNames);
}

// Every model but these works on rows.
bool NeedsRows(const std::string& model) {
  return model != "quadratic" && model != "skewed-quadratic";
}

// Models index their outputs by class.
void RequireClasses(const Dataset& data, const Split& split, const char* which) {
  if (data.classes == 0) return;
  for (std::size_t i = 0; i < split.targets.size(); ++i) {
    const double target = split.targets[i];
    if (target >= 0 && target < data.classes && target == std::floor(target)) continue;
    throw DataError(
        fmt::format("'{}': {} example {} is of class {}; with {} classes 0 to {} are allowed",
                    data.name, which, i, ToText(target), data.classes, data.classes - 1));
  }
}

// A value beyond what a float holds would be infinite in a batch.
void RequireFloats(const Dataset& data, const Split& split, const char* which) {
  constexpr double kMost = std::numeric_limits<float>::max();
  const auto find = [&](const std::vector<double>& values, const auto& example_of) {
    const auto found = std::ranges::find_if(values, [](double v) { return std::abs(v) > kMost; });
    if (found == values.end()) return;
    const auto place = static_cast<std::uint64_t>(found - values.begin());
    throw DataError(fmt::format(
        "'{}': {} example {} holds {}: with train.precision = \"float\" at most {:.3g} is allowed; "
        "\"double\" holds it",
        data.name, which, example_of(place), ToText(*found), kMost));
  };
  find(split.dense, [&](std::uint64_t place) { return place / data.columns; });
  find(split.sparse.values, [&](std::uint64_t place) {
    return std::ranges::upper_bound(split.sparse.row_begin, place) -
           split.sparse.row_begin.begin() - 1;
  });
  find(split.targets, [](std::uint64_t place) { return place; });
}

template <class Real>
void RequireFit(const std::string& model, const Dataset& data) {
  if (data.train.size == 0 || data.columns == 0) {
    throw ConfigError("data set '" + data.name + "' has no training examples");
  }
  if (NeedsRows(model) && !data.quadratics.empty()) {
    throw ConfigError("model '" + model + "' learns from rows; '" + data.name +
                      "' has quadratics (model 'quadratic' takes them)");
  }
  const bool values = model == "least-squares";  // to which classes are values
  if (data.classes == 1 && !values) RequireSeveralClasses(model, data);
  RequireClasses(data, data.train, "training");
  RequireClasses(data, data.test, "test");
  if (sizeof(Real) > sizeof(float)) return;
  RequireFloats(data, data.train, "training");
  RequireFloats(data, data.test, "test");
}

}  // namespace

std::vector<KindInfo> ModelKinds() {
  std::vector<KindInfo> kinds = {
#define HUSHED_MODEL(name, Type, precision, summary) {name, summary, OptionsOf<Type##Options>()},
#include "problem/models.def"
#undef HUSHED_MODEL
  };
#ifdef HUSHED_WITH_TORCH
  for (KindInfo& kind : TorchModelKinds()) kinds.push_back(std::move(kind));
#endif
  for (KindInfo& kind : Registered().infos()) kinds.push_back(std::move(kind));
  return kinds;
}

void RegisterProblem(const KindInfo& model, ProblemMaker<float> as_float,
                     ProblemMaker<double> as_double) {
  std::vector<std::string> known = NamesOf(ModelKinds());
  if (!MissingModel(model.name).empty()) known.push_back(model.name);
  RequireNewName("model", model.name, known);
  RequireNewNames("model '" + model.name + "'", model.options, {"name"});
  Registered().Add(model, std::move(as_float), std::move(as_double));
}

void NoteModelFile(Choice& model) {
  if (model.kind != "torchscript") return;
  const auto path = model.options.find("path");
  Value& digest = model.options.try_emplace("digest", std::string()).first->second;
  if (path == model.options.end() || !std::get<std::string>(digest).empty()) return;
  const auto& file = std::get<std::string>(path->second);
  if (!file.empty()) digest = HexDigest(DigestBytes(ReadUnpacked(file)));
}

#ifndef HUSHED_WITH_TORCH
std::string TorchVersion() { return {}; }
#endif

std::string MissingModel([[maybe_unused]] const std::string& model) {
#ifndef HUSHED_WITH_TORCH
  if (IsTorchModel(model)) {
    return "model '" + model +
           "' needs libtorch, which this build does not have: apt-get install libtorch-dev "
           "libopenblas0-pthread, and build with -DHUSHED_WITH_TORCH=ON";
  }
#endif
  return {};
}

std::string DefaultPrecision(const std::string& model) {
#define HUSHED_MODEL(name, Type, precision, summary) \
  if (model == name) return precision;
#include "problem/models.def"
#undef HUSHED_MODEL
  return Registered().Find<double>(model) ? "double" : "float";
}

void RequireSeveralClasses(const std::string& model, const Dataset& data) {
  if (data.classes > 1) return;
  throw ConfigError(fmt::format("model '{}' tells classes apart; '{}' has {}", model, data.name,
                                data.classes == 0 ? "none" : "one: every label is the same"));
}

template <class Real>
ProblemFactory<Real> MakeProblemFactory(const Choice& model, std::shared_ptr<const Dataset> data,
                                        std::uint64_t loss_examples) {
  RequireFit<Real>(model.kind, *data);
#define HUSHED_MODEL(name, Type, precision, summary)                                   \
  if (model.kind == name) {                                                            \
    return Make##Type<Real>(FromValues<Type##Options>(model.options), std::move(data), \
                            loss_examples);                                            \
  }
#include "problem/models.def"
#undef HUSHED_MODEL
  if (const auto* make = Registered().Find<Real>(model.kind)) {
    return [make = *make, options = model.options, examples = Examples(std::move(data))] {
      return make(options, examples);
    };
  }
  if (const std::string why = MissingModel(model.kind); !why.empty()) throw ConfigError(why);
#ifdef HUSHED_WITH_TORCH
  if (std::ranges::count(TorchModelKinds(), model.kind, &KindInfo::name) > 0) {
    return MakeTorchProblemFactory<Real>(model, std::move(data), loss_examples);
  }
#endif
  throw ConfigError(UnknownName("model", model.kind, NamesOf(ModelKinds())));
}
template ProblemFactory<float> MakeProblemFactory(const Choice&, std::shared_ptr<const Dataset>,
                                                  std::uint64_t);
template ProblemFactory<double> MakeProblemFactory(const Choice&, std::shared_ptr<const Dataset>,
                                                   std::uint64_t);

}  // namespace hushed
