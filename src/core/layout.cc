#include <algorithm>
#include <string>
#include <utility>

#include "hushed/errors.h"
#include "hushed/problem.h"

namespace hushed {
namespace {

// Messages count scalars in 32 bits.
constexpr std::uint64_t kMostScalars = 0xFFFFFFFF;

// The product of the shape. before: scalars of the tensors added so far.
std::uint64_t SizeOf(const std::string& name, const std::vector<std::uint64_t>& shape,
                     std::uint64_t before) {
  if (std::ranges::count(shape, 0u) > 0) return 0;
  std::uint64_t size = 1;
  for (const std::uint64_t extent : shape) {
    if (extent > (kMostScalars - before) / size) {
      throw ConfigError("the model is too large: '" + name + "' takes it beyond " +
                        std::to_string(kMostScalars) + " scalars");
    }
    size *= extent;
  }
  return size;
}

Tensor MakeTensor(std::string name, std::vector<std::uint64_t> shape, InitialValue initial,
                  std::uint64_t offset) {
  const std::uint64_t size = SizeOf(name, shape, offset);
  if (initial.values && initial.values->size() != size) {
    throw Error("layout: '" + name + "' has " + std::to_string(initial.values->size()) +
                " first values for " + std::to_string(size) + " scalars");
  }
  return {std::move(name), std::move(shape), std::move(initial), offset, size};
}

}  // namespace

void Layout::AddParameter(std::string name, std::vector<std::uint64_t> shape,
                          InitialValue initial) {
  if (buffer_size_ > 0) throw Error("layout: parameter '" + name + "' added after a buffer");
  parameters_.push_back(
      MakeTensor(std::move(name), std::move(shape), std::move(initial), parameter_size_));
  parameter_size_ += parameters_.back().size;
}

void Layout::AddBuffer(std::string name, std::vector<std::uint64_t> shape, InitialValue initial) {
  buffers_.push_back(MakeTensor(std::move(name), std::move(shape), std::move(initial), size()));
  buffer_size_ += buffers_.back().size;
}

}  // namespace hushed
