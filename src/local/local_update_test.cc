#include "local/local_update.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "testing/springs.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

constexpr double kRate = 0.25;

// One worker with one example, so that every gradient is x - 1 in each of d coordinates.
template <class Real>
class Trial {
 public:
  Trial(std::size_t d, Values options, Choice schedule = {"constant", {}})
      : problem_(d, {1.0}),
        workspace_(problem_, /*seed=*/1),
        update_({"sgd", std::move(options)}, LearningRate(kRate, schedule),
                SamplerOfCopies(1, 1, 1)),
        work_(d),
        velocity_(update_.has_momentum() ? d : 0) {}

  // u after `steps` local steps from x, in segments that end at `cuts`.
  std::vector<Real> Run(std::vector<Real> x, std::uint64_t steps,
                        std::vector<std::uint64_t> cuts = {}) {
    Round round;
    round.steps = steps;
    cuts.push_back(steps);
    Real scale = 1;
    for (const std::uint64_t cut : cuts) {
      round.segment_end = cut;
      LocalState<Real> state{work_, {}, velocity_, correction_};
      scale = update_.Run(round, x, {}, workspace_, state, upload_);
      round.segment_begin = cut;
    }
    std::vector<Real> u = work_;
    for (Real& entry : u) entry *= scale;
    return u;
  }

  void Correct(std::vector<Real> correction) { correction_ = std::move(correction); }
  std::uint64_t evaluations() const { return upload_.gradient_evaluations; }

 private:
  Springs<Real> problem_;
  Workspace<Real> workspace_;
  LocalUpdate<Real> update_;
  Upload<Real> upload_;
  std::vector<Real> work_, velocity_, correction_;
};

TEST(LocalUpdate, OnePlainStepIsTheRateTimesTheGradientToTheLastBit) {
  const auto x = GaussianVector<float>(7, 1);
  const auto u = Trial<float>(7, {}).Run(x, 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_EQ(u[i], static_cast<float>(kRate) * (x[i] - 1.0f));
  }
}

// x_k - 1 = (1 - lr)^k (x_0 - 1), so u = (1 - (1 - lr)^k) (x_0 - 1); exact in binary for lr = 1/4.
TEST(LocalUpdate, StepsFollowTheClosedForm) {
  for (const std::uint64_t steps : {2u, 3u, 7u}) {
    Trial<double> trial(1, {});
    EXPECT_DOUBLE_EQ(trial.Run({3.0}, steps)[0],
                     2.0 * (1.0 - std::pow(1.0 - kRate, static_cast<double>(steps))));
    EXPECT_EQ(trial.evaluations(), steps);
  }
}

TEST(LocalUpdate, SegmentsMakeTheSameBits) {
  const auto x = GaussianVector<float>(5, 2);
  const auto whole = Trial<float>(5, {{"momentum", 0.5}}).Run(x, 9);
  EXPECT_EQ(Trial<float>(5, {{"momentum", 0.5}}).Run(x, 9, {1, 4, 8}), whole);
}

// v_1 = g_1, v_2 = beta v_1 + g_2 with g = x - 1 from x_0 = 2.
TEST(LocalUpdate, MomentumAccumulatesGradients) {
  const double v1 = 1.0, x1 = 2.0 - kRate * v1, v2 = 0.5 * v1 + (x1 - 1.0);
  EXPECT_DOUBLE_EQ(Trial<double>(1, {{"momentum", 0.5}}).Run({2.0}, 2)[0], kRate * (v1 + v2));
}

TEST(LocalUpdate, WeightDecayPullsTheLocalModelTowardsZero) {
  const double g1 = 1.0 + 0.5 * 2.0, x1 = 2.0 - kRate * g1, g2 = (x1 - 1.0) + 0.5 * x1;
  EXPECT_DOUBLE_EQ(Trial<double>(1, {{"weight_decay", 0.5}}).Run({2.0}, 2)[0], kRate * (g1 + g2));
}

TEST(LocalUpdate, ClippingShortensLongGradientsOnly) {
  const auto clipped = Trial<double>(2, {{"clip_norm", 1.0}}).Run({4.0, 5.0}, 1);  // g = (3, 4)
  EXPECT_DOUBLE_EQ(clipped[0], kRate * 0.6);
  EXPECT_DOUBLE_EQ(clipped[1], kRate * 0.8);
  const auto short_enough = Trial<double>(2, {{"clip_norm", 5.0}}).Run({4.0, 5.0}, 1);
  EXPECT_EQ(short_enough, (std::vector<double>{kRate * 3.0, kRate * 4.0}));
}

// g = 3, 2.75, 2.5 are clipped to 1 each; the sum of the steps is not.
TEST(LocalUpdate, ClippingIsOfEachGradient) {
  EXPECT_DOUBLE_EQ(Trial<double>(1, {{"clip_norm", 1.0}}).Run({4.0}, 3)[0], 3 * kRate);
}

// g_2 = (x_1 - 1) + mu (x_1 - x_0), x_1 = x_0 - lr (x_0 - 1).
TEST(LocalUpdate, TheProximalTermPullsBackToTheStart) {
  const double x1 = 2.0 - kRate, g2 = (x1 - 1.0) + 0.5 * (x1 - 2.0);
  EXPECT_DOUBLE_EQ(Trial<double>(1, {{"proximal", 0.5}}).Run({2.0}, 2)[0], kRate * (1.0 + g2));
}

TEST(LocalUpdate, TheProximalTermAlsoHoldsAcrossSegments) {
  const auto x = GaussianVector<float>(5, 2);
  const auto whole = Trial<float>(5, {{"proximal", 0.5}}).Run(x, 9);
  EXPECT_EQ(Trial<float>(5, {{"proximal", 0.5}}).Run(x, 9, {1, 4, 8}), whole);
}

// The correction 1 moves the optimum of x - 1 from 1 to 0: x_k = (1 - lr)^k x_0.
TEST(LocalUpdate, TheCorrectionIsAddedToEveryGradient) {
  for (const std::uint64_t steps : {1u, 3u}) {
    Trial<double> trial(1, {});
    trial.Correct({1.0});
    EXPECT_DOUBLE_EQ(trial.Run({2.0}, steps)[0],
                     2.0 * (1.0 - std::pow(1.0 - kRate, static_cast<double>(steps))));
  }
}

TEST(LocalUpdate, TheScheduleCountsLocalSteps) {
  const Choice drop{"step", {{"at", std::vector<std::int64_t>{1}}, {"factor", 0.5}}};
  const double x1 = 2.0 - kRate;
  EXPECT_DOUBLE_EQ(Trial<double>(1, {}, drop).Run({2.0}, 2)[0], kRate + 0.5 * kRate * (x1 - 1.0));
}

// Three workers of seven examples each, in turn with two steps of two examples: every
// four of its own steps a worker sees each of its examples once.
TEST(LocalUpdate, InTurnAWorkerGoesOnWhereItStopped) {
  constexpr std::uint64_t kCycle = 3;
  const LocalUpdate<double> update({"sgd", {}}, LearningRate(kRate), SamplerOfCopies(3, 7, 2),
                                   kCycle);
  std::vector<std::uint32_t> scratch, epoch;
  for (std::uint64_t cycle = 0; cycle < 8; ++cycle) {
    const std::uint64_t index = cycle * kCycle + cycle % 3;  // its place varies
    const Round round{.index = index, .first_step = 2 * index, .steps = 2};
    for (std::uint64_t h = 0; h < round.steps; ++h) {
      const Batch batch = update.Draw(round, 1, h, scratch);
      epoch.insert(epoch.end(), batch.examples.begin(), batch.examples.end());
    }
    if (cycle % 2 == 0) continue;
    std::sort(epoch.begin(), epoch.end());
    EXPECT_EQ(epoch, Ids(7)) << "cycle " << cycle;
    epoch.clear();
  }
}

TEST(LocalUpdate, SaysWhoDiverged) {
  Trial<double> trial(1, {});
  EXPECT_THROW(trial.Run({1e200}, 1), DivergedError) << "the loss overflows";
}

}  // namespace
}  // namespace hushed
