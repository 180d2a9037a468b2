// Top-k sparsification.
// Stich, Cordonnier, Jaggi, "Sparsified SGD with memory", NeurIPS 2018, arXiv:1809.07599.
//
//   decoded_i = v_i for i in S, 0 otherwise;  S: the k largest |v_i|, of equal ones the lowest i
//
//   symbol   variable         shape   meaning
//   k        KeptOf()         1       max(1, floor(fraction * n)), 0 when n = 0
//   S        kept_.positions  [k]     ascending
//
// Cost: about one pass and O(k) time, O(k) memory (magnitudes.h); k * (8 * sizeof(Real) + 32) bits.
// Law: contraction k/n.
// Reduces to: identity, bitwise, for fraction = 1.
#include "compress/top_k.h"

#include <algorithm>

#include "compress/magnitudes.h"
#include "compress/sparse_codec.h"

namespace hushed {

Fields<TopKOptions> TopKOptions::fields() {
  return {{"fraction", &TopKOptions::fraction, AboveUpTo(0.0, 1.0),
           "share of the entries kept, at least one entry"}};
}

std::uint64_t KeptOf(double fraction, std::uint64_t n) {
  const auto share = static_cast<std::uint64_t>(fraction * static_cast<double>(n));
  return std::min(n, std::max<std::uint64_t>(1, share));
}

namespace {

template <class Real>
class TopK final : public Compressor<Real> {
 public:
  explicit TopK(const TopKOptions& options) : options_(options) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const Streams&,
              Message& out) override {
    if (v.empty()) return;
    largest_.Find(v, KeptOf(options_.fraction, v.size()), kept_);
    AppendSparse(kept_, offset, v.size(), out);
  }

  CompressorLaw law(std::uint64_t n) const override {
    const auto kept = static_cast<double>(KeptOf(options_.fraction, n));
    return {.contraction = n == 0 ? 1.0 : kept / static_cast<double>(n)};
  }

 private:
  TopKOptions options_;
  LargestEntries<Real> largest_;
  Entries<Real> kept_;
};

}  // namespace

template <class Real>
std::unique_ptr<Compressor<Real>> MakeTopK(const TopKOptions& options) {
  return std::make_unique<TopK<Real>>(options);
}
template std::unique_ptr<Compressor<float>> MakeTopK(const TopKOptions&);
template std::unique_ptr<Compressor<double>> MakeTopK(const TopKOptions&);

}  // namespace hushed
