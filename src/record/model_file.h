#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hushed/problem.h"

namespace hushed {

// Writes x (layout.size() scalars) as a safetensors file: the tensors of the layout, parameters and
// buffers, as F32 or F64. The data begins at a multiple of 8 bytes. Replaces the file atomically;
// throws DataError naming the path when it cannot, Error when two tensors have one name.
template <class Real>
void WriteSafetensors(const std::filesystem::path& path, const Layout& layout,
                      std::span<const Real> x);

// Reads x from the bytes of a safetensors file: every tensor of the layout by its name and with its
// shape, in any order, stored as F64, F32, F16 or BF16 and converted to Real. Tensors of whole
// numbers (counters, as PyTorch's batch norm keeps) are passed over; any other that the layout
// lacks is refused. `name` is the file's in errors. Throws DataError naming the tensor, what was
// found and what the model has; and on a number that is not finite in Real.
template <class Real>
std::vector<Real> ParseSafetensors(std::string_view bytes, const std::string& name,
                                   const Layout& layout);

}  // namespace hushed
