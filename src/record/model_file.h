#pragma once

#include <filesystem>
#include <span>

#include "hushed/layout.h"

namespace hushed {

// Writes x (layout.size() scalars) as a safetensors file: the tensors of the layout, parameters and
// buffers, as F32 or F64. The data begins at a multiple of 8 bytes. Replaces the file atomically;
// throws DataError naming the path when it cannot, Error when two tensors have one name.
template <class Real>
void WriteSafetensors(const std::filesystem::path& path, const Layout& layout,
                      std::span<const Real> x);

}  // namespace hushed
