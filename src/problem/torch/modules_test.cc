// A TorchScript file as a network: its tensors, its function, its statistics, its draws.
#include "problem/torch/modules.h"

#include <gtest/gtest.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <array>
#include <sstream>
#include <thread>

#include "hushed/errors.h"
#include "problem/initial.h"
#include "problem/problem_cases.h"
#include "problem/torch/torch_models.h"
#include "testing/errors.h"
#include "testing/temporary_folder.h"

namespace hushed {
namespace {

constexpr std::array<std::uint32_t, 5> kIds = {0, 1, 2, 3, 4};
constexpr std::int64_t kColumns = 6;

Batch BatchOf(std::uint64_t step) { return {kIds, Stream(1, Purpose::kExample, 0, 0, step)}; }

std::shared_ptr<const Dataset> Rows(std::uint32_t classes = 3) {
  return RandomRows({kColumns}, classes, 8);
}

// Two layers and statistics between them, to be used as `source` says.
torch::jit::Module Net(const std::string& source, std::int64_t outputs = 3) {
  constexpr std::int64_t kHidden = 4;
  at::manual_seed(5);
  torch::jit::Module net("Net");
  net.register_attribute("training", c10::BoolType::get(), true);
  net.register_parameter("fc1_weight", at::randn({kHidden, kColumns}), false);
  net.register_parameter("fc1_bias", at::randn({kHidden}), false);
  net.register_parameter("fc2_weight", at::randn({outputs, kHidden}), false);
  net.register_parameter("fc2_bias", at::randn({outputs}), false);
  net.register_buffer("mean", at::zeros({kHidden}));
  net.register_buffer("variance", at::ones({kHidden}));
  net.register_buffer("calls", at::zeros({}, at::kLong));
  net.define("def forward(self, x):\n" + source);
  return net;
}

constexpr char kPlain[] = R"(
  x = torch.relu(torch.linear(x, self.fc1_weight, self.fc1_bias))
  return torch.linear(x, self.fc2_weight, self.fc2_bias)
)";
constexpr char kNormalised[] = R"(
  x = torch.linear(x, self.fc1_weight, self.fc1_bias)
  if self.training:
    self.calls = self.calls + 1
  x = torch.batch_norm(x, None, None, self.mean, self.variance, self.training, 0.1, 1e-5, False)
  return torch.linear(torch.relu(x), self.fc2_weight, self.fc2_bias)
)";
constexpr char kDropping[] = R"(
  x = torch.dropout(torch.linear(x, self.fc1_weight, self.fc1_bias), 0.5, self.training)
  return torch.linear(x, self.fc2_weight, self.fc2_bias)
)";

template <class Real>
std::vector<Real> First(const Problem<Real>& problem) {
  std::vector<Real> x(problem.layout().size());
  DrawInitial<Real>(problem.layout(), 1, x);
  return x;
}

class TorchScriptFile : public testing::Test {
 protected:
  Choice Saved(const torch::jit::Module& net) const {
    const std::string path = (folder_ / "net.pt").string();
    net.save(path);
    return {"torchscript", {{"path", path}, {"digest", std::string()}}};
  }
  template <class Real>
  ProblemFactory<Real> Problems(const std::string& source,
                                std::shared_ptr<const Dataset> data = Rows()) const {
    const std::int64_t outputs = std::max<std::uint32_t>(1, data->classes);
    return MakeTorchProblemFactory<Real>(Saved(Net(source, outputs)), std::move(data), 0);
  }
  template <class Failure>
  static std::string Refusal(const Choice& model,
                             const std::shared_ptr<const Dataset>& data = Rows()) {
    return ErrorOf<Failure>([&] { MakeTorchProblemFactory<float>(model, data, 0); });
  }

  TemporaryFolder folder_;
};

TEST_F(TorchScriptFile, HasTheTensorsOfTheFileInItsOrder) {
  const torch::jit::Module net = Net(kPlain);
  const auto problem = MakeTorchProblemFactory<float>(Saved(net), Rows(), 0)();
  const Layout& layout = problem->layout();
  ASSERT_EQ(layout.parameters().size(), 4u);
  EXPECT_EQ(layout.parameters()[0].name, "fc1_weight");
  EXPECT_EQ(layout.parameters()[0].shape, (std::vector<std::uint64_t>{4, 6}));
  EXPECT_EQ(layout.parameters()[3].name, "fc2_bias");
  ASSERT_EQ(layout.buffers().size(), 2u) << "a counter is no statistic";
  const std::vector<float> x = First(*problem);
  EXPECT_EQ(x[0], net.attr("fc1_weight").toTensor()[0][0].item<float>());
  EXPECT_EQ(x.back(), 1.0f);
}

// Rounding only: products of the same numbers.
TEST_F(TorchScriptFile, IsTheFunctionOfTheSameNetworkBuiltIn) {
  const auto data = Rows();
  const auto scripted = Problems<double>(kPlain, data)();
  const auto built_in = MakeTorchProblemFactory<double>(
      {"torch-mlp", {{"hidden", std::vector<std::int64_t>{4}}}}, data, 0)();
  const std::vector<double> x = First(*scripted);
  ASSERT_EQ(scripted->layout().parameter_size(), built_in->layout().parameter_size());
  const auto a = At<double>(*scripted, x, BatchOf(0));
  const auto b = At<double>(*built_in, x, BatchOf(0));
  EXPECT_NEAR(a.loss, b.loss, 1e-14);
  for (std::size_t i = 0; i < a.gradient.size(); ++i) {
    EXPECT_NEAR(a.gradient[i], b.gradient[i], 1e-14) << i;
  }
}

// Central differences with h = 1e-5, losses below 10: rounding and the third derivative stay below
// 1e-9. Statistics of the batch are used whatever the buffers hold.
TEST_F(TorchScriptFile, TheGradientIsTheSlopeWithBatchNormToo) {
  const auto problem = Problems<double>(kNormalised)();
  std::vector<double> x = First(*problem);
  const auto at = At<double>(*problem, x, BatchOf(0));
  for (std::size_t i = 0; i < at.gradient.size(); ++i) {
    const double kept = x[i];
    x[i] = kept + 1e-5;
    const double above = At<double>(*problem, x, BatchOf(0)).loss;
    x[i] = kept - 1e-5;
    const double below = At<double>(*problem, x, BatchOf(0)).loss;
    x[i] = kept;
    EXPECT_NEAR(at.gradient[i], (above - below) / 2e-5, 1e-8) << i;
  }
}

TEST_F(TorchScriptFile, TrainingMovesTheBuffersItIsGivenAndNothingElse) {
  const auto problem = Problems<double>(kNormalised)();
  const std::vector<double> x = First(*problem);
  std::vector<double> once(x.end() - 8, x.end()), twice = once;
  const auto without = At<double>(*problem, x, BatchOf(0));
  EXPECT_EQ(At<double>(*problem, x, BatchOf(0), once), without);
  EXPECT_NE(once[0], 0.0);
  // From 0, momentum 0.1: 0.1 m, then 0.9 * 0.1 m + 0.1 m.
  At<double>(*problem, x, BatchOf(0), twice);
  EXPECT_EQ(twice, once) << "nothing of a call is left in the next";
  At<double>(*problem, x, BatchOf(0), twice);
  EXPECT_NEAR(twice[0], 1.9 * once[0], 1e-15);
  std::vector<double> moved = x;
  std::ranges::copy(twice, moved.end() - 8);
  std::vector<Metric> before, after;
  problem->Evaluate(x, 0, before);
  problem->Evaluate(moved, 0, after);
  EXPECT_NE(before[0].total, after[0].total) << "evaluation reads them";
}

TEST_F(TorchScriptFile, DropoutDependsOnTheBatchAlone) {
  const auto make = Problems<float>(kDropping);
  const std::vector<float> x = First(*make());
  const auto train = [&](std::vector<LossGradient<float>>& steps) {
    const auto problem = make();
    for (std::size_t i = 0; i < 20; ++i) steps.push_back(At<float>(*problem, x, BatchOf(i)));
  };
  std::vector<LossGradient<float>> expected, here, there;
  train(expected);
  EXPECT_NE(expected[0], expected[1]);
  {
    std::jthread beside([&] { train(there); });
    train(here);
  }
  EXPECT_EQ(here, expected);
  EXPECT_EQ(there, expected);
}

TEST_F(TorchScriptFile, PredictsValuesByTheSquaredError) {
  const auto data = Rows(/*classes=*/0);
  const auto problem = Problems<double>(kPlain, data)();
  const std::vector<double> x = First(*problem);
  ASSERT_EQ(problem->outputs(), 1u);
  std::vector<double> values(kIds.size());
  problem->Predict(x, Of::kTraining, kIds, values);
  double loss = 0.0;
  for (std::size_t i = 0; i < kIds.size(); ++i) {
    const double error = values[i] - data->train.targets[kIds[i]];
    loss += error * error / 2 / kIds.size();
  }
  EXPECT_NEAR(At<double>(*problem, x, BatchOf(0)).loss, loss, 1e-14);
}

TEST_F(TorchScriptFile, IsSavedAsTorchScriptAgain) {
  const auto data = Rows();
  const auto problem = Problems<float>(kNormalised, data)();
  std::vector<float> x = First(*problem);
  for (float& entry : x) entry = std::abs(2 * entry);
  std::istringstream file(problem->TorchScript(x));
  torch::jit::Module net = torch::jit::load(file);
  EXPECT_FALSE(net.is_training());
  EXPECT_TRUE(net.attr("fc1_weight").toTensor().requires_grad());
  EXPECT_EQ(net.attr("variance").toTensor()[0].item<float>(), 2.0f);
  std::vector<float> examples(kIds.size() * kColumns), scores(kIds.size() * 3);
  Gather<float>(*data, data->test, kIds, examples);
  problem->Predict(x, Of::kTest, kIds, scores);
  const at::Tensor outputs =
      net.forward({at::from_blob(examples.data(), {5, kColumns})}).toTensor().contiguous();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(scores[i], outputs.data_ptr<float>()[i], 1e-6f) << i;
  }
}

TEST_F(TorchScriptFile, SaysWhatIsWrong) {
  Choice model = Saved(Net(kPlain, /*outputs=*/4));
  EXPECT_NE(Refusal<ConfigError>(model).find("[2, 4]"), std::string::npos);
  EXPECT_NE(Refusal<ConfigError>(model, RandomRows({7}, 4, 2)).find("7"), std::string::npos);
  EXPECT_NE(Refusal<ConfigError>({"torchscript", {}}).find("model.path"), std::string::npos);
  EXPECT_NE(Refusal<DataError>({"torchscript", {{"path", "/nowhere.pt"}}}).find("/nowhere.pt"),
            std::string::npos);
  const std::string text = folder_.Write("text.pt", "no network");
  EXPECT_NE(Refusal<DataError>({"torchscript", {{"path", text}}}).find("torch.jit.save"),
            std::string::npos);
  model.options["digest"] = std::string("0123456789abcdef");
  EXPECT_NE(Refusal<ConfigError>(model).find("0123456789abcdef"), std::string::npos);
  torch::jit::Module fixed("Fixed");
  fixed.define("def forward(self, x):\n  return x\n");
  EXPECT_NE(Refusal<ConfigError>(Saved(fixed)).find("no parameters"), std::string::npos);
}

}  // namespace
}  // namespace hushed
