#include "local/projection.h"

#include <gtest/gtest.h>

#include <cmath>

#include "hushed/errors.h"
#include "local/local_update.h"
#include "problem/models.h"
#include "problem/small_datasets.h"
#include "testing/errors.h"
#include "testing/springs.h"
#include "testing/vectors.h"

namespace hushed {
namespace {

// (2, 0) and (0, 4), of these targets.
std::shared_ptr<const Dataset> TwoRows(std::vector<double> targets, std::uint32_t classes) {
  auto data = std::make_shared<Dataset>(EmptyDataset("two rows", {2}, classes));
  data->train.size = 2;
  data->train.dense = {2.0, 0.0, 0.0, 4.0};
  data->train.targets = std::move(targets);
  return data;
}

template <class Real>
std::vector<Real> UpdateOf(const Choice& model, std::shared_ptr<const Dataset> data,
                           const std::vector<std::uint32_t>& examples, std::vector<Real> x) {
  const auto problem = MakeProblemFactory<Real>(model, std::move(data), 0)();
  std::vector<Real> update(x.size(), std::numeric_limits<Real>::quiet_NaN());
  ProjectionUpdate<Real>(*problem, examples, x, 3, update);
  return update;
}

const Choice kLogistic{"logistic", {}}, kLeastSquares{"least-squares", {}};

// Class 1 asks for 2 w_0 >= 1, class 0 for -4 w_1 >= 1.
TEST(Projection, LeadsToTheNearestFeasibleModel) {
  const auto data = TwoRows({1, 0}, 2);
  EXPECT_EQ(UpdateOf<double>(kLogistic, data, {0, 1}, {0, 0}), (std::vector<double>{-0.5, 0.25}));
  EXPECT_EQ(UpdateOf<double>(kLogistic, data, {1}, {0, 0}), (std::vector<double>{0, 0.25}));
  EXPECT_EQ(UpdateOf<double>(kLogistic, data, {0, 1}, {9, -9}), (std::vector<double>{0, 0}));
  EXPECT_EQ(UpdateOf<float>(kLogistic, data, {0, 1}, {0, -9}), (std::vector<float>{-0.5, 0}));
}

TEST(Projection, SolvesEquationsForSquaredLoss) {
  const auto data = TwoRows({3, -8}, 0);
  EXPECT_EQ(UpdateOf<double>(kLeastSquares, data, {0, 1}, {0, 0}), (std::vector<double>{-1.5, 2}));
  EXPECT_EQ(UpdateOf<double>(kLeastSquares, data, {0}, {1, 7}), (std::vector<double>{-0.5, 0}));
}

// Many steps on the proximal local problem come as near to the projection as lambda is small.
TEST(Projection, IsTheLimitOfProximalSolves) {
  const auto data = TwoRows({3, -8}, 0);
  const auto projected = UpdateOf<double>(kLeastSquares, data, {0, 1}, {1, 1});
  const auto problem = MakeProblemFactory<double>(kLeastSquares, data, 0)();
  Workspace<double> workspace(*problem, 1);
  double before = 0.0;
  for (const double lambda : {1e-2, 1e-3, 1e-4}) {
    const LocalUpdate<double> local({"full-gradient", {{"proximal", lambda}}}, LearningRate(0.1),
                                    SamplerOfCopies(1, 2, 0));
    Upload<double> upload;
    std::vector<double> u(2), x = {1, 1};
    LocalState<double> state{u, {}, {}};
    local.Run(Round{.steps = 400, .segment_end = 400}, x, {}, workspace, state, upload);
    const double gap = std::hypot(u[0] - projected[0], u[1] - projected[1]);
    EXPECT_LT(gap, lambda);
    EXPECT_TRUE(before == 0 || std::abs(gap / before - 0.1) < 0.001) << gap << " " << before;
    before = gap;
  }
}

TEST(Projection, RefusesOtherModelsAndPenalties) {
  const auto require = [](const Choice& model, std::uint32_t classes) {
    const auto problem = MakeProblemFactory<double>(model, TwoRows({1, 0}, classes), 0)();
    RequireProjectable<double>(*problem, model.kind);
  };
  EXPECT_NO_THROW(require(kLogistic, 2));
  EXPECT_NO_THROW(require(kLeastSquares, 0));
  EXPECT_THROW(require({"logistic", {{"l2", 0.1}}}, 2), ConfigError);
  const std::string said = ErrorOf<ConfigError>([&] {
    require({"softmax", {{"intercept", false}}}, 2);
  });
  EXPECT_TRUE(said.starts_with("model.name = \"softmax\"")) << said;
}

TEST(Projection, NamesTheWorkerThatCannotBeSatisfied) {
  auto data = std::make_shared<Dataset>(*TwoRows({1, 0}, 2));
  data->train.dense = {1, 1, 2, 2};
  const std::string said = ErrorOf<DataError>([&] {
    UpdateOf<double>(kLogistic, data, {0, 1}, {0, 0});
  });
  EXPECT_TRUE(said.starts_with("worker 3")) << said;
}

// As a worker's local update: the whole shard, whatever the batch; one evaluation; no rate.
TEST(Projection, IsALocalUpdate) {
  const auto problem = MakeProblemFactory<double>(kLogistic, TwoRows({1, 0}, 2), 0)();
  Workspace<double> workspace(*problem, 1);
  const LocalUpdate<double> local({"projection", {}}, LearningRate(1e-9), SamplerOfCopies(5, 2, 1));
  Upload<double> upload;
  std::vector<double> u(2), x = {0, 0};
  LocalState<double> state{u, {}, {}};
  EXPECT_EQ(local.Run(Round{}, x, {}, workspace, state, upload), 1.0);
  EXPECT_EQ(u, (std::vector<double>{-0.5, 0.25}));
  EXPECT_EQ(upload.gradient_evaluations, 1u);
  EXPECT_EQ(upload.examples, 2u);
  EXPECT_EQ(local.StepsOf(Round{}, 0), 1u);
}

}  // namespace
}  // namespace hushed
