// Random-k sparsification.
// Stich, Cordonnier, Jaggi, "Sparsified SGD with memory", NeurIPS 2018, arXiv:1809.07599.
//
//   decoded_i = s * v_i for i in S, 0 otherwise;  S: k of n positions, uniform, no replacement
//
//   symbol   variable         shape   meaning
//   k        KeptOf()         1       max(1, floor(fraction * n)), 0 when n = 0
//   s        scale            1       n / k when unbiased, else 1
//   S        kept_.positions  [k]     ascending
//
// Cost: a pass to see that v is finite, O(k log k) time, O(k) memory; k * (8 * sizeof(Real) + 32)
// bits. With shared_positions every worker draws S from one seed of the round, which travels in the
// header instead of the positions: 32 * k bits are saved.
// Law: contraction k/n for s = 1; unbiased with variance n/k - 1 for s = n/k.
// Reduces to: identity, bitwise, for fraction = 1.
#include "compress/random_k.h"

#include "compress/finite.h"
#include "compress/sampling.h"
#include "compress/sparse_codec.h"
#include "compress/top_k.h"

namespace hushed {

Fields<RandomKOptions> RandomKOptions::fields() {
  return {
      {"fraction", &RandomKOptions::fraction, AboveUpTo(0.0, 1.0),
       "share of the entries kept, at least one entry"},
      {"unbiased", &RandomKOptions::unbiased, Anything(),
       "scale kept entries by n/k; leave off under an error memory"},
      {"shared_positions", &RandomKOptions::shared_positions, Anything(),
       "all workers keep the same entries in a round"},
  };
}

namespace {

template <class Real>
class RandomK final : public Compressor<Real> {
 public:
  explicit RandomK(const RandomKOptions& options) : options_(options) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams& streams,
              Message& out) override {
    if (v.empty()) return;
    RequireFinite(v);
    const std::uint64_t k = KeptOf(options_.fraction, v.size());
    const Real scale =
        options_.unbiased ? static_cast<Real>(v.size()) / static_cast<Real>(k) : Real{1};
    const bool shared = options_.shared_positions;
    Stream stream = shared ? streams.shared(Purpose::kCompress, offset)
                           : streams.own(Purpose::kCompress, offset);
    const std::uint64_t seed = stream.Next();
    SampleAscending(seed, v.size(), k, kept_.positions);
    kept_.values.resize(k);
    for (std::size_t i = 0; i < k; ++i) kept_.values[i] = scale * v[kept_.positions[i]];
    if (shared) return AppendSharedMask(kept_, seed, offset, v.size(), out);
    AppendSparse(kept_, offset, v.size(), out);
  }

  CompressorLaw law(std::uint64_t n) const override {
    const double kept =
        n == 0 ? 1.0 : static_cast<double>(KeptOf(options_.fraction, n)) / static_cast<double>(n);
    if (options_.unbiased) return {.unbiased = true, .variance = 1.0 / kept - 1.0};
    return {.contraction = kept};
  }

 private:
  RandomKOptions options_;
  Entries<Real> kept_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeRandomK(const RandomKOptions& options) {
  return std::make_unique<RandomK<Real>>(options);
}
template std::unique_ptr<Compressor<float>> MakeRandomK(const RandomKOptions&);
template std::unique_ptr<Compressor<double>> MakeRandomK(const RandomKOptions&);

}  // namespace hushed
