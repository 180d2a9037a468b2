#pragma once

#include <memory>

#include "hushed/compressor.h"
#include "hushed/problem.h"

namespace hushed {

// Encodes each parameter tensor of `layout` by itself, at its own offset and with its own streams.
// `each`, which must remember nothing, serves them all. The promised law is the worst tensor's.
template <class Real>
std::unique_ptr<Compressor<Real>> MakePerTensor(std::unique_ptr<Compressor<Real>> each,
                                                const Layout& layout);

}  // namespace hushed
