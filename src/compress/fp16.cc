// Half precision: IEEE binary16, rounded to nearest, ties to even.
//
//   |decoded_i - v_i| <= 2^-11 |v_i| for |v_i| >= 2^-14,   <= 2^-25 below
//
// Cost: one pass; 16 n bits. Entries that round beyond 65504, NaN and infinity throw DivergedError.
// Law: none for all vectors, since entries below 2^-25 become zero; contraction 1 - 2^-22 where
// every entry that is not zero has |v_i| >= 2^-14. Reduces to: identity, bitwise, on halves.
#include "compress/fp16.h"

#include <fmt/format.h>

#include <cmath>

#include "compress/codecs.h"
#include "compress/half.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

template <class Real>
class Fp16 final : public Compressor<Real> {
 public:
  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams&,
              Message& out) override {
    if (v.empty()) return;
    const auto halves = out.Append(SectionOf(Codec::kHalf, sizeof(Real), offset, v.size()));
    if (!ToHalf(v, halves.data())) ThrowOverflow(v);
  }

  CompressorLaw law(std::uint64_t) const override { return {}; }

 private:
  [[noreturn]] static void ThrowOverflow(std::span<const Real> v) {
    std::size_t i = 0;
    while (std::abs(v[i]) < Real{65520}) ++i;
    throw DivergedError(fmt::format("entry {} of {} to send is {}; half precision ends at 65504", i,
                                    v.size(), v[i]));
  }
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeFp16(const Fp16Options&) {
  return std::make_unique<Fp16<Real>>();
}
template std::unique_ptr<Compressor<float>> MakeFp16(const Fp16Options&);
template std::unique_ptr<Compressor<double>> MakeFp16(const Fp16Options&);

}  // namespace hushed
