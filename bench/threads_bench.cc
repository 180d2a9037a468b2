// How much faster more threads train: one thread against N on Fashion-MNIST with ten workers. The
// two alternate and must end in the same bits; evaluation is not counted. sgd is the hardest case:
// a gradient of the small network takes hardly longer than adding it up.
//
//   threads_bench [threads] [repetitions]
#include <fmt/format.h>

#include <string>
#include <vector>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "core/keep_memory.h"
#include "engine/run.h"
#include "median.h"
#include "problem/models.h"

namespace hushed {
namespace {

struct Case {
  std::string algorithm, model;
  int batch, rounds;
};

std::vector<Case> Cases() {
  std::vector<Case> cases = {{"sgd", "mlp", 10, 200},
                             {"sparse-sgd", "mlp", 10, 100},
                             {"sasg", "mlp", 10, 100},
                             {"fedavg", "mlp", 10, 1}};
  if (MissingModel("cnn").empty()) cases.push_back({"sgd", "cnn", 32, 3});
  return cases;
}

Job JobOf(const Case& which) {
  std::string toml = fmt::format(R"(
[data]
name = "fashion-mnist"
test_limit = 500
[model]
name = "{}"
[train]
workers = 10
batch = {}
rounds = {}
evaluate_every = 0
loss_examples = 500
[algorithm]
name = "{}"
learning_rate = 0.05
)",
                                 which.model, which.batch, which.rounds, which.algorithm);
  if (which.algorithm == "fedavg") toml += "[algorithm.participation]\nfraction = 1.0\n";
  return ParseJob(TheCatalogue(), {"threads_bench", toml});
}

bool Measure(const Case& which, std::size_t threads, int repetitions) {
  const Job job = JobOf(which);
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
      return false;
    }
    if (i == 0) continue;  // warm-up
    one.push_back(first.final.seconds);
    many.push_back(second.final.seconds);
    ratios.push_back(first.final.seconds / second.final.seconds);
  }
  fmt::print(
      "{:<10} {} batch {}: {:>8.2f} ms a round on one thread, {:>8.2f} ms on {}, {:.2f} times as "
      "fast (median of {} pairs of {} rounds)\n",
      which.algorithm, which.model, which.batch, 1e3 * Median(one) / which.rounds,
      1e3 * Median(many) / which.rounds, threads, Median(ratios), repetitions, which.rounds);
  return true;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  hushed::KeepFreedMemory();
  const std::size_t threads = argc > 1 ? std::stoul(argv[1]) : 2;
  const int repetitions = argc > 2 ? std::stoi(argv[2]) : 11;
  for (const hushed::Case& which : hushed::Cases()) {
    if (!hushed::Measure(which, threads, repetitions)) return 1;
  }
}
