// What the round loop costs beyond the gradients: hushed's sgd against a bare loop that draws the
// same batches, calls the same gradients and makes one fused pass (sum += lr * g) per gradient,
// then moves the model once a round. One thread; the two alternate. Both come to the same model,
// but for the rounding of sums: the bare loop adds its ten gradients one after the other.
//
//   overhead_bench [mlp|cnn] [rounds] [repetitions]
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>
#include <vector>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "core/keep_memory.h"
#include "core/kernels.h"
#include "core/stopwatch.h"
#include "engine/engine.h"
#include "engine/prepare.h"
#include "median.h"
#include "problem/initial.h"
#include "transport/threads/transport.h"

namespace hushed {
namespace {

using Real = float;

class Nobody final : public Observer {
 public:
  void Evaluated(const MetricsLine&) override {}
  void Moved(const MetricsLine&) override {}
};

// The problem without its evaluation, which is no part of what is measured.
class Unevaluated final : public Problem<Real> {
 public:
  explicit Unevaluated(std::unique_ptr<Problem<Real>> inner) : inner_(std::move(inner)) {}
  const Layout& layout() const override { return inner_->layout(); }
  double LossAndGradient(std::span<const Real> x, const Batch& batch, std::span<Real> gradient,
                         std::span<Real> buffers) override {
    return inner_->LossAndGradient(x, batch, gradient, buffers);
  }
  void Evaluate(std::span<const Real>, std::size_t, std::vector<Metric>&) override {}

 private:
  std::unique_ptr<Problem<Real>> inner_;
};

struct Setup {
  Prepared<Real> prepared;
  std::vector<Real> start;
  std::unique_ptr<Transport<Real>> transport;
  std::unique_ptr<Problem<Real>> problem;  // the bare loop's own
};

std::vector<Real> Hushed(Setup& setup, std::uint64_t rounds) {
  const auto algorithm = MakeAlgorithm<Real>("sgd", setup.prepared.setting);
  EngineSettings settings = setup.prepared.engine;
  settings.max_rounds = rounds;
  settings.max_steps = 0;
  settings.evaluate_every = 0;
  Nobody nobody;
  Engine<Real> engine(*algorithm, *setup.transport, setup.start, settings, nobody);
  engine.Train(std::atomic<bool>{false});
  return {engine.model().begin(), engine.model().end()};
}

std::vector<Real> Bare(Setup& setup, std::uint64_t rounds) {
  const Setting& setting = setup.prepared.setting;
  std::vector<Real> x = setup.start, g(x.size()), sum(x.size());
  std::vector<std::uint32_t> ids;
  const auto rate = static_cast<Real>(setting.learning_rate);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    std::fill(sum.begin(), sum.end(), Real{0});
    for (WorkerId m = 0; m < setting.workers; ++m) {
      setup.problem->LossAndGradient(x, setting.sampler->Draw(m, round, ids), g, {});
      Axpy<Real>(rate, g, sum);
    }
    const auto scale = static_cast<Real>(1.0 / setting.workers);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += -(scale * sum[i]);
  }
  return x;
}

Setup MakeSetup(const std::string& model, int batch) {
  const std::string toml = fmt::format(
      "[data]\nname = \"fashion-mnist\"\n[model]\nname = \"{}\"\n[train]\nworkers = 10\nbatch = "
      "{}\n"
      "rounds = 1\n[algorithm]\nname = \"sgd\"\nlearning_rate = 0.05\n",
      model, batch);
  const Job job = ParseJob(TheCatalogue(), {"overhead.toml", toml});
  Setup setup{Prepare<Real>(job), {}, nullptr, nullptr};
  setup.start.resize(setup.prepared.setting.layout.size());
  DrawInitial<Real>(setup.prepared.setting.layout, job.seed, setup.start);
  const auto factory = setup.prepared.factory;
  setup.transport = MakeThreadsTransport<Real>(
      [factory] { return std::make_unique<Unevaluated>(factory()); }, job.seed, 1);
  setup.problem = factory();
  return setup;
}

// How far apart the two are after a round, as a share of the way. (Further on, a rounding that
// flips a maximum of the cnn leads elsewhere.)
double Apart(Setup& setup) {
  const auto hushed = Hushed(setup, 1), bare = Bare(setup, 1);
  return std::sqrt(SquaredDistance<Real>(hushed, bare) / SquaredDistance<Real>(bare, setup.start));
}

int Main(const std::string& model, std::uint64_t rounds, int repetitions) {
  Setup setup = MakeSetup(model, model == "mlp" ? 10 : 32);
  const double apart = Apart(setup);
  if (!(apart < 1e-5)) {
    fmt::print("the bare loop ends elsewhere: {:.1e} of the way apart after a round\n", apart);
    return 1;
  }
  std::vector<double> hushed, bare, ratios;
  for (int i = 0; i < repetitions + 1; ++i) {
    Stopwatch watch;
    Hushed(setup, rounds);
    const double a = watch.Lap();
    Bare(setup, rounds);
    const double b = watch.Lap();
    if (i == 0) continue;  // warm-up
    hushed.push_back(a);
    bare.push_back(b);
    ratios.push_back(a / b);
  }
  const double gradients = static_cast<double>(rounds) * setup.prepared.setting.workers;
  fmt::print(
      "{}: {:.4f} ms a gradient in hushed, {:.4f} ms in the bare loop, ratio {:.3f} (median of "
      "{} alternating pairs, {} gradients each)\n",
      model, 1e3 * Median(hushed) / gradients, 1e3 * Median(bare) / gradients, Median(ratios),
      repetitions, gradients);
  return 0;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  hushed::KeepFreedMemory();
  const std::string model = argc > 1 ? argv[1] : "mlp";
  const auto rounds = static_cast<std::uint64_t>(argc > 2 ? std::stoul(argv[2]) : 50);
  return hushed::Main(model, rounds, argc > 3 ? std::stoi(argv[3]) : 11);
}
