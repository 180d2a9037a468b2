#include "compress/per_tensor.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "hushed/errors.h"

namespace hushed {
namespace {

template <class Real>
class PerTensor final : public Compressor<Real> {
 public:
  PerTensor(std::unique_ptr<Compressor<Real>> each, const Layout& layout)
      : each_(std::move(each)), tensors_(layout.parameters()), size_(layout.parameter_size()) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams& streams,
              Message& out) override {
    if (v.size() != size_) {
      throw Error(fmt::format(
          "a vector of {} scalars cannot be encoded per tensor of a model of {}", v.size(), size_));
    }
    for (const Tensor& tensor : tensors_) {
      try {
        each_->Encode(v.subspan(tensor.offset, tensor.size), offset + tensor.offset, streams, out);
      } catch (const DivergedError&) {
        std::throw_with_nested(DivergedError(fmt::format("tensor '{}'", tensor.name)));
      }
    }
  }

  // |v - decoded|^2 is a sum over tensors, each at most its factor times its part of |v|^2.
  CompressorLaw law(std::uint64_t) const override {
    CompressorLaw worst{.unbiased = true, .contraction = 1.0};
    for (const Tensor& tensor : tensors_) {
      const CompressorLaw law = each_->law(tensor.size);
      worst.unbiased = worst.unbiased && law.unbiased;
      worst.contraction = std::min(worst.contraction, law.contraction);
      worst.variance = std::max(worst.variance, law.variance);
    }
    return worst;
  }

  void Serialize(Archive& archive) override { each_->Serialize(archive); }

 private:
  std::unique_ptr<Compressor<Real>> each_;
  std::vector<Tensor> tensors_;
  std::uint64_t size_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakePerTensor(std::unique_ptr<Compressor<Real>> each,
                                                const Layout& layout) {
  return std::make_unique<PerTensor<Real>>(std::move(each), layout);
}
template std::unique_ptr<Compressor<float>> MakePerTensor(std::unique_ptr<Compressor<float>>,
                                                          const Layout&);
template std::unique_ptr<Compressor<double>> MakePerTensor(std::unique_ptr<Compressor<double>>,
                                                           const Layout&);

}  // namespace hushed
