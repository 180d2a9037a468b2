#include "engine/prepare.h"

#include <algorithm>
#include <cmath>

#include "algorithm/refused.h"
#include "core/digest.h"
#include "engine/rank_data.h"
#include "local/projection.h"
#include "participation/participation.h"

namespace hushed {
namespace {

// Examples a worker uses in one local step, averaged over workers and their epochs.
double ExamplesPerStep(const Job& job, const Partition& partition, const Sampler& sampler) {
  const bool whole = job.axes.contains("local") && job.axes.at("local").kind != "sgd";
  double sum = 0.0;
  for (WorkerId m = 0; m < partition.workers(); ++m) {
    const auto size = static_cast<double>(partition.shard(m).size());
    if (whole) {
      sum += size;
    } else if (job.train.sampling == "replacement" && job.train.batch > 0) {
      sum += std::min(size, static_cast<double>(job.train.batch));
    } else {
      sum += size / static_cast<double>(sampler.steps_per_epoch(m));
    }
  }
  return sum / partition.workers();
}

std::uint64_t DigestOf(const Partition& partition) {
  RunningDigest digest;
  for (WorkerId m = 0; m < partition.workers(); ++m) {
    const std::uint64_t size = partition.shard(m).size();
    digest.Add(std::as_bytes(std::span(&size, 1)));
    digest.Add(std::as_bytes(partition.shard(m)));
  }
  return digest.value();
}

bool ByEpochs(const Job& job) { return job.axes.at("local_steps").kind == "epochs"; }

// Turns train.epochs, rounds or steps into the engine's bounds. An epoch is as many examples, over
// all workers, as the training set has.
void SetBounds(const Job& job, const Partition& partition, const Sampler& sampler,
               EngineSettings& engine) {
  engine.max_rounds = static_cast<std::uint64_t>(job.train.rounds);
  engine.max_steps = static_cast<std::uint64_t>(job.train.steps);
  const std::uint32_t cohort = CohortSize(job.axes.at("participation"), partition.workers());
  if (ByEpochs(job)) {
    const auto local = std::get<std::int64_t>(job.axes.at("local_steps").options.at("epochs"));
    if (job.train.steps > 0) {
      throw ConfigError(
          "train.steps cannot bound rounds of whole epochs (algorithm.local_steps.kind = "
          "\"epochs\"): set train.epochs or train.rounds");
    }
    if (job.train.epochs > 0) {
      double shard = 0.0;  // mean examples of a worker
      for (WorkerId m = 0; m < partition.workers(); ++m) {
        shard += static_cast<double>(partition.shard(m).size()) / partition.workers();
      }
      const double per_round = shard * cohort * static_cast<double>(local);
      engine.max_rounds = static_cast<std::uint64_t>(std::max(
          1.0, std::ceil(job.train.epochs * static_cast<double>(engine.train_examples) / per_round -
                         1e-9)));
    }
  } else if (job.train.epochs > 0) {
    const double per_step = cohort * ExamplesPerStep(job, partition, sampler);
    engine.max_steps = static_cast<std::uint64_t>(std::max(
        1.0, std::round(job.train.epochs * static_cast<double>(engine.train_examples) / per_step)));
  }
}

// All but the size of the model.
EngineSettings EngineSettingsOf(const Job& job, const Dataset& data, const Partition& partition,
                                const std::shared_ptr<const Sampler>& sampler) {
  EngineSettings engine;
  engine.workers = partition.workers();
  engine.train_examples = data.train.size;
  engine.evaluate_every = static_cast<std::uint64_t>(job.train.evaluate_every);
  engine.checkpoint_every = static_cast<std::uint64_t>(job.train.checkpoint_every);
  engine.check_every = static_cast<std::uint64_t>(job.transport.check_every);
  if (job.train.gradient_variance) engine.variance_over = sampler;
  SetBounds(job, partition, *sampler, engine);
  return engine;
}

}  // namespace

std::string PrecisionOf(const Job& job) {
  return job.train.precision == "auto" ? DefaultPrecision(job.model.kind) : job.train.precision;
}

template <class Real>
Prepared<Real> Prepare(const Job& job, std::shared_ptr<const Dataset> data, const Place& place) {
  RefuseSenseless(job.algorithm, job.axes);
  const auto workers = static_cast<std::uint32_t>(job.train.workers);
  const Placement placement(workers, place.ranks);
  if (!data) {
    const auto rows = place.ranks > 1 ? RowsToRead::kNeeded : RowsToRead::kAll;
    data = LoadDataset(job.data, workers, job.seed, rows);
  }
  const auto partition =
      std::make_shared<const Partition>(MakePartition(job.partition, *data, workers, job.seed));
  const auto loss_examples = static_cast<std::uint64_t>(job.train.loss_examples);
  Prepared<Real> prepared;
  prepared.data_digest = DigestOf(*data);
  if (place.ranks > 1) {
    prepared.partition_digest = DigestOf(*partition);
    data = DataOfRank(data, *partition, placement, place.rank, loss_examples);
  }
  prepared.data = data;
  prepared.factory = MakeProblemFactory<Real>(job.model, data, loss_examples);
  const auto problem = prepared.factory();
  if (job.axes.contains("local") && job.axes.at("local").kind == "projection") {
    RequireProjectable<Real>(*problem, job.model.kind);
  }
  const auto sampling = job.train.sampling == "epoch" ? Sampling::kEpoch : Sampling::kReplacement;
  const auto sampler = std::make_shared<const Sampler>(
      partition, job.seed, static_cast<std::uint64_t>(job.train.batch), sampling);
  prepared.engine = EngineSettingsOf(job, *data, *partition, sampler);
  prepared.engine.model_size = problem->layout().size();
  prepared.setting = {.layout = problem->layout(),
                      .workers = workers,
                      .seed = job.seed,
                      .total_steps = prepared.engine.max_steps,
                      .partition = partition,
                      .sampler = sampler,
                      .learning_rate = job.learning_rate,
                      .options = job.algorithm_options,
                      .axes = job.axes};
  return prepared;
}

template Prepared<float> Prepare(const Job&, std::shared_ptr<const Dataset>, const Place&);
template Prepared<double> Prepare(const Job&, std::shared_ptr<const Dataset>, const Place&);

}  // namespace hushed
