#pragma once

#include <memory>

#include "hushed/compressor.h"

namespace hushed {

// What a message leaves out is remembered and added to the next vector. See error_memory.cc.
template <class Real>
std::unique_ptr<Compressor<Real>> MakeErrorMemory(std::unique_ptr<Compressor<Real>> inner);

}  // namespace hushed
