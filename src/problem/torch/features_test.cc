// Softmax regression on a network's features, at the network's own last layer, is the network.
#include "problem/features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "hushed/errors.h"
#include "problem/initial.h"
#include "problem/models.h"
#include "problem/problem_cases.h"

namespace hushed {
namespace {

struct Case {
  Choice model;
  std::shared_ptr<const Dataset> data;
  std::uint64_t columns;
};

std::vector<Case> Cases() {
  return {{{"torch-mlp", {{"hidden", std::vector<std::int64_t>{6, 5}}}}, RandomRows({9}, 3, 8), 5},
          {{"cnn-small", {}}, RandomPixels({1, 28, 28}, 4, 5), 1024},
          {{"cnn", {}}, RandomPixels({1, 28, 28}, 4, 3), 512},
          {{"resnet18", {}}, RandomPixels({3, 16, 16}, 3, 3), 512}};
}

TEST(Features, AreWhatTheLastLayerIsGiven) {
  for (const auto& [model, data, columns] : Cases()) {
    SCOPED_TRACE(model.kind);
    const auto network = MakeProblemFactory<float>(model, data, 0)();
    std::vector<float> x(network->layout().size());
    DrawInitial<float>(network->layout(), 3, x);
    const auto features = MakeFeatures(model, std::vector<double>(x.begin(), x.end()), *data);
    ASSERT_EQ(features->columns, columns);
    EXPECT_EQ(features->train.targets, data->train.targets);
    EXPECT_EQ(features->classes, data->classes);
    const auto last = MakeProblemFactory<double>({"softmax", {}}, features, 0)();
    const auto end = x.begin() + static_cast<std::ptrdiff_t>(network->layout().parameter_size());
    const std::vector<double> layer(
        end - static_cast<std::ptrdiff_t>(last->layout().parameter_size()), end);
    const auto expected = MetricsOf<float>(*network, x), actual = MetricsOf<double>(*last, layer);
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(actual[i].name, expected[i].name);
      EXPECT_NEAR(actual[i].total, expected[i].total, 1e-5 * (1 + std::abs(expected[i].total)));
    }
  }
}

TEST(Features, RefuseOtherModelsAndSizes) {
  const auto data = RandomRows({9}, 3, 8);
  EXPECT_THROW(MakeFeatures({"logistic", {}}, std::vector<double>(9), *data), ConfigError);
  EXPECT_THROW(MakeFeatures({"torch-mlp", {}}, std::vector<double>(9), *data), Error);
}

}  // namespace
}  // namespace hushed
