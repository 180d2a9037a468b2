// GradAlign and FedGA: Dandi, Barba, Jaggi, "Implicit gradient alignment in distributed and
// federated learning", AAAI 2022, arXiv:2106.13897.
//
// Their experiments, on EMNIST and CIFAR-10, done on Fashion-MNIST: many workers with like data,
// where beta is swept and GradAlign meets large-batch and sequential SGD; and one class a worker,
// where FedGA meets FedAvg, FedProx, SCAFFOLD and large-batch SGD.
#include "algorithm/catalogue.h"
#include "gradalign_contest.h"
#include "gradalign_sweep.h"
#include "study.h"
#include "trainers.h"

namespace hushed {
namespace {

constexpr std::uint64_t kLike = 1200;  // exchanges of workers with like data: 600 aligned steps
constexpr std::uint64_t kOwn = 400;    // exchanges of workers with a class of their own
constexpr std::uint64_t kSteps = 10;   // local steps of a round: a pass over the shard

Sweep Displacements() {
  return {.name = "sweep",
          .title = "Twenty workers with like data: the displacement",
          .job = "gradalign-iid",
          .rate = 0.2,
          .reference = "large-batch-sgd",
          .betas = {0, .2, .4, .6, .8},
          .rounds = kLike / 2,
          .loss = 0.1};
}

Sweep DisplacementsOfAConvolutionalNetwork() {
  return {.name = "cnn",
          .title = "A convolutional network, ten workers with fifty images each",
          .job = "gradalign-iid",
          .overrides = {"model.name=cnn-small", "data.train_limit=500", "data.test_limit=2000",
                        "train.workers=10"},
          .rate = 0.2,
          .reference = "large-batch-sgd",
          .betas = {0, .1},
          .rounds = 50,
          .loss = 0.6,
          .evaluations = 10};
}

// Beta is neutral at rate (kSteps - 1) / 2 = 0.09, by expansion in the rates: less only weakens
// what local steps do to r, more lowers it. From about 0.15 on training itself falls behind.
Sweep DisplacementsWithOneClassEach() {
  return {.name = "fedga-sweep",
          .title = "Ten workers with one class each: the displacement",
          .job = "gradalign-one-class",
          .rate = 0.02,
          .reference = "fedavg",
          .betas = {0, .03, .09, .12, .2},
          .rounds = kOwn / 2,
          .steps = kSteps,
          .loss = 0.6};
}

Contest LikeWorkers() {
  constexpr double kShard = 0.05;
  return {.name = "like",
          .title = "Twenty workers with like data: the best of each method",
          .job = "gradalign-iid",
          .rivals = {{.algorithm = "large-batch-sgd",
                      .rates = {.1, .2, .3, .4, .5, .6},
                      .rounds = kLike,
                      .passes = kShard},
                     {.algorithm = "gradalign",
                      .rates = {.1, .2, .3},
                      .parameter = "algorithm.beta",
                      .called = "beta",
                      .values = {.3, .6},
                      .rounds = kLike / 2,
                      .passes = kShard},
                     {.algorithm = "sequential-sgd",
                      .rates = {.0125, .025, .05, .1, .2, .4},
                      .rounds = 20 * kLike,
                      .passes = kShard}},
          .evaluations = 60,  // three of sequential-sgd's while the others make all their exchanges
          .loss = 0.1};
}

Rival LargeBatch(double shard) {
  return {
      .algorithm = "large-batch-sgd",
      .overrides = {"algorithm.local_steps.kind=every", "algorithm.server_optimizer.kind=momentum"},
      .rates = {.05, .1, .2, .4},
      .parameter = "algorithm.server_optimizer.beta",
      .called = "momentum",
      .values = {0.0, .5, .9},
      .rounds = kOwn,
      .passes = shard};
}

Rival LocalSteps(const std::string& algorithm, const std::vector<double>& rates,
                 const std::string& parameter, const std::string& called,
                 const std::vector<double>& values, double batch) {
  return {.algorithm = algorithm,
          .rates = rates,
          .parameter = parameter,
          .called = called,
          .values = values,
          .rounds = algorithm == "fedga" ? kOwn / 2 : kOwn,
          .steps = kSteps,
          .passes = batch};
}

// A round of ten local steps is one pass over the examples of the workers addressed, as a step of
// large-batch SGD is, and one of FedGA, in two exchanges, is two. batch, shard: of all examples.
// FedGA aligns from beta = rate (kSteps - 1) / 2 on, so its rates are small enough for its betas.
std::vector<Rival> OneClassRivals(double batch, double shard) {
  const std::string server = "algorithm.server_optimizer.learning_rate";
  const std::vector<double> rates = {.05, .1, .2, .4};
  return {
      LargeBatch(shard), LocalSteps("fedavg", rates, server, "server rate", {.5, 1.0, 1.5}, batch),
      LocalSteps("fedprox", rates, "algorithm.local.proximal", "mu", {.01, .1, 1.0}, batch),
      LocalSteps("scaffold", {.01, .02, .04, .08}, server, "server rate", {.5, 1.0, 1.5}, batch),
      LocalSteps("fedga", {.01, .02, .05, .1}, "algorithm.beta", "beta", {.01, .03, .1}, batch)};
}

Contest OneClassEach() {
  return {.name = "one-class",
          .title = "Ten workers with one class each",
          .job = "gradalign-one-class",
          .rivals = OneClassRivals(0.01, 0.1),
          .loss = 0.3};
}

Contest OneClassCohorts() {
  return {.name = "cohort",
          .title = "Fifty workers with one class each, ten a round",
          .job = "gradalign-one-class",
          .overrides = {"data.train_limit=5000", "train.workers=50", "train.batch=10",
                        "algorithm.participation.kind=fraction",
                        "algorithm.participation.fraction=0.2"},
          .rivals = OneClassRivals(0.002, 0.02),
          .loss = 0.5};
}

constexpr const char* kFewImages[] = {"data.train_limit=100", "data.test_limit=100"};

Sweep Rehearsed(Sweep sweep) {
  sweep.overrides.insert(sweep.overrides.end(), std::begin(kFewImages), std::end(kFewImages));
  sweep.rounds = 4;
  sweep.seeds = {1, 2};
  sweep.betas.resize(2);
  return sweep;
}

// Two short tries a method.
Contest Rehearsed(Contest contest) {
  auto& overrides = contest.overrides;
  overrides.insert(overrides.end(), std::begin(kFewImages), std::end(kFewImages));
  contest.tried_on = {11};
  contest.seeds = {1, 2};
  for (Rival& rival : contest.rivals) {
    rival.rounds = std::max<std::uint64_t>(2, rival.rounds / 100);
    rival.rates.resize(rival.parameter.empty() ? 2 : 1);
    if (!rival.parameter.empty()) rival.values.resize(2);
  }
  return contest;
}

}  // namespace

void ReproduceGradAlign(const StudyOptions& options, Findings& findings) {
  Trainers trainers(options);
  const auto hold = [&](const auto& experiment) {
    Hold(options.quick ? Rehearsed(experiment) : experiment, trainers, findings);
  };
  hold(Displacements());
  hold(LikeWorkers());
  hold(DisplacementsWithOneClassEach());
  hold(OneClassEach());
  hold(OneClassCohorts());
  if (TheCatalogue().missing_model("cnn-small").empty()) {
    hold(DisplacementsOfAConvolutionalNetwork());
  }
}

}  // namespace hushed
