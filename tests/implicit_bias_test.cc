// Where Local-GD and Modified Local-GD go on linear models with more parameters than examples: the
// laws of the limits and of the way there, on three data sets. log-convergence is tested by trends
// and products that stay bounded, never by a small error at the end.
#include "implicit_bias.h"

#include <gtest/gtest.h>

#include <cmath>

#include "problem/hard_margin.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

constexpr const char* kDirection = "direction_error";
const std::string kMean = "algorithm.server_optimizer.kind=sgd";  // no anchor
const std::string kElsewhere = "model.initial=2.0";               // begins at a random model

struct Setting {
  const char* name;
  std::string (*job)(const std::string& algorithm);
};
const Setting kSettings[] = {
    {"Clouds", [](const std::string& algorithm) { return CloudsJob(algorithm); }},
    {"CloudsByLabel", [](const std::string& algorithm) { return CloudsJob(algorithm, true); }},
    {"Shifted", ShiftedJob},
};

class OnEach : public testing::TestWithParam<Setting> {
 protected:
  std::string job(const std::string& algorithm) const { return GetParam().job(algorithm); }
};
INSTANTIATE_TEST_SUITE_P(Settings, OnEach, testing::ValuesIn(kSettings),
                         [](const auto& param) { return std::string(param.param.name); });

double Margin(const JobData& data) {
  return MarginOf(data.view, HardMargin(data.view, data.data->columns).point);
}

// With t = lr L k, the loss tends to 1 / (margin^2 t): w grows as w^ log t, and along w^ the
// gradient is the loss itself. The direction error falls, and falls as 1 / log t.
TEST_P(OnEach, LocalGdFollowsTheLogarithm) {
  const JobData data(job("local-gd"));
  const double rate = StepSize(data, 10), margin = Margin(data);
  const auto run = Ran(job("local-gd"), {Steps(10), Rate(rate), Rounds(20000), EvaluateEvery(200)});
  double before = 2.0;
  for (const int k : {20, 200, 2000, 20000}) {
    const double time = rate * 10 * k, error = At(run, k, kDirection);
    EXPECT_LT(error, before) << "round " << k;
    if (k >= 2000) {
      EXPECT_LT(error * std::log(time), 2.0) << "round " << k;
    }
    before = error;
  }
  double off = 1.0;
  for (const int k : {2000, 6000, 20000}) {
    const double constant = At(run, k, "train_loss") * rate * 10 * k * margin * margin;
    EXPECT_LT(std::abs(constant - 1.0), off) << "round " << k;
    off = std::abs(constant - 1.0);
  }
  EXPECT_LT(off, 0.03);
}

// At one lr L the number of local steps does not matter.
TEST_P(OnEach, LocalStepsDoNotMatterWhenTheRateSharesThem) {
  const JobData data(job("local-gd"));
  const auto run = [&](int steps) {
    return Ran(job("local-gd"), {Steps(steps), Rate(StepSize(data, steps)), Rounds(2000),
                                 EvaluateEvery(20 * steps)});
  };
  const auto one = run(1), ten = run(10), hundred = run(100);
  for (const int k : {20, 200, 2000}) {
    const double error = At(one, k, kDirection);
    EXPECT_NEAR(At(ten, k, kDirection), error, 0.02 * error) << "round " << k;
    EXPECT_NEAR(At(hundred, k, kDirection), error, 0.02 * error) << "round " << k;
  }
}

// At one lr ten times the steps make a tenth of the loss, and the direction of ten times as
// many rounds.
TEST_P(OnEach, LocalStepsHelpWhenTheRateIsFixed) {
  const JobData data(job("local-gd"));
  const auto run = [&](int steps, int rounds) {
    return Ran(job("local-gd"),
               {Steps(steps), Rate(StepSize(data)), Rounds(rounds), EvaluateEvery(20 * steps)});
  };
  const auto one = run(1, 20000), ten = run(10, 2000);
  const double loss = At(ten, 2000, "train_loss") / At(one, 2000, "train_loss");
  EXPECT_GT(loss, 0.08);
  EXPECT_LT(loss, 0.13);
  const double direction = At(ten, 2000, kDirection) / At(one, 20000, kDirection);
  EXPECT_NEAR(direction, 1.0, 0.1);
  EXPECT_LT(At(ten, 2000, kDirection), At(one, 2000, kDirection));
}

// The limit is the separator of all the data, not the mean of the workers' own.
TEST_P(OnEach, TheLimitIsThePooledSeparator) {
  const JobData data(job("local-gd"));
  const auto pooled = HardMargin(data.view, data.data->columns).point;
  const auto mean = MeanOfLocalSeparators(data.view, data.data->columns, data.shards);
  EXPECT_GT(DirectionError(mean, pooled), 0.4);
  double to_pooled = 2.0, to_mean = 0.0;
  for (const int k : {200, 2000, 20000}) {
    const auto w = Ran(job("local-gd"), {Steps(10), Rate(StepSize(data)), Rounds(k)}).model;
    EXPECT_LT(DirectionError(w, pooled), to_pooled) << "round " << k;
    EXPECT_GT(DirectionError(w, mean), to_mean) << "round " << k;
    to_pooled = DirectionError(w, pooled);
    to_mean = DirectionError(w, mean);
  }
  EXPECT_LT(to_pooled, 0.5 * to_mean);
  const auto anchored = Ran(job("modified-local-gd"), {Rounds(3000)}).model;
  EXPECT_LT(DirectionError(anchored, pooled), 0.1 * DirectionError(anchored, mean));
}

// The mean of projections stops at some separator, which is not the hard-margin one.
TEST_P(OnEach, TheMeanOfProjectionsIsNotTheHardMargin) {
  const auto run = Ran(job("modified-local-gd"), {kMean, Rounds(20000), EvaluateEvery(10000)});
  EXPECT_GT(At(run, 20000, kDirection), 1e-2);
  EXPECT_NEAR(At(run, 20000, kDirection), At(run, 10000, kDirection), 1e-4) << "it has stopped";
  EXPECT_GE(At(run, 20000, "margin") * Length(run.model), 1 - 1e-4) << "min_i y_i (w . a_i)";
}

// Anchored, the error falls as 1 / k.
TEST_P(OnEach, TheAnchoredMeanReachesTheHardMargin) {
  const auto run = Ran(job("modified-local-gd"), {Rounds(3000), EvaluateEvery(300)});
  const double slope = std::log10(At(run, 3000, kDirection) / At(run, 300, kDirection));
  EXPECT_GT(slope, -1.1);
  EXPECT_LT(slope, -0.9);
  EXPECT_LT(At(run, 3000, kDirection), 1e-2);
}

// With its anchor at zero the start is forgotten; without an anchor it is not.
TEST_P(OnEach, OnlyTheAnchoredMeanForgetsTheStart) {
  const auto from = [&](int rounds, std::vector<std::string> overrides) {
    overrides.push_back(Rounds(rounds));
    return Ran(job("modified-local-gd"), overrides).model;
  };
  const double soon = DirectionError(from(500, {}), from(500, {kElsewhere}));
  const double later = DirectionError(from(5000, {}), from(5000, {kElsewhere}));
  EXPECT_NEAR(later / soon, 0.1, 0.03) << "as 1 / k";
  EXPECT_GT(DirectionError(from(3000, {kMean}), from(3000, {kMean, kElsewhere})), 0.1);
}

// Anchored at the first model x_0, the limit is the projection of x_0 onto the separators of all.
TEST(ModifiedLocalGd, AnchoredAtTheStartTendsToItsProjection) {
  const std::string toml = CloudsJob("modified-local-gd");
  const JobData data(toml);
  const std::vector<std::string> at_start = {"algorithm.server_optimizer.anchor=start", kElsewhere};
  const auto first = Ran(CloudsJob("local-gd"), {kElsewhere, Rate(1e-300), Rounds(1)}).model;
  const auto limit = Project(data.view, Ids(50), first, "all").point;
  double before = 0.0;
  for (const int k : {1000, 10000}) {
    auto overrides = at_start;
    overrides.push_back(Rounds(k));
    const double gap = Distance(Ran(toml, overrides).model, limit) / Distance(first, limit);
    if (before > 0) {
      EXPECT_NEAR(gap / before, 0.1, 0.03);
    }
    before = gap;
  }
}

// w <- w - rate * gradient of the mean loss over all examples, from zero.
std::vector<double> AfterGradientDescent(const JobData& data, double rate, int steps) {
  const auto all = Ids(data.data->train.size);
  std::vector<double> w(data.data->columns), gradient(w.size());
  for (int k = 0; k < steps; ++k) {
    data.problem->LossAndGradient(w, {all, Stream(1, Purpose::kExample, 0, 0, 0)}, gradient, {});
    for (std::size_t j = 0; j < w.size(); ++j) w[j] -= rate * gradient[j];
  }
  return w;
}

// One local step is gradient descent of the pooled loss, to rounding: of workers that share the
// examples, and of workers that all own all of them.
TEST_P(OnEach, OneLocalStepIsGradientDescent) {
  const JobData data(job("local-gd"));
  const double rate = StepSize(data);
  const auto descent = AfterGradientDescent(data, rate, 200);
  const auto local = Ran(job("local-gd"), {Steps(1), Rate(rate), Rounds(200)});
  EXPECT_LT(Distance(local.model, descent), 1e-12 * Length(descent));
  const auto copies =
      Ran(job("local-gd"), {Steps(1), Rate(rate), Rounds(200), "partition.kind=copy"});
  EXPECT_LT(Distance(local.model, copies.model), 1e-13 * Length(local.model));
}

// Local steps on single examples drawn with replacement lead the same way.
TEST_P(OnEach, LocalSgdGoesTheSameWay) {
  const JobData data(job("local-gd"));
  const std::vector<std::string> same = {Steps(10), Rate(StepSize(data, 10)), Rounds(10000),
                                         EvaluateEvery(2000)};
  auto stochastic = same;
  stochastic.insert(stochastic.end(),
                    {"algorithm.local.kind=sgd", "train.batch=1", "train.sampling=replacement"});
  const auto full = Ran(job("local-gd"), same), sgd = Ran(job("local-gd"), stochastic);
  for (const int k : {200, 2000, 10000}) {
    const double ratio = At(sgd, k, kDirection) / At(full, k, kDirection);
    EXPECT_NEAR(ratio, 1.0, k == 200 ? 0.05 : 0.02) << "round " << k;
  }
}

}  // namespace
}  // namespace hushed
