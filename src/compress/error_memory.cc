// Error memory (error feedback).
// Seide, Fu, Droppo, Li, Yu, "1-bit stochastic gradient descent", Interspeech 2014; Stich,
// Cordonnier, Jaggi, "Sparsified SGD with memory", NeurIPS 2018, arXiv:1809.07599.
//
//   a = v + e;   decoded = C(a);   e <- a - decoded,    e = 0 at first
//
//   symbol   variable   shape   meaning
//   e, a     error_     [n]     in the unit of v: learning rates are in it already
//   C        inner_             any compressor; a contraction, or e may grow without bound
//
// Cost: a pass over e and v and the decoding beside C; n scalars of state a worker.
// Law: none for one vector; over rounds sum(decoded) + e = sum(v). For sparsifiers that send
// entries unscaled e is +0 where they were sent and a elsewhere, so nothing is rounded but v + e.
// Reduces to: C, bitwise but for the sign of zeros (-0 + 0 is 0), when C is exact.
#include "compress/error_memory.h"

#include <fmt/format.h>

#include <vector>

#include "core/kernels.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

template <class Real>
class ErrorMemory final : public Compressor<Real> {
 public:
  explicit ErrorMemory(std::unique_ptr<Compressor<Real>> inner) : inner_(std::move(inner)) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams& streams,
              Message& out) override {
    EncodeWithError(Real{1}, v, offset, streams, out);
  }

  void EncodeScaled(Real scale, std::span<Real> v, std::uint64_t offset, const Streams& streams,
                    Message& out) override {
    EncodeWithError(scale, v, offset, streams, out);
  }

  CompressorLaw law(std::uint64_t) const override { return {}; }

  void Serialize(Archive& archive) override {
    archive.Vector(error_);
    inner_->Serialize(archive);
  }

 private:
  void EncodeWithError(Real scale, std::span<const Real> v, std::uint64_t offset,
                       const Streams& streams, Message& out) {
    if (error_.empty()) error_.assign(v.size(), Real{0});
    if (error_.size() != v.size()) {
      throw Error(fmt::format("an error memory of {} scalars was given a vector of {}",
                              error_.size(), v.size()));
    }
    Axpy<Real>(scale, v, error_);
    const std::size_t before = out.sections().size();
    inner_->Encode(error_, offset, streams, out);
    out.Own(before);
    out.AddTo<Real>(error_, Real{-1}, before, offset);
  }

  std::unique_ptr<Compressor<Real>> inner_;
  std::vector<Real> error_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeErrorMemory(std::unique_ptr<Compressor<Real>> inner) {
  return std::make_unique<ErrorMemory<Real>>(std::move(inner));
}
template std::unique_ptr<Compressor<float>> MakeErrorMemory(std::unique_ptr<Compressor<float>>);
template std::unique_ptr<Compressor<double>> MakeErrorMemory(std::unique_ptr<Compressor<double>>);

}  // namespace hushed
