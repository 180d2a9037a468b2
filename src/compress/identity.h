#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

using IdentityOptions = NoOptions;

template <class Real>
std::unique_ptr<Compressor<Real>> MakeIdentity(const IdentityOptions& options = {});

}  // namespace hushed
