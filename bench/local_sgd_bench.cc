// Local SGD over repetitions of a small experiment, as the reproduction of its paper runs it: what
// a step of one coordinate costs, gradient noise included, and what an exchange of the synchronous
// method adds to its gradients. One thread, double; 500 repetitions of the skewed quadratic.
//
//   local_sgd_bench [workers] [repetitions]
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "core/stopwatch.h"
#include "engine/run.h"
#include "median.h"
#include "problem/models.h"

namespace hushed {
namespace {

constexpr std::uint64_t kCoordinates = 500;
constexpr std::uint64_t kSteps = 1'000;

std::shared_ptr<const Dataset> Coordinates() {
  auto data = std::make_shared<Dataset>();
  data->name = "repetitions";
  data->shape = {kCoordinates};
  data->columns = kCoordinates;
  data->train.size = 1;
  data->quadratics.curvature.assign(kCoordinates, 1.0);
  data->quadratics.linear.assign(kCoordinates, 0.0);
  return data;
}

std::vector<Batch> Batches() {
  static const std::uint32_t kFirst[] = {0};
  const Stream stream(1, Purpose::kExample, 0, 0, 0);
  std::vector<Batch> batches;
  for (std::uint64_t step = 0; step < kSteps; ++step) {
    batches.push_back({kFirst, stream.AtStep(step)});
  }
  return batches;
}

// Nanoseconds of a coordinate's step, fused and one gradient at a time.
struct Step {
  double fused = 0.0;
  double single = 0.0;
};

Step Measure(Problem<double>& problem, const std::vector<Batch>& batches) {
  const std::vector<double> rates(kSteps, 1e-3);
  std::vector<double> y(kCoordinates, 2.0), g(kCoordinates);
  Stopwatch watch;
  problem.Descend(y, batches, rates);
  const double fused = watch.Lap();
  for (const Batch& batch : batches) problem.LossAndGradient(y, batch, g, {});
  const double single = watch.Lap();
  constexpr double kScale = 1e9 / static_cast<double>(kSteps * kCoordinates);
  return {fused * kScale, single * kScale};
}

void PrintSteps(const char* what, const Choice& model, int repetitions) {
  const auto problem = MakeProblemFactory<double>(model, Coordinates(), /*loss_examples=*/0)();
  const auto batches = Batches();
  std::vector<double> fused, single;
  for (int i = 0; i < repetitions + 1; ++i) {
    const Step step = Measure(*problem, batches);
    if (i == 0) continue;  // warm-up
    fused.push_back(step.fused);
    single.push_back(step.single);
  }
  fmt::print("{}: {:.2f} ns a coordinate of a local step, {:.2f} ns of a gradient and its loss\n",
             what, Median(fused), Median(single));
}

// Seconds of training per gradient of one worker.
double Trained(const std::string& algorithm, std::uint64_t workers) {
  const std::string toml = fmt::format(
      "[data]\nname = \"synthetic-quadratic\"\ndimension = {}\ncomponents = 1\na = [1.0]\n"
      "[partition]\nkind = \"copy\"\n[model]\nname = \"skewed-quadratic\"\n"
      "[train]\nworkers = {}\nbatch = 0\nsteps = {}\nevaluate_every = 0\n"
      "[algorithm]\nname = \"{}\"\nlearning_rate = 2.0\n"
      "[algorithm.schedule]\nkind = \"inverse\"\nlargest = 0.5\n",
      kCoordinates, workers, kSteps, algorithm);
  const RunResult run = RunJob(ParseJob(TheCatalogue(), {"bench.toml", toml}), {});
  return run.summary.final.seconds / static_cast<double>(workers * kSteps);
}

int Main(std::uint64_t workers, int repetitions) {
  PrintSteps("skewed quadratic", {"skewed-quadratic", {}}, repetitions);
  PrintSteps("smoothed", {"skewed-quadratic", {{"smoothing", 1.0}}}, repetitions);
  PrintSteps("quadratic, multiplicative noise too",
             {"quadratic", {{"noise", 0.5}, {"multiplicative_noise", 1.0}}}, repetitions);
  std::vector<double> every, once, ratios;
  for (int i = 0; i < repetitions + 1; ++i) {
    const double a = Trained("sgd", workers), b = Trained("one-shot", workers);
    if (i == 0) continue;  // warm-up
    every.push_back(a);
    once.push_back(b);
    ratios.push_back(a / b);
  }
  fmt::print(
      "{} workers: {:.2f} us a step of one worker that exchanges every time, {:.2f} us of one that "
      "never does, ratio {:.2f} (median of {} alternating pairs)\n",
      workers, 1e6 * Median(every), 1e6 * Median(once), Median(ratios), repetitions);
  return 0;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  const std::uint64_t workers = argc > 1 ? std::stoull(argv[1]) : 32;
  return hushed::Main(workers, argc > 2 ? std::stoi(argv[2]) : 11);
}
