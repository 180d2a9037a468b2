#include "compress/compressors.h"

#include "compress/error_memory.h"
#include "compress/fp16.h"
#include "compress/hard_threshold.h"
#include "compress/identity.h"
#include "compress/per_tensor.h"
#include "compress/qsgd.h"
#include "compress/random_k.h"
#include "compress/sign.h"
#include "compress/top_k.h"
#include "core/registry.h"

namespace hushed {
namespace {

Registry<KindInfo, CompressorMaker>& Registered() {
  static Registry<KindInfo, CompressorMaker> registered;
  return registered;
}

struct CommonOptions {
  std::string per = "tensor";
  bool error_memory = false;

  static Fields<CommonOptions> fields() {
    return {
        {"per", &CommonOptions::per, OneOf({"tensor", "global"}),
         "encode each tensor of the model by itself, or all parameters as one vector"},
        {"error_memory", &CommonOptions::error_memory, Anything(),
         "add what a message leaves out to the worker's next vector"},
    };
  }
};

std::vector<OptionInfo> WithCommon(std::vector<OptionInfo> options) {
  for (const OptionInfo& option : OptionsOf<CommonOptions>()) options.push_back(option);
  return options;
}

template <class Real>
std::unique_ptr<Compressor<Real>> MakeBare(const Choice& choice) {
#define HUSHED_COMPRESSOR(name, Type, summary) \
  if (choice.kind == name) return Make##Type<Real>(FromValues<Type##Options>(choice.options));
#include "compress/compressors.def"
#undef HUSHED_COMPRESSOR
  if (const auto* make = Registered().Find<Real>(choice.kind)) return (*make)(choice.options);
  throw ConfigError(UnknownName("compressor", choice.kind, NamesOf(CompressorKinds())));
}

}  // namespace

std::vector<KindInfo> CompressorKinds() {
  std::vector<KindInfo> kinds = {
#define HUSHED_COMPRESSOR(name, Type, summary) \
  {name, summary, WithCommon(OptionsOf<Type##Options>())},
#include "compress/compressors.def"
#undef HUSHED_COMPRESSOR
  };
  for (KindInfo& kind : Registered().infos()) {
    kind.options = WithCommon(std::move(kind.options));
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

void RegisterCompressor(const KindInfo& kind, CompressorMaker<float> as_float,
                        CompressorMaker<double> as_double) {
  RequireNewName("compressor", kind.name, NamesOf(CompressorKinds()));
  auto reserved = NamesOf(WithCommon({}));
  reserved.emplace_back("kind");
  RequireNewNames("compressor '" + kind.name + "'", kind.options, std::move(reserved));
  Registered().Add(kind, std::move(as_float), std::move(as_double));
}

template <class Real>
std::unique_ptr<Compressor<Real>> MakeCompressor(const Choice& choice, const Layout& layout) {
  const auto common = FromValues<CommonOptions>(choice.options);
  auto compressor = MakeBare<Real>(choice);
  if (common.per == "tensor") compressor = MakePerTensor(std::move(compressor), layout);
  if (common.error_memory) compressor = MakeErrorMemory(std::move(compressor));
  return compressor;
}
template std::unique_ptr<Compressor<float>> MakeCompressor(const Choice&, const Layout&);
template std::unique_ptr<Compressor<double>> MakeCompressor(const Choice&, const Layout&);

bool IsExact(const Choice& choice) { return choice.kind == "identity" && !Remembers(choice); }

bool Remembers(const Choice& choice) {
  return FromValues<CommonOptions>(choice.options).error_memory;
}

}  // namespace hushed
