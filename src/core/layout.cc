#include <functional>
#include <numeric>
#include <string>
#include <utility>

#include "hushed/errors.h"
#include "hushed/problem.h"

namespace hushed {
namespace {

Tensor MakeTensor(std::string name, std::vector<std::uint64_t> shape, InitialValue initial,
                  std::uint64_t offset) {
  const std::uint64_t size =
      std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
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
