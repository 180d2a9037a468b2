// How much faster more threads train: sgd on the default network, ten workers, one thread against
// N; the two alternate and must end in the same bits. Evaluation is not counted.
//
//   threads_bench [threads] [rounds] [repetitions]
#include <fmt/format.h>

#include <string>
#include <vector>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "engine/run.h"
#include "median.h"

namespace hushed {
namespace {

int Main(std::size_t threads, int rounds, int repetitions) {
  const std::string toml = fmt::format(
      "[data]\nname = \"fashion-mnist\"\n[model]\nname = \"mlp\"\n[train]\nworkers = 10\nbatch = "
      "10\n"
      "rounds = {}\nevaluate_every = 0\n[algorithm]\nname = \"sgd\"\nlearning_rate = 0.05\n",
      rounds);
  const Job job = ParseJob(TheCatalogue(), {"threads_bench", toml});
  RunOptions options;
  options.data = LoadDataset(job.data, 10, job.seed);
  std::vector<double> one, many, ratios;
  for (int i = 0; i < repetitions + 1; ++i) {
    options.threads = 1;
    const Summary first = RunJob(job, options).summary;
    options.threads = threads;
    const Summary second = RunJob(job, options).summary;
    if (first.model_digest != second.model_digest) {
      fmt::print("{} threads end elsewhere than one\n", threads);
      return 1;
    }
    if (i == 0) continue;  // warm-up
    one.push_back(first.final.seconds);
    many.push_back(second.final.seconds);
    ratios.push_back(first.final.seconds / second.final.seconds);
  }
  fmt::print(
      "sgd, mlp 784-512-10, 10 workers: {:.3f} ms a round on one thread, {:.3f} ms on {}, {:.2f} "
      "times as fast (median of {} alternating pairs of {} rounds)\n",
      1e3 * Median(one) / rounds, 1e3 * Median(many) / rounds, threads, Median(ratios), repetitions,
      rounds);
  return 0;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  const auto argument = [&](int i, int otherwise) {
    return argc > i ? std::stoi(argv[i]) : otherwise;
  };
  return hushed::Main(static_cast<std::size_t>(argument(1, 2)), argument(2, 200), argument(3, 11));
}
