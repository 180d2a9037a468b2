#include "components.h"

#include <numeric>

#include "algorithm/catalogue.h"
#include "algorithm/refused.h"
#include "algorithm/setting.h"
#include "core/memory_archive.h"
#include "harness.h"
#include "testing/vectors.h"
#include "transport/threads/transport.h"

namespace hushed {
namespace {

class MeanOfComponents final : public Problem<double> {
 public:
  MeanOfComponents(const Components& components, std::size_t dimension) : components_(components) {
    layout_.AddParameter("x", {dimension});
  }

  const Layout& layout() const override { return layout_; }

  double LossAndGradient(std::span<const double> x, const Batch& batch, std::span<double> gradient,
                         std::span<double>) override {
    Point sum(x.size());
    double loss = 0.0;
    for (const std::uint32_t i : batch.examples) {
      sum = sum + components_[i].gradient(x);
      loss += components_[i].value(x);
    }
    const double share = 1.0 / static_cast<double>(batch.examples.size());
    const Point mean = share * sum;
    std::copy(mean.begin(), mean.end(), gradient.begin());
    return share * loss;
  }

  void Evaluate(std::span<const double> x, std::size_t, std::vector<Metric>& out) override {
    double loss = 0.0;
    for (const Component& component : components_) loss += component.value(x);
    out.push_back({"train_loss", loss, static_cast<double>(components_.size())});
  }

 private:
  Components components_;
  Layout layout_;
};

const AlgorithmInfo& InfoOf(const std::string& name) {
  for (const AlgorithmInfo& info : TheCatalogue().algorithms) {
    if (info.name == name) return info;
  }
  throw ConfigError("no algorithm '" + name + "'");
}

Setting SettingOf(const Components& components, const Point& x, const Play& play) {
  const auto n = static_cast<std::uint32_t>(components.size());
  const AlgorithmInfo& info = InfoOf(play.algorithm);
  Setting setting;
  setting.layout = MeanOfComponents(components, x.size()).layout();
  setting.seed = play.seed;
  std::vector<std::uint64_t> begin = play.first_owned;
  if (begin.empty()) {
    begin.resize(n + 1);
    std::iota(begin.begin(), begin.end(), 0u);
  }
  setting.workers = static_cast<std::uint32_t>(begin.size() - 1);
  setting.partition = std::make_shared<const Partition>(Ids(n), begin);
  setting.sampler =
      std::make_shared<const Sampler>(setting.partition, play.seed, 0, Sampling::kEpoch);
  setting.learning_rate = play.rate;
  setting.options = Complete(info.options, play.options, play.algorithm);
  setting.axes = info.axes;
  for (const AxisInfo& axis : TheCatalogue().axes) {
    const auto changed = play.axes.find(axis.name);
    if (changed != play.axes.end()) {
      setting.axes[axis.name] = CompleteChoice(axis, changed->second);
    }
  }
  RefuseSenseless(play.algorithm, setting.axes);
  return setting;
}

class Lines final : public Observer {
 public:
  explicit Lines(std::vector<MetricsLine>& lines) : lines_(lines) {}
  void Evaluated(const MetricsLine& line) override { lines_.push_back(line); }
  void Moved(const MetricsLine&) override {}

 private:
  std::vector<MetricsLine>& lines_;
};

using Workers = std::vector<std::unique_ptr<Worker<double>>>;

// One exchange: counts the uploads and adds them into `sum`, of an upload's size; their first
// model_size scalars say where out.models[m] stands.
Total<double> HeardFrom(Workers& workers, const Plan& plan, std::size_t model_size,
                        Workspace<double>& workspace, Point& sum, LocalModels& out) {
  Total<double> total;
  out.models.assign(workers.size(), {});
  for (const WorkerId m : plan.address) {
    Upload<double> upload;
    upload.Reset(m, plan.round.index);
    workers[m]->Work(plan.round, out.shared, workspace, upload);
    total.Count(upload);
    upload.message.AddTo<double>(sum, upload.weight);
    Point decoded(sum.size());
    upload.message.AddTo<double>(decoded, 1.0);
    decoded.resize(model_size);
    out.models[m] = Point(out.shared.begin(), out.shared.begin() + model_size) - decoded;
  }
  total.sum = sum;
  return total;
}

}  // namespace

RunResult Played(const Components& components, const Point& x, const Play& play) {
  const Setting setting = SettingOf(components, x, play);
  const auto algorithm = MakeAlgorithm<double>(play.algorithm, setting);
  const auto transport = MakeThreadsTransport<double>(
      [&] { return std::make_unique<MeanOfComponents>(components, x.size()); }, play.seed, 1);
  EngineSettings settings;
  settings.workers = setting.workers;
  settings.model_size = x.size();
  settings.train_examples = components.size();
  settings.max_rounds = play.rounds;
  settings.evaluate_every = 1'000'000'000;  // no round is worked in segments
  settings.variance_over = setting.sampler;
  RunResult result;
  Lines lines(result.lines);
  Engine<double> engine(*algorithm, *transport, x, settings, lines);
  engine.Train(std::atomic<bool>(false));
  result.model.assign(engine.model().begin(), engine.model().end());
  return result;
}

Point After(const Components& components, const Point& x, const Play& play) {
  return Played(components, x, play).model;
}

std::set<Point> EndsOfACycle(const Components& components, const Point& x, double rate,
                             std::size_t orders) {
  std::set<Point> ends;
  for (std::uint64_t seed = 0; seed < 1000 && ends.size() < orders; ++seed) {
    ends.insert(After(components, x, {"sequential-sgd", rate, components.size(), {}, {}, seed}));
  }
  return ends;
}

Point OneStepForAPass(const Components& components, const Point& x, double rate) {
  const Point all = static_cast<double>(components.size()) * MeanGradient(components, x);
  Point sum(x.size());
  for (const Component& component : components) {
    sum = sum + component.gradient(x - (rate / 2) * (all - component.gradient(x)));
  }
  return x - rate * sum;
}

LocalModels PlayedByHand(const Components& components, const Point& x, const Play& play) {
  const Setting setting = SettingOf(components, x, play);
  const auto algorithm = MakeAlgorithm<double>(play.algorithm, setting);
  const auto server = algorithm->MakeServer();
  MeanOfComponents problem(components, x.size());
  Workspace<double> workspace(problem, play.seed);
  Workers workers(setting.workers);
  for (auto& worker : workers) worker = algorithm->MakeWorker();
  LocalModels out{{}, {}, x};
  out.shared.resize(algorithm->shared_size());
  Plan plan;
  for (; plan.round.index < play.rounds; ++plan.round.index) {
    for (std::uint32_t exchange = 0; exchange < algorithm->exchanges(); ++exchange) {
      plan.round.exchange = exchange;
      server->Open(out.shared, plan);
      plan.round.segment_end = plan.round.steps;
      Point sum(algorithm->upload_size(exchange));
      const auto total = HeardFrom(workers, plan, x.size(), workspace, sum, out);
      Message downlink;
      server->Close(plan, total, out.shared, downlink);
      algorithm->Apply(plan.round, downlink, out.shared);
    }
    plan.round.first_step += plan.round.steps;
  }
  for (auto& worker : workers) {
    SavingArchive saved;
    worker->Serialize(saved);
    LoadingArchive loaded(saved.bytes());
    loaded.Vector(out.remembered.emplace_back());
  }
  return out;
}

Play GradAlign(double alpha, double beta, std::uint64_t rounds) {
  return {"gradalign", alpha, rounds, {{"beta", beta}}};
}

Play FedGa(double rate, double beta, std::int64_t steps) {
  return {"fedga",
          rate,
          1,
          {{"beta", beta}},
          {{"local_steps", Steps(steps)}, {"aggregate", {"mean", {}}}}};
}

Play FedAvg(double rate, std::int64_t steps) {
  return {"fedavg", rate, 1, {}, {{"local_steps", Steps(steps)}, {"participation", {"all", {}}}}};
}

Play Descent(double rate, std::uint64_t rounds) { return {"sgd", rate, rounds}; }

Play FreshScaffold(double rate, std::int64_t steps) {
  constexpr double kNothing = 1e-300;
  return {"scaffold",
          kNothing,
          2,
          {{"variate", std::string("shard")}},
          {{"local_steps", Steps(steps)},
           {"schedule",
            {"step", {{"at", std::vector<std::int64_t>{steps}}, {"factor", rate / kNothing}}}}}};
}

}  // namespace hushed
