// A module of the program that uses the library.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>

#include "hushed/errors.h"
#include "hushed/torch/module.h"
#include "problem/models.h"
#include "problem/small_datasets.h"

namespace hushed {
namespace {

constexpr std::int64_t kColumns = 6;
constexpr std::array<std::uint32_t, 5> kIds = {0, 1, 2, 3, 4};
const Batch kBatch = {kIds, Stream(1, Purpose::kExample, 0, 0, 0)};

// The least that ModuleOf() asks of a module.
struct Linear {
  at::Tensor weight = at::ones({3, kColumns}).set_requires_grad(true);

  struct Item {
    std::string name;
    at::Tensor tensor;
    const std::string& key() const { return name; }
    const at::Tensor& value() const { return tensor; }
  };
  std::vector<Item> named_parameters() const { return {{"weight", weight}, {"tied", weight}}; }
  std::vector<Item> named_buffers() const { return {}; }
  at::Tensor forward(const at::Tensor& x) { return at::linear(x, weight); }
  void train(bool) {}
};

TEST(RegisteredModel, IsTrainedLikeOneBuiltIn) {
  RegisterModel("linear", [] { return ModuleOf(std::make_shared<Linear>()); });
  EXPECT_THROW(RegisterModel("linear", nullptr), ConfigError);
  EXPECT_THROW(RegisterModel("cnn", nullptr), ConfigError);
  const auto data = RandomRows({kColumns}, 3, 8);
  const auto own = MakeProblemFactory<double>({"linear", {}}, data, 0)();
  const auto softmax = MakeProblemFactory<double>({"softmax", {{"intercept", false}}}, data, 0)();
  ASSERT_EQ(own->layout().parameters().size(), 1u) << "tied tensors are one";
  const std::vector<double> x(own->layout().size(), 0.25);
  std::vector<double> ours(x.size()), theirs(x.size());
  // Rounding only: products of the same numbers.
  EXPECT_NEAR(own->LossAndGradient(x, kBatch, ours, {}),
              softmax->LossAndGradient(x, kBatch, theirs, {}), 1e-14);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(ours[i], theirs[i], 1e-14) << i;
}

}  // namespace
}  // namespace hushed
