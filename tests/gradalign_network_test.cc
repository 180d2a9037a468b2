// Alignment on a network: mlp with tanh, double, full gradients of four workers.
#include <gtest/gtest.h>

#include <cmath>

#include "components.h"
#include "engine/prepare.h"
#include "harness.h"
#include "problem/initial.h"

namespace hushed {
namespace {

// The small network's problem and shards, for gradients by hand.
class Network {
 public:
  Network()
      : prepared_(Prepare<double>(ParsedJob(SmallJob("gradalign")))),
        problem_(prepared_.factory()),
        start_(prepared_.setting.layout.size()) {
    DrawInitial<double>(prepared_.setting.layout, prepared_.setting.seed, start_);
  }

  const Point& start() const { return start_; }

  Point Gradient(WorkerId worker, const Point& x) {
    Point gradient(x.size());
    problem_->LossAndGradient(x, prepared_.setting.sampler->Whole(worker, 0), gradient, {});
    return gradient;
  }

  Point MeanOfGradients(const Point& x) {
    Point sum(x.size());
    for (WorkerId i = 0; i < kWorkers; ++i) sum = sum + Gradient(i, x);
    return (1.0 / kWorkers) * sum;
  }

  // (1/n) sum H_i (g_i - g), each product by a central difference along g_i - g.
  Point VarianceSlope(const Point& x) {
    constexpr double kH = 1e-5;
    const Point mean = MeanOfGradients(x);
    Point sum(x.size());
    for (WorkerId i = 0; i < kWorkers; ++i) {
      const Point apart = Gradient(i, x) - mean;
      const Point change = Gradient(i, x + kH * apart) - Gradient(i, x - kH * apart);
      sum = sum + (1.0 / (2 * kH)) * change;
    }
    return (1.0 / kWorkers) * sum;
  }

  static constexpr WorkerId kWorkers = 4;

 private:
  Prepared<double> prepared_;
  std::unique_ptr<Problem<double>> problem_;
  Point start_;
};

// One step of gradalign at rate 1: x - x+ is the mean gradient at the displaced points.
Point AlignedGradient(const Point& start, double beta) {
  const auto run =
      Ran(SmallJob("gradalign"), {"train.steps=1", "train.batch=0", "algorithm.learning_rate=1.0",
                                  "algorithm.beta=" + std::to_string(beta)});
  return start - run.model;
}

// [mean grad f_i(x + v_i) - g] / beta -> grad r, with an error of O(beta).
TEST(GradAlign, DescendsTheGradientVarianceOfANetwork) {
  Network network;
  const Point& x = network.start();
  const Point mean = network.MeanOfGradients(x), slope = network.VarianceSlope(x);
  EXPECT_LE(Norm(AlignedGradient(x, 0.0) - mean), 1e-14);
  double last = 0.0;
  for (const double beta : {0.08, 0.04, 0.02, 0.01, 0.005}) {
    const Point found = (1.0 / beta) * (AlignedGradient(x, beta) - mean);
    const double error = Norm(found - slope);
    EXPECT_LE(error, 5 * beta * Norm(slope));
    if (last > 0.0) {
      EXPECT_NEAR(std::log2(last / error), 1.0, 0.1) << "at " << beta;
    }
    last = error;
  }
}

// r falls along minus its gradient as fast as the gradient says; r by the engine's metric.
TEST(GradAlign, MovesTheNetworkDownTheMeasuredVariance) {
  const auto variance = [](double beta) {
    const auto run =
        Ran(SmallJob("gradalign"),
            {"train.steps=1", "train.batch=0", "algorithm.learning_rate=0.01",
             "train.gradient_variance=true", "algorithm.beta=" + std::to_string(beta)});
    return run.lines.back().metrics.back().second;
  };
  Network network;
  const Point& x = network.start();
  const Point descended = x - 0.01 * network.MeanOfGradients(x);
  const Point slope = network.VarianceSlope(descended), push = network.VarianceSlope(x);
  double product = 0.0;
  for (std::size_t j = 0; j < slope.size(); ++j) product += slope[j] * push[j];
  EXPECT_GT(product, 0.0);
  // x+ = descended - 0.01 beta push + O(beta^2), so r changes by -0.01 beta slope' push.
  EXPECT_NEAR((variance(0.01) - variance(0.0)) / (-0.01 * 0.01 * product), 1.0, 0.05);
}

// What a worker uploads in the two exchanges of its second round.
struct Messages {
  Point gradient, update;
};

Messages MessagesOf(const std::string& toml, const std::vector<std::string>& overrides) {
  const auto prepared = Prepare<double>(ParsedJob(toml, overrides));
  const auto algorithm = MakeAlgorithm<double>("gradalign", prepared.setting);
  const auto server = algorithm->MakeServer();
  const auto worker = algorithm->MakeWorker();
  const auto problem = prepared.factory();
  Workspace<double> workspace(*problem, prepared.setting.seed);
  Point shared(algorithm->shared_size(), 0.5);
  Plan plan;
  plan.round.index = plan.round.first_step = 1;
  Point decoded[2];
  for (const std::uint32_t exchange : {0u, 1u}) {
    plan.round.exchange = exchange;
    server->Open(shared, plan);
    Upload<double> upload;
    upload.Reset(1, plan.round.index);
    worker->Work(plan.round, shared, workspace, upload);
    decoded[exchange].resize(algorithm->upload_size(exchange));
    upload.message.AddTo<double>(decoded[exchange], 1.0);
  }
  return {decoded[0], decoded[1]};
}

// Without displacement the second gradient is the first, to the last bit: the same batch and the
// same randomness. Otherwise alignment would measure noise.
TEST(GradAlign, TakesBothGradientsOnOneBatchWithOneRandomness) {
  const std::vector<std::string> still = {"algorithm.beta=0.0", "algorithm.learning_rate=1.0"};
  const Messages network = MessagesOf(SmallJob("gradalign"), still);
  EXPECT_EQ(network.update, network.gradient);
  auto noisy = still;
  noisy.insert(noisy.end(), {"model.noise=1.0", "model.multiplicative_noise=0.5"});
  const Messages noise = MessagesOf(ScalarQuadratics("gradalign"), noisy);
  EXPECT_EQ(noise.update, noise.gradient);
  EXPECT_NE(noise.gradient, MessagesOf(ScalarQuadratics("gradalign"), still).gradient);
}

}  // namespace
}  // namespace hushed
