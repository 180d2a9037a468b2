#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

using SignOptions = NoOptions;

template <class Real>
std::unique_ptr<Compressor<Real>> MakeSign(const SignOptions& options = {});

}  // namespace hushed
