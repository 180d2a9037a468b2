#include "problem/initial.h"

#include <algorithm>

#include "hushed/stream.h"

namespace hushed {

template <class Real>
void DrawInitial(const Layout& layout, std::uint64_t seed, std::span<Real> x) {
  std::uint64_t index = 0;
  const auto draw = [&](const Tensor& tensor) {
    Stream stream(seed, Purpose::kInitial, 0, 0, index++);
    const std::span<Real> entries = x.subspan(tensor.offset, tensor.size);
    if (tensor.initial.values) {
      std::ranges::transform(*tensor.initial.values, entries.begin(),
                             [](double known) { return static_cast<Real>(known); });
      return;
    }
    for (Real& entry : entries) {
      const double shift =
          tensor.initial.bound > 0 ? tensor.initial.bound * (2.0 * stream.Uniform() - 1.0) : 0.0;
      entry = static_cast<Real>(tensor.initial.value + shift);
    }
  };
  for (const Tensor& tensor : layout.parameters()) draw(tensor);
  for (const Tensor& tensor : layout.buffers()) draw(tensor);
}

template void DrawInitial(const Layout&, std::uint64_t, std::span<float>);
template void DrawInitial(const Layout&, std::uint64_t, std::span<double>);

}  // namespace hushed
