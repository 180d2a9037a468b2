#include "engine/trained.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "algorithm/catalogue.h"
#include "config/job_file.h"
#include "core/digest.h"
#include "engine/evaluation.h"
#include "engine/prepare.h"
#include "problem/evaluation_plan.h"
#include "record/file.h"
#include "record/model_file.h"
#include "record/run_folder.h"
#include "transport/threads/transport.h"

namespace hushed {
namespace {

namespace fs = std::filesystem;

Job JobOf(const TrainedRequest& request) {
  const fs::path& folder = request.folder;
  if (!fs::exists(folder / RunFolder::kJob)) {
    throw ConfigError("'" + folder.string() + "' holds no run: it has no " + RunFolder::kJob);
  }
  const std::string path = (folder / RunFolder::kJob).string();
  const Job trained = ReadJob(TheCatalogue(), path);
  std::vector<std::string> overrides;
  // The network as it was trained, wherever the file is now that it came from.
  if (trained.model.options.contains("path") && fs::exists(folder / RunFolder::kScript)) {
    overrides.push_back("model.path=" + ToText((folder / RunFolder::kScript).string()));
    overrides.push_back("model.digest=\"\"");
  }
  overrides.insert(overrides.end(), request.overrides.begin(), request.overrides.end());
  const Job job = ReadJob(TheCatalogue(), path, overrides);
  if (request.data.empty()) return job;
  const bool has_test_path = job.data.options.contains("test_path");
  if (!has_test_path && !job.data.options.contains("path")) {
    throw ConfigError("data set '" + job.data.kind +
                      "' is not read from files: --data is not for it, "
                      "--set data.name=... chooses another");
  }
  overrides.push_back((has_test_path ? "data.test_path=" : "data.path=") + ToText(request.data));
  if (has_test_path) overrides.push_back("data.test_fraction=0");
  return ReadJob(TheCatalogue(), path, overrides);
}

// A run's model with the problem it solves.
template <class Real>
class Trained {
 public:
  Trained(const Job& job, const TrainedRequest& request)
      : data_(LoadDataset(job.data, static_cast<std::uint32_t>(job.train.workers), job.seed)),
        transport_(MakeThreadsTransport<Real>(
            MakeProblemFactory<Real>(job.model, data_,
                                     static_cast<std::uint64_t>(job.train.loss_examples)),
            job.seed, request.threads, /*ranks=*/1)),
        name_(job.model.kind) {
    const fs::path path = request.folder / RunFolder::kModel;
    if (!fs::exists(path)) {
      throw DataError(path.string() +
                      ": there is no such file: the run has not come to its end, "
                      "`hushed train --resume` goes on with it");
    }
    x_ = ParseSafetensors<Real>(ReadFile(path), path.string(), transport_->problem().layout());
  }

  Evaluation Evaluate() {
    const std::span<const Real> x = x_;
    return {data_->train.size, data_->test.size, HexDigest(Digest(x)),
            EvaluateModel<Real>(*transport_, x)};
  }

  Predictions Predict(Of of) {
    const Split& split = of == Of::kTest ? data_->test : data_->train;
    Predictions made{data_->classes, transport_->problem().outputs()};
    if (made.outputs == 0) {
      throw ConfigError("model '" + name_ +
                        "' says nothing of examples: there is nothing to predict");
    }
    if (split.size == 0) {
      throw ConfigError("'" + data_->name +
                        "' has no test examples to predict: --data names others, "
                        "--split train takes the training examples");
    }
    made.targets = split.targets;
    made.scores = Scores(of, split.size, made.outputs);
    made.answers.resize(split.size);
    for (std::size_t i = 0; i < split.size; ++i) {
      made.answers[i] = Answer(std::span(made.scores).subspan(i * made.outputs, made.outputs));
    }
    return made;
  }

 private:
  // Examples are taken in the parts that evaluation takes them in, and so come to the same bits.
  std::vector<double> Scores(Of of, std::size_t size, std::size_t outputs) {
    std::vector<double> scores(size * outputs);
    constexpr std::size_t kPart = EvaluationPlan::kPart;
    transport_->ForEachPart(
        (size + kPart - 1) / kPart, [&](std::size_t part, Problem<Real>& problem) {
          const std::size_t begin = part * kPart, n = std::min(kPart, size - begin);
          std::vector<std::uint32_t> examples(n);
          std::iota(examples.begin(), examples.end(), static_cast<std::uint32_t>(begin));
          std::vector<Real> out(n * outputs);
          problem.Predict(x_, of, examples, out);
          std::ranges::copy(out, scores.begin() + static_cast<std::ptrdiff_t>(begin * outputs));
          return std::vector<Metric>();
        });
    return scores;
  }

  double Answer(std::span<const double> scores) const {
    if (data_->classes == 0) return scores[0];
    if (scores.size() == 1) return scores[0] > 0 ? 1.0 : 0.0;
    return static_cast<double>(std::ranges::max_element(scores) - scores.begin());
  }

  std::shared_ptr<const Dataset> data_;
  std::unique_ptr<Transport<Real>> transport_;
  std::string name_;
  std::vector<Real> x_;
};

// use(trained) with the run in its own scalar.
template <class Use>
auto WithTrained(const TrainedRequest& request, const Use& use) {
  const Job job = JobOf(request);
  if (PrecisionOf(job) == "float") {
    Trained<float> trained(job, request);
    return use(trained);
  }
  Trained<double> trained(job, request);
  return use(trained);
}

}  // namespace

std::uint64_t Predictions::correct() const {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) count += answers[i] == targets[i] ? 1 : 0;
  return count;
}

Evaluation EvaluateRun(const TrainedRequest& request) {
  return WithTrained(request, [](auto& trained) { return trained.Evaluate(); });
}

Predictions PredictRun(const TrainedRequest& request, Of of, Evaluation& evaluation) {
  return WithTrained(request, [&](auto& trained) {
    Predictions made = trained.Predict(of);
    evaluation = trained.Evaluate();
    return made;
  });
}

}  // namespace hushed
