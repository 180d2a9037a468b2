#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

using Fp16Options = NoOptions;

template <class Real>
std::unique_ptr<Compressor<Real>> MakeFp16(const Fp16Options& options = {});

}  // namespace hushed
