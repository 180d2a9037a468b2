#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hushed {

// How a tensor's first values are drawn: uniform on [-bound, bound] around `value`.
struct InitialValue {
  double value = 0.0;
  double bound = 0.0;

  // [size of the tensor], where they are known already and not drawn; else null.
  std::shared_ptr<const std::vector<double>> values = nullptr;
};

// One named block of the flat vector, row-major.
struct Tensor {
  std::string name;
  std::vector<std::uint64_t> shape;
  InitialValue initial;
  std::uint64_t offset = 0;  // first scalar in the flat vector
  std::uint64_t size = 0;    // product of shape
};

// The flat vector x in R^d of a model: parameters first, then buffers (statistics that are not
// trained). Tensors stand back to back in the order they were added.
class Layout {
 public:
  void AddParameter(std::string name, std::vector<std::uint64_t> shape, InitialValue initial = {});

  // Buffers follow all parameters.
  void AddBuffer(std::string name, std::vector<std::uint64_t> shape, InitialValue initial = {});

  const std::vector<Tensor>& parameters() const { return parameters_; }
  const std::vector<Tensor>& buffers() const { return buffers_; }

  std::uint64_t parameter_size() const { return parameter_size_; }  // d
  std::uint64_t buffer_size() const { return buffer_size_; }
  std::uint64_t size() const { return parameter_size_ + buffer_size_; }

 private:
  std::vector<Tensor> parameters_;
  std::vector<Tensor> buffers_;
  std::uint64_t parameter_size_ = 0;
  std::uint64_t buffer_size_ = 0;
};

}  // namespace hushed
