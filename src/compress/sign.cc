// Sign with one scale.
// Karimireddy, Rebjock, Stich, Jaggi, "Error feedback fixes SignSGD and other gradient compression
// schemes", ICML 2019, arXiv:1901.09847.
//
//   decoded_i = s * sign(v_i),   s = |v|_1 / n,   sign(+0) = +1, sign(-0) = -1
//
// Cost: one pass; n bits, rounded up to whole bytes, and s in the header.
// Law: |v - decoded|^2 = |v|^2 - |v|_1^2 / n, so contraction |v|_1^2 / (n |v|_2^2), which is at
// least 1/n. Biased: use it under an error memory.
#include "compress/sign.h"

#include <algorithm>
#include <cmath>

#include "compress/codecs.h"
#include "compress/finite.h"
#include "compress/signs.h"

namespace hushed {
namespace {

template <class Real>
class Sign final : public Compressor<Real> {
 public:
  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams&,
              Message& out) override {
    if (v.empty()) return;
    Section section = SectionOf(Codec::kSign, sizeof(Real), offset, v.size());
    const double sum = PackSigns(v, Bits(v.size()));
    if (!std::isfinite(sum)) ThrowDiverged(v);
    section.scale = static_cast<Real>(sum / static_cast<double>(v.size()));
    const auto room = out.Append(section);
    std::copy_n(bits_.begin(), room.size(), room.begin());
  }

  CompressorLaw law(std::uint64_t n) const override {
    return {.contraction = n == 0 ? 1.0 : 1.0 / static_cast<double>(n)};
  }

 private:
  // Room for the bits of n entries: the scale is known only after them.
  std::byte* Bits(std::size_t n) {
    if (bits_.size() < (n + 7) / 8) bits_.resize((n + 7) / 8);
    return bits_.data();
  }

  std::vector<std::byte> bits_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeSign(const SignOptions&) {
  return std::make_unique<Sign<Real>>();
}
template std::unique_ptr<Compressor<float>> MakeSign(const SignOptions&);
template std::unique_ptr<Compressor<double>> MakeSign(const SignOptions&);

}  // namespace hushed
