#include "engine/inspect.h"

#include <algorithm>

#include "aggregate/aggregate.h"
#include "compress/compressors.h"
#include "core/scratch.h"
#include "engine/prepare.h"
#include "local/local_steps.h"
#include "participation/participation.h"

namespace hushed {
namespace {

// What a message of the d parameters and n - d statistics costs: measured by encoding a drawn
// vector.
template <class Real>
Bits MeasuredBits(const Choice& compress, const Setting& setting, std::uint64_t n) {
  const std::uint64_t d = setting.layout.parameter_size();
  std::vector<Real> v(n);
  Stream stream(setting.seed, Purpose::kInitial, 1, 0, 0);
  for (Real& entry : v) entry = static_cast<Real>(stream.Uniform() - 0.5);
  const std::span<const Real> all(v);
  Message message;
  if (const auto compressor = MakeUnlessExact<Real>(compress, setting.layout)) {
    compressor->Encode(all.first(d), 0, Streams(setting.seed, 0, 0), message);
  } else {
    message.AppendView<Real>(all.first(d), Real{1}, 0);
  }
  if (n > d) message.AppendView<Real>(all.subspan(d), Real{1}, d);
  return message.bits();
}

std::uint64_t Multiple(const Choice& choice, std::initializer_list<const char*> kinds,
                       std::uint64_t times) {
  const bool found = std::any_of(kinds.begin(), kinds.end(),
                                 [&](const char* kind) { return choice.kind == kind; });
  return found ? times : 0;
}

// Local steps of the longest round; 0 where rounds are whole epochs.
std::uint64_t LongestRound(const Setting& setting) {
  const auto schedule =
      MakeLocalSteps(setting.axis("local_steps"), setting.workers, setting.total_steps);
  const std::uint64_t total = setting.total_steps;
  Round round;
  schedule->Set(round);
  if (round.epochs > 0) return 0;
  if (!schedule->needs_total_steps()) return total > 0 ? std::min(round.steps, total) : round.steps;
  std::uint64_t longest = 0;
  for (; round.first_step < total; round.first_step += round.steps) {
    schedule->Set(round);
    longest = std::max(longest, round.steps);
  }
  return longest;
}

// A factor of the active rows and six vectors, in double, when every row of the largest shard is
// active or as many as are independent.
std::uint64_t SolveBytes(const Setting& setting) {
  const std::uint64_t d = setting.layout.parameter_size();
  std::uint64_t rows = 0;
  for (WorkerId m = 0; m < setting.workers; ++m) {
    rows = std::max<std::uint64_t>(rows, setting.partition->shard(m).size());
  }
  rows = std::min(rows, d);
  return (rows * d + rows * rows / 2 + 6 * d) * sizeof(double);
}

const Choice kAnchoredAtStart = {"anchored", {{"anchor", std::string("start")}}};

// Vectors that every worker keeps.
std::uint64_t KeptByWorkers(const Setting& setting, std::uint64_t evaluate_every) {
  std::uint64_t kept = Multiple(setting.axis("participation"), {"lasg-ps"}, 1);
  if (setting.axes.contains("trigger")) {
    kept += Multiple(setting.axis("trigger"), {"lag-wk", "lasg-wk2"}, 1) +
            Multiple(setting.axis("trigger"), {"lasg-wk1"}, 2);
  } else {
    ++kept;  // fedga: its gradient; scaffold: its variate
  }
  if (Remembers(setting.axis("compress"))) ++kept;
  const Values& local = setting.axis("local").options;
  if (local.contains("momentum") && std::get<double>(local.at("momentum")) > 0) ++kept;
  // Updates between the segments of rounds in which the model is evaluated.
  if (evaluate_every > 0 && LongestRound(setting) > evaluate_every) ++kept;
  return kept;
}

template <class Real>
std::vector<Inspection::MemoryItem> MemoryOf(const Prepared<Real>& prepared, const Bits& upload,
                                             std::size_t threads) {
  const Setting& setting = prepared.setting;
  const auto axis = [&](const char* name) {
    const auto found = setting.axes.find(name);
    return found == setting.axes.end() ? Choice{} : found->second;
  };
  const std::uint64_t vector = setting.layout.size() * sizeof(Real);
  const std::uint64_t workers = setting.workers;
  const std::uint64_t kept = KeptByWorkers(setting, prepared.engine.evaluate_every);
  const std::uint64_t server = Multiple(axis("server_optimizer"), {"momentum"}, 1) +
                               Multiple(axis("server_optimizer"), {"adam", "yogi", "adagrad"}, 2) +
                               (axis("server_optimizer") == kAnchoredAtStart ? 1 : 0) +
                               (Remembers(axis("downlink")) ? 1 : 0);
  std::vector<Inspection::MemoryItem> items = {
      {"data", prepared.data->bytes()},
      {"model and shared state", 3 * vector},
      {"scratch of the threads and uploads in flight", (kScratchVectors + 2) * threads * vector},
  };
  const auto add = [&](const char* what, std::uint64_t bytes) {
    if (bytes > 0) items.push_back({what, bytes});
  };
  if (axis("local").kind == "projection") {
    add("local solves of the threads", threads * SolveBytes(setting));
  }
  add("what workers remember", workers * kept * vector);
  add("what the server remembers", server * vector);
  if (Reuses(axis("aggregate"))) add("last messages of all workers", workers * upload.total() / 8);
  add("models at which workers were last addressed",
      Multiple(axis("participation"), {"lag-ps", "lasg-ps"}, workers) * vector);
  return items;
}

void FillShards(const Dataset& data, const Partition& partition, Inspection& inspection) {
  for (WorkerId m = 0; m < partition.workers(); ++m) {
    Inspection::Shard shard{partition.shard(m).size(), std::vector<std::uint64_t>(data.classes, 0)};
    if (data.classes > 0) {
      for (const std::uint32_t example : partition.shard(m)) {
        ++shard.labels[static_cast<std::size_t>(data.train.targets[example])];
      }
    }
    inspection.shards.push_back(std::move(shard));
  }
  inspection.partition_note = partition.note();
}

template <class Real>
Inspection InspectAs(const Job& job, std::size_t threads) {
  const Prepared<Real> prepared = Prepare<Real>(job);
  const Setting& setting = prepared.setting;
  const auto algorithm = MakeAlgorithm<Real>(job.algorithm, setting);
  algorithm->MakeServer();  // refuses what only it can see
  Inspection inspection;
  inspection.algorithm = job.algorithm;
  inspection.data = job.data.kind;
  inspection.model = job.model.kind;
  inspection.partition = job.partition.kind;
  inspection.precision = PrecisionOf(job);
  inspection.train_examples = prepared.data->train.size;
  inspection.test_examples = prepared.data->test.size;
  inspection.columns = prepared.data->columns;
  inspection.classes = prepared.data->classes;
  inspection.layout = setting.layout;
  FillShards(*prepared.data, *setting.partition, inspection);
  inspection.max_steps = prepared.engine.max_steps;
  inspection.max_rounds = prepared.engine.max_rounds;
  inspection.cohort = CohortSize(setting.axis("participation"), setting.workers);
  inspection.exchanges = algorithm->exchanges();
  const std::uint64_t n = setting.layout.size(), d = setting.layout.parameter_size();
  inspection.upload = MeasuredBits<Real>(setting.axis("compress"), setting, n);
  inspection.downlink = MeasuredBits<Real>(setting.axis("downlink"), setting, n);
  if (algorithm->upload_size(0) > n) {  // scaffold: control variates, told back as they are
    inspection.upload += MeasuredBits<Real>(setting.axis("compress"), setting, d);
    inspection.downlink += MeasuredBits<Real>({"identity", {}}, setting, d);
  }
  if (inspection.exchanges > 1) {  // the mean gradient, told as it is
    inspection.first_downlink = MeasuredBits<Real>({"identity", {}}, setting, n);
  }
  inspection.memory = MemoryOf(prepared, inspection.upload, threads);
  return inspection;
}

}  // namespace

Inspection Inspect(const Job& job, std::size_t threads) {
  return PrecisionOf(job) == "float" ? InspectAs<float>(job, threads)
                                     : InspectAs<double>(job, threads);
}

}  // namespace hushed
