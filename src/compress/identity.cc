// No compression: the message is a view of the vector.
//
//   decoded = v
//
// Cost: nothing in process; n * 8 * sizeof(Real) bits. NaNs and infinities pass through.
#include "compress/identity.h"

namespace hushed {
namespace {

template <class Real>
class Identity final : public Compressor<Real> {
 public:
  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams&,
              Message& out) override {
    out.AppendView(v, Real{1}, offset);
  }

  CompressorLaw law(std::uint64_t) const override { return {.unbiased = true, .contraction = 1.0}; }
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeIdentity(const IdentityOptions&) {
  return std::make_unique<Identity<Real>>();
}
template std::unique_ptr<Compressor<float>> MakeIdentity(const IdentityOptions&);
template std::unique_ptr<Compressor<double>> MakeIdentity(const IdentityOptions&);

}  // namespace hushed
