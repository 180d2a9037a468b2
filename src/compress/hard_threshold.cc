// Hard threshold.
// Sahu, Dutta, Abdelmoniem, Banerjee, Canini, Kalnis, "Rethinking gradient sparsification as total
// error minimization", NeurIPS 2021, arXiv:2108.00951.
//
//   decoded_i = v_i if |v_i| > t, 0 otherwise;   t = max(threshold, relative * |v|_2 / sqrt(n))
//
//   symbol      variable     unit               meaning
//   threshold   threshold    of v               a floor for what is sent; 0: none
//   relative    relative     root mean squares  1: what exceeds the root mean square; 0: off
//
// Cost: one pass, two when relative > 0; kept * (8 * sizeof(Real) + 32) bits, kept depends on v:
// none for v = 0, and at most n / relative^2. Law: contraction 1 - relative^2 for threshold = 0 and
// relative < 1; none otherwise. Reduces to: identity, up to the sign of zeros, for threshold =
// relative = 0. The paper's threshold is absolute and fixed for the run; relative is ours.
#include "compress/hard_threshold.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compress/finite.h"
#include "compress/magnitudes.h"
#include "compress/sparse_codec.h"
#include "core/kernels.h"

namespace hushed {

Fields<HardThresholdOptions> HardThresholdOptions::fields() {
  return {
      {"threshold", &HardThresholdOptions::threshold, AtLeast(0.0),
       "entries of at most this magnitude are dropped"},
      {"relative", &HardThresholdOptions::relative, AtLeast(0.0),
       "so are those of at most this multiple of the root mean square"},
  };
}

namespace {

template <class Real>
class HardThreshold final : public Compressor<Real> {
 public:
  explicit HardThreshold(const HardThresholdOptions& options) : options_(options) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams&,
              Message& out) override {
    if (v.empty()) return;
    CollectAbove(v, Threshold(v), kept_);
    AppendSparse(kept_, offset, v.size(), out);
  }

  CompressorLaw law(std::uint64_t) const override {
    if (options_.threshold > 0 || options_.relative >= 1) return {};
    return {.contraction = 1.0 - options_.relative * options_.relative};
  }

 private:
  Real Threshold(std::span<const Real> v) const {
    double least = options_.threshold;
    if (options_.relative > 0) {
      const double square = SquaredNorm(v);
      if (!std::isfinite(square)) ThrowDiverged(v);
      least =
          std::max(least, options_.relative * std::sqrt(square / static_cast<double>(v.size())));
    }
    return static_cast<Real>(std::min(least, double{std::numeric_limits<Real>::max()}));
  }

  HardThresholdOptions options_;
  Entries<Real> kept_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeHardThreshold(const HardThresholdOptions& options) {
  return std::make_unique<HardThreshold<Real>>(options);
}
template std::unique_ptr<Compressor<float>> MakeHardThreshold(const HardThresholdOptions&);
template std::unique_ptr<Compressor<double>> MakeHardThreshold(const HardThresholdOptions&);

}  // namespace hushed
