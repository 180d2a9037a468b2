// A compressor of your own: TernGrad, which sends each entry as -1, 0 or +1 in two bits, becomes a
// kind that jobs name under [algorithm.compress], with an option of its own beside those of every
// compressor. The same training with and without it.
//
//   decoded_i = s sign(v_i) with probability |v_i| / s, else 0;   s = max |v_i|
//
// Wen, Xu, Yan, Wu, Wang, Chen, Li, "TernGrad: ternary gradients to reduce communication in
// distributed deep learning", NIPS 2017, arXiv:1705.07878. Before it v_i is cut at `clip` root mean
// squares of v, which the paper has at 2.5 standard deviations.
//
// Prints:
//   { kind = "identity" }: accuracy 0.98, 520 uploads of 4104 bytes
//   { kind = "terngrad" }: accuracy 0.98, 520 uploads of 176 bytes
//   { kind = "terngrad", clip = 2.5, per = "global" }: accuracy 0.98, 520 uploads of 152 bytes
#include <hushed/compressor.h>
#include <hushed/errors.h>
#include <hushed/train.h>

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <string>

namespace {

struct TernGradOptions {
  double clip = 0.0;

  static hushed::Fields<TernGradOptions> fields() {
    return {{"clip", &TernGradOptions::clip, hushed::AtLeast(0),
             "entries are cut at so many root mean squares; 0: they are not"}};
  }
};

template <class Real>
class TernGrad final : public hushed::Compressor<Real> {
 public:
  explicit TernGrad(const TernGradOptions& options) : clip_(options.clip) {}

  void Encode(std::span<const Real> v, std::uint64_t offset, const hushed::Streams& streams,
              hushed::Message& out) override {
    if (v.empty()) return;
    const double scale = ScaleOf(v);
    hushed::Section section;
    section.codec = hushed::Codec::kQuantised;
    section.scalar_bytes = sizeof(Real);
    section.width = 2;  // bits of an entry
    section.offset = static_cast<std::uint32_t>(offset);
    section.count = static_cast<std::uint32_t>(v.size());
    section.scale = scale;
    const std::span<std::byte> room = out.Append(section);
    std::ranges::fill(room, std::byte{0});
    hushed::Stream stream = streams.own(hushed::Purpose::kCompress, offset);
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (stream.Uniform() * scale >= std::abs(double{v[i]})) continue;
      const auto entry = static_cast<std::byte>(v[i] < 0 ? 0b11 : 0b01);  // two's complement
      room[i / 4] |= entry << 2 * (i % 4);
    }
  }

  // |v|_1 max |v_i| <= (1 + sqrt n) / 2 |v|^2.
  hushed::CompressorLaw law(std::uint64_t n) const override {
    if (clip_ > 0) return {};
    return {.unbiased = true,
            .variance = (std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, n))) - 1) / 2};
  }

 private:
  // s, as a Real.
  double ScaleOf(std::span<const Real> v) const {
    Real largest = 0;
    double squares = 0.0;
    for (const Real entry : v) {
      if (!std::isfinite(entry)) throw hushed::DivergedError("terngrad: an entry is not finite");
      largest = std::max(largest, std::abs(entry));
      squares += double{entry} * double{entry};
    }
    if (clip_ == 0) return largest;
    const double cut = clip_ * std::sqrt(squares / static_cast<double>(v.size()));
    return std::min(largest, static_cast<Real>(cut));
  }

  double clip_;
};

}  // namespace

int main() try {
  hushed::RegisterCompressor<TernGrad, TernGradOptions>("terngrad", "sends -1, 0 or +1");
  hushed::TrainRequest request;
  request.job = R"(
  data = { name = "synthetic-blobs", classes = 10, columns = 50, separation = 5, test_rows = 1000 }
  model = { name = "softmax" }
  train = { workers = 8, epochs = 5 }
  algorithm = { name = "sgd", learning_rate = 0.1 }
  )";
  for (const char* compress : {R"({ kind = "identity" })", R"({ kind = "terngrad" })",
                               R"({ kind = "terngrad", clip = 2.5, per = "global" })"}) {
    request.overrides = {std::string("algorithm.compress=") + compress};
    const hushed::TrainProgress at = hushed::Train(request).final;
    std::printf("%s: accuracy %.2f, %" PRIu64 " uploads of %" PRIu64 " bytes\n", compress,
                at.metric("test_accuracy"), at.uploads, at.uplink_bits / 8 / at.uploads);
  }
} catch (const hushed::Error& error) {
  std::fprintf(stderr, "%s\n", hushed::Describe(error).c_str());
  return 1;
}
