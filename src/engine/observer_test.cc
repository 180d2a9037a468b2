// Who watches sees the model of every evaluation, also in the middle of a long round.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "engine/run.h"

namespace hushed {
namespace {

// F(x) = sum_i x_i^2 / 2 in three dimensions from (1, 2, 3): train_loss is known from the model.
RunResult Ran(const std::string& overrides, const std::string& precision, Observer* observer) {
  const std::string toml =
      "[data]\nname = \"synthetic-quadratic\"\ndimension = 3\ncomponents = 1\na = [1.0]\n"
      "start = [1.0, 2.0, 3.0]\n[partition]\nkind = \"copy\"\n[model]\nname = \"quadratic\"\n"
      "noise = 0.1\n[train]\nworkers = 4\nbatch = 0\nsteps = 10\nevaluate_every = 3\n"
      "[algorithm]\nname = \"one-shot\"\nlearning_rate = 0.1\n";
  const Job job =
      ParseJob(TheCatalogue(), {"test.toml", toml}, {overrides, "train.precision=" + precision});
  return RunJob(job, {.threads = 2, .observer = observer});
}

class Watcher final : public Observer {
 public:
  explicit Watcher(bool wants) : wants_(wants) {}

  void Evaluated(const MetricsLine& line) override { evaluated.push_back(line.step); }
  void Moved(const MetricsLine&) override {}
  bool wants_model() const override { return wants_; }
  void Model(const MetricsLine& line, std::span<const double> x) override {
    ASSERT_EQ(line.step, evaluated.back()) << "after Evaluated, about the same model";
    steps.push_back(line.step);
    double loss = 0.0;
    for (const double entry : x) loss += 0.5 * entry * entry;
    EXPECT_NEAR(line.metrics.at(0).second, loss, 1e-6 * loss);
    last.assign(x.begin(), x.end());
  }

  std::vector<std::uint64_t> evaluated, steps;
  std::vector<double> last;

 private:
  bool wants_;
};

TEST(Observer, SeesTheModelOfEveryEvaluation) {
  for (const char* precision : {"double", "float"}) {
    for (const char* algorithm : {"one-shot", "sgd"}) {
      Watcher watcher(true);
      const RunResult run = Ran(std::string("algorithm.name=") + algorithm, precision, &watcher);
      EXPECT_EQ(watcher.steps, (std::vector<std::uint64_t>{0, 3, 6, 9, 10}));
      EXPECT_EQ(watcher.last, run.model) << algorithm << " in " << precision;
    }
  }
}

TEST(Observer, SeesNoModelUnlessItAsks) {
  Watcher watcher(false);
  Ran("algorithm.name=one-shot", "double", &watcher);
  EXPECT_EQ(watcher.evaluated.size(), 5u);
  EXPECT_TRUE(watcher.steps.empty());
}

}  // namespace
}  // namespace hushed
