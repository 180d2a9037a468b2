// An algorithm of your own, twice. "quiet-avg" is a choice of axes: five local steps, quantised,
// with momentum at the server. "lookahead" puts code of its own on the same axes: everybody
// restarts at a slow model z, which follows the average of the fast ones.
//
//   x <- x - what the axes make of the uploads;   z <- z + a (x - z);   x <- z
//
// Zhang, Lucas, Hinton, Ba, "Lookahead optimizer: k steps forward, 1 step back", NeurIPS 2019,
// arXiv:1907.08610, over workers. Jobs name both like the built-in ones, and may change any axis.
//
// Prints:
//   { name = "quiet-avg" }: accuracy 0.98 in 13 rounds, 31512 bytes
//   { name = "lookahead", pull = 0.2 }: accuracy 0.98 in 13 rounds, 31512 bytes
//   { name = "lookahead", compress = { kind = "fp16" } }: accuracy 0.98 in 13 rounds, 111072 bytes
#include <hushed/algorithm.h>
#include <hushed/errors.h>
#include <hushed/train.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

namespace {

struct LookaheadOptions {
  double pull = 0.5;

  static hushed::Fields<LookaheadOptions> fields() {
    return {{"pull", &LookaheadOptions::pull, hushed::AboveUpTo(0, 1),
             "a, the share of the way z goes to the mean"}};
  }
};

// shared = [x (n) | z (n)]. Workers and server are those of the axes, which see x.
template <class Real>
class Lookahead final : public hushed::Algorithm<Real> {
 public:
  Lookahead(const LookaheadOptions& options, std::unique_ptr<hushed::Algorithm<Real>> axes)
      : axes_(std::move(axes)), n_(axes_->shared_size()), pull_(static_cast<Real>(options.pull)) {}

  std::size_t shared_size() const override { return 2 * n_; }
  std::size_t upload_size(std::uint32_t exchange) const override {
    return axes_->upload_size(exchange);
  }
  bool everyone_listens(std::uint32_t exchange) const override {
    return axes_->everyone_listens(exchange);
  }
  hushed::Memory memory() const override { return axes_->memory(); }
  std::unique_ptr<hushed::Worker<Real>> MakeWorker() const override { return axes_->MakeWorker(); }
  std::unique_ptr<hushed::Server<Real>> MakeServer() const override { return axes_->MakeServer(); }

  void Apply(const hushed::Round& round, const hushed::Message& downlink,
             std::span<Real> shared) const override {
    const auto x = shared.first(n_), z = shared.subspan(n_);
    if (round.index == 0) std::ranges::copy(x, z.begin());
    axes_->Apply(round, downlink, x);
    for (std::size_t i = 0; i < n_; ++i) x[i] = z[i] += pull_ * (x[i] - z[i]);
  }

 private:
  std::unique_ptr<hushed::Algorithm<Real>> axes_;
  std::size_t n_;
  Real pull_;
};

}  // namespace

int main() try {
  hushed::AlgorithmInfo info;
  info.name = "quiet-avg";
  info.summary = "five local steps, quantised, with momentum at the server";
  info.axes = {{"local_steps", {"fixed", {{"steps", std::int64_t{5}}}}},
               {"compress", {"qsgd", {{"levels", std::int64_t{7}}}}},
               {"server_optimizer", {"momentum", {}}}};
  hushed::RegisterAlgorithm(info);
  info.name = "lookahead";
  info.summary = "a slow model follows the average of the fast ones";
  hushed::RegisterAlgorithm<Lookahead, LookaheadOptions>(info);

  hushed::TrainRequest request;
  request.job = R"(
  data = { name = "synthetic-blobs", classes = 10, columns = 50, separation = 5, test_rows = 1000 }
  model = { name = "softmax" }
  train = { workers = 8, epochs = 5 }
  )";
  for (const char* algorithm :
       {R"({ name = "quiet-avg" })", R"({ name = "lookahead", pull = 0.2 })",
        R"({ name = "lookahead", compress = { kind = "fp16" } })"}) {
    request.overrides = {std::string("algorithm=") + algorithm};
    const hushed::TrainProgress at = hushed::Train(request).final;
    std::printf("%s: accuracy %.2f in %" PRIu64 " rounds, %" PRIu64 " bytes\n", algorithm,
                at.metric("test_accuracy"), at.round, at.uplink_bits / 8);
  }
} catch (const hushed::Error& error) {
  std::fprintf(stderr, "%s\n", hushed::Describe(error).c_str());
  return 1;
}
