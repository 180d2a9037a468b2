// QSGD: stochastic rounding to a few levels.
// Alistarh, Grubic, Li, Tomioka, Vojnovic, "QSGD: Communication-efficient SGD via gradient
// quantization and encoding", NIPS 2017, arXiv:1610.02132.
//
//   decoded_i = c * sign(v_i) * q_i,   c = |v|_2 / s,   r_i = |v_i| / c in [0, s]
//   q_i = floor(r_i) + 1 with probability r_i - floor(r_i), else floor(r_i)
//
//   symbol   variable     shape    meaning
//   s        levels       1        of magnitude, beside zero
//   n        count        1        entries of a bucket; each bucket has its norm
//   c        scale        1        rounded up to a Real, so that r_i <= s
//   q        integers     [n]      signed, in the narrowest of 2, 4, 8, 16 bits that holds -s .. s
//
// Cost: two passes over a bucket and a 32-bit random word an entry; width * n bits, rounded up to
// whole bytes, and a header of 192 bits, a bucket.
// Law: unbiased, up to the rounding of r_i and 2^-31 in the probabilities; variance
// min(n / s^2, sqrt(n) / s). In double neither holds where the squares vanish: |v|_2 below 1e-154.
// Deviates: integers have a fixed width instead of Elias codes.
#include "compress/qsgd.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compress/codecs.h"
#include "compress/finite.h"
#include "compress/integers.h"
#include "core/kernels.h"

namespace hushed {

Fields<QsgdOptions> QsgdOptions::fields() {
  return {
      {"levels", &QsgdOptions::levels, Between(1, 32767),
       "magnitudes beside zero; 1, 7, 127 and 32767 fill 2, 4, 8 and 16 bits"},
      {"bucket", &QsgdOptions::bucket, AtLeast(0),
       "entries that share a norm; 0: all that are sent together"},
  };
}

namespace {

constexpr std::size_t kChunk = 1024;  // entries quantised at a time; a multiple of four

// scale > 0: the integers q of v. The words are uniform; 31 bits of each are used.
template <class Real>
void Quantise(std::span<const Real> v, Real scale, std::int32_t levels,
              const std::uint32_t* __restrict__ words, std::int16_t* __restrict__ q) {
  const Real* __restrict__ in = v.data();
  for (std::size_t i = 0; i < v.size(); ++i) {
    const Real level = std::abs(in[i]) / scale;
    const auto floor = static_cast<std::int32_t>(level);
    const auto chance =
        static_cast<std::int32_t>((level - static_cast<Real>(floor)) * Real{0x1p31});
    const std::int32_t up = static_cast<std::int32_t>(words[i] >> 1) < chance;
    const std::int32_t rounded = std::min(floor + up, levels);
    q[i] = static_cast<std::int16_t>(in[i] < 0 ? -rounded : rounded);
  }
}

template <class Real>
class Qsgd final : public Compressor<Real> {
 public:
  explicit Qsgd(const QsgdOptions& options) : options_(options) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams& streams,
              Message& out) override {
    Stream stream = streams.own(Purpose::kCompress, offset);
    const std::size_t bucket = BucketOf(v.size());
    for (std::size_t begin = 0; begin < v.size(); begin += bucket) {
      const auto part = v.subspan(begin, std::min(bucket, v.size() - begin));
      const Real scale = ScaleOf(part);
      if (!std::isfinite(scale * static_cast<Real>(options_.levels))) ThrowDiverged(v);
      EncodeBucket(part, scale, offset + begin, stream, out);
    }
  }

  CompressorLaw law(std::uint64_t n) const override {
    const auto count = static_cast<double>(BucketOf(n));
    const auto levels = static_cast<double>(options_.levels);
    return {.unbiased = true,
            .variance = std::min(count / (levels * levels), std::sqrt(count) / levels)};
  }

 private:
  std::size_t BucketOf(std::size_t n) const {
    if (options_.bucket == 0) return n;
    return std::min(n, static_cast<std::size_t>(options_.bucket));
  }

  // |v|_2 / levels, rounded up.
  Real ScaleOf(std::span<const Real> v) const {
    const double exact = std::sqrt(SquaredNorm(v)) / static_cast<double>(options_.levels);
    const auto scale = static_cast<Real>(exact);
    const bool low = static_cast<double>(scale) < exact;
    return low ? std::nextafter(scale, std::numeric_limits<Real>::infinity()) : scale;
  }

  void EncodeBucket(std::span<const Real> v, Real scale, std::uint64_t offset, Stream& stream,
                    Message& out) {
    Section section = SectionOf(Codec::kQuantised, sizeof(Real), offset, v.size());
    section.width = static_cast<std::uint8_t>(IntegerWidth(options_.levels));
    section.scale = scale;
    std::byte* room = out.Append(section).data();
    if (scale == 0) return std::fill_n(room, WireBytes(section), std::byte{0}), void();
    std::uint32_t words[kChunk];
    std::int16_t integers[kChunk];
    for (std::size_t begin = 0; begin < v.size(); begin += kChunk) {
      const auto part = v.subspan(begin, std::min(kChunk, v.size() - begin));
      stream.Fill(std::span(words).first(part.size()));
      Quantise(part, scale, static_cast<std::int32_t>(options_.levels), words, integers);
      PackIntegers(std::span(integers).first(part.size()), section.width,
                   room + begin * section.width / 8);
    }
  }

  QsgdOptions options_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeQsgd(const QsgdOptions& options) {
  return std::make_unique<Qsgd<Real>>(options);
}
template std::unique_ptr<Compressor<float>> MakeQsgd(const QsgdOptions&);
template std::unique_ptr<Compressor<double>> MakeQsgd(const QsgdOptions&);

}  // namespace hushed
