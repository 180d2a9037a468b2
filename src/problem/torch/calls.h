#pragma once

// Internal: how the room's sources call torch.
#include <ATen/Parallel.h>

#include <span>
#include <string>
#include <vector>

#include "hushed/errors.h"
#include "problem/torch/network.h"

extern "C" void openblas_set_num_threads(int threads);

namespace hushed {

// Workers run in parallel, so torch and BLAS must not: the other cores are taken.
inline void UseOneThread() {
  static const bool process_once = [] {
    at::set_num_threads(1);
    openblas_set_num_threads(1);
    try {
      at::set_num_interop_threads(1);
    } catch (const c10::Error&) {  // the program has used its pool already; ours never do
    }
    return true;
  }();
  thread_local const bool thread_once = [] {
    at::init_num_threads();  // OpenMP keeps the number per thread
    return true;
  }();
  static_cast<void>(process_once);
  static_cast<void>(thread_once);
}

// work(), with libtorch's exceptions as ours.
template <class Work>
auto WithTorch(const Work& work) {
  UseOneThread();
  try {
    return work();
  } catch (const c10::Error& error) {
    throw Error(std::string("libtorch: ") + error.what_without_backtrace());
  }
}

template <class Real>
constexpr at::ScalarType kScalar = c10::CppTypeToScalarType<Real>::value;

// Tensors over `data`, where the first of `tensors` begins. Torch has no read-only tensors: views
// of a const vector are never written.
template <class Real>
std::vector<at::Tensor> Views(const std::vector<Tensor>& tensors, std::span<const Real> data) {
  std::vector<at::Tensor> views;
  views.reserve(tensors.size());
  for (const Tensor& tensor : tensors) {
    const std::vector<std::int64_t> shape(tensor.shape.begin(), tensor.shape.end());
    Real* first = const_cast<Real*>(data.data()) + (tensor.offset - tensors.front().offset);
    views.push_back(at::from_blob(first, shape, kScalar<Real>));
  }
  return views;
}

}  // namespace hushed
